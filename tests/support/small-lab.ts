import { createAudit } from '../../electron/services/audit.ts'
import { createChanges } from '../../electron/services/changes.ts'
import { createInventory } from '../../electron/services/inventory.ts'
import { createMonitoring } from '../../electron/services/monitoring.ts'
import { createSettings } from '../../electron/services/settings.ts'
import type { ConnectionInput } from '../../shared/api/devices.ts'
import { createFakeDeviceAccess, hostKeyOf } from './fake-device-access.ts'
import { createHandClock } from './hand-clock.ts'
import { createMemoryStore } from './memory-store.ts'
import { createCountingRandomness, createMemorySecrets, createPlainRedaction, plainHash, silentLog } from './small-ports.ts'

/** Inventory and monitoring over made-up devices, with everything a test may want to look into. */
export async function createSmallLab() {
  const clock = createHandClock()
  const store = createMemoryStore()
  const secrets = createMemorySecrets()
  const access = createFakeDeviceAccess()
  const redaction = createPlainRedaction()
  const randomness = createCountingRandomness()
  const changes = createChanges({ clock })
  const audit = createAudit({ store, clock, hash: plainHash, redaction, changes })
  const settings = createSettings({ store, audit, changes })
  const inventory = await createInventory({ store, secrets, access, randomness, clock, redaction, changes, audit })
  const watch = () => createMonitoring({ inventory, store, clock, randomness, log: silentLog, changes, settings })
  return { clock, store, secrets, access, redaction, randomness, changes, audit, settings, inventory, watch }
}

/** A connection as a person types it, to the device at an address with the password of `pi`. */
export function connectionTo(address: string, more: Partial<ConnectionInput> = {}): ConnectionInput {
  return { address, port: 22, user: 'pi', login: { method: 'password', password: 'raspberry' }, acceptHostKey: hostKeyOf('A'), ...more }
}

/** Runs something that is to fail and hands back the code of its error. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
  return 'nothing'
}
