import { createSystemClock } from '../../electron/adapters/clock/system-clock.ts'
import { createSystemRandomness } from '../../electron/adapters/randomness/system-randomness.ts'
import { createDeviceAccess } from '../../electron/adapters/ssh/device-access.ts'
import { createAudit } from '../../electron/services/audit.ts'
import { createChanges } from '../../electron/services/changes.ts'
import { createDockerCare } from '../../electron/services/install-docker.ts'
import { createInventory } from '../../electron/services/inventory.ts'
import { createJobRunner } from '../../electron/services/job-runner.ts'
import { createMonitoring } from '../../electron/services/monitoring.ts'
import { createSettings } from '../../electron/services/settings.ts'
import type { ConnectionInput } from '../../shared/api/devices.ts'
import { hostKeyFingerprint, type LabDevice } from '../lab/setup/lab.ts'
import { createMemoryStore } from './memory-store.ts'
import { createMemorySecrets, createPlainRedaction, plainHash, silentLog } from './small-ports.ts'

/** The services about devices over real SSH, with a store in memory: for suites on the lab's devices. */
export async function createRealLab() {
  const clock = createSystemClock()
  const randomness = createSystemRandomness(clock.now)
  const store = createMemoryStore()
  const secrets = createMemorySecrets()
  const redaction = createPlainRedaction()
  const access = createDeviceAccess({
    clock,
    randomness,
    log: silentLog,
    engineOver: notNeeded,
    local: { session: notNeeded, docker: async () => false },
  })
  const changes = createChanges({ clock })
  const audit = createAudit({ store, clock, hash: plainHash, redaction, changes })
  const settings = createSettings({ store, audit, changes })
  const inventory = await createInventory({ store, secrets, access, randomness, clock, redaction, changes, audit })
  const monitoring = await createMonitoring({ inventory, store, clock, randomness, log: silentLog, changes, settings })
  const jobs = createJobRunner({ store, clock, randomness, log: silentLog, redaction, changes, audit })
  const dockerCare = createDockerCare({ inventory, monitoring, jobs, clock, audit })
  const close = async () => {
    await monitoring.close()
    await jobs.close()
    await access.close()
  }
  return { clock, store, secrets, access, inventory, monitoring, jobs, dockerCare, close }
}

function notNeeded(): never {
  throw new Error('these suites use no engine')
}

/** A connection to a lab device as one of its users, its host key accepted. */
export async function connectionToLab(device: LabDevice, user: 'pi' | 'anna' | 'ben'): Promise<ConnectionInput> {
  return {
    address: device.address,
    port: device.port,
    user,
    login: { method: 'password', password: device.passwords[user] },
    acceptHostKey: await hostKeyFingerprint(device),
  }
}
