import { createSystemClock } from '../../../electron/adapters/clock/system-clock.ts'
import { nothing } from '../../../electron/adapters/proxmox/answers.ts'
import { createClient } from '../../../electron/adapters/proxmox/client.ts'
import { createClusterAccess } from '../../../electron/adapters/proxmox/cluster-access.ts'
import { createTickets } from '../../../electron/adapters/proxmox/tickets.ts'
import { createSystemRandomness } from '../../../electron/adapters/randomness/system-randomness.ts'
import type { ClusterTarget } from '../../../electron/ports/cluster-access.ts'
import { silentLog } from '../../support/small-ports.ts'
import type { ClusterFixture } from './bench.ts'

/** The real adapter on a cluster that answers at an address, simulated or genuine. */
export async function reachCluster(
  given: ClusterTarget,
  where: Pick<ClusterFixture, 'storage' | 'bridge' | 'lookEveryMs'>,
  end: () => Promise<void> = async () => undefined,
): Promise<ClusterFixture> {
  const clock = createSystemClock()
  const ports = { clock, randomness: createSystemRandomness(clock.now), log: silentLog }
  const access = createClusterAccess(ports)
  const doors = await Promise.all(
    given.doors.map(async door => ({ ...door, fingerprint: door.fingerprint ?? (await access.lookAt(door.url)).fingerprint })),
  )
  const target = { ...given, doors }
  const client = createClient(target, createTickets(), ports)
  return {
    ...where,
    access,
    target,
    clock,
    call: (method, path, parameters) =>
      client.ask({ method, path, ...(parameters && { parameters }), doing: 'a call of the tests', guest: 'the guest' }, nothing),
    close: async () => {
      client.close()
      await access.close()
      await end()
    },
  }
}
