import type { GuestState } from '../../../shared/model/guest.ts'
import type { SeenGuest, SeenGuestStatus } from '../../../shared/model/seen-cluster.ts'
import type { GuestPlace } from '../../ports/cluster-access.ts'
import type { GuestStatus } from './answers.ts'
import { readTags } from './scalars.ts'
import { guestName, guestState, present } from './see-cluster.ts'

/** A guest at this moment. */
export function seenStatus(guest: GuestPlace, read: GuestStatus): SeenGuestStatus {
  return {
    state: stateOf(read),
    name: read.name ?? guestName(guest.type, guest.vmid),
    highlyAvailable: read.ha?.managed ?? false,
    uptimeSeconds: read.uptime ?? 0,
    ...present({ lock: read.lock, memoryUsedBytes: read.mem, memoryTotalBytes: read.maxmem }),
  }
}

/** The same as a list would show it. */
export function guestNow(guest: GuestPlace, read: GuestStatus): SeenGuest {
  const { vmid, type, node } = guest
  const { state, name, highlyAvailable, uptimeSeconds } = seenStatus(guest, read)
  return {
    vmid,
    type,
    node,
    name,
    state,
    template: read.template,
    tags: readTags(read.tags),
    highlyAvailable,
    uptimeSeconds,
    ...present({
      cpuFraction: read.cpu,
      cores: read.cpus,
      memoryUsedBytes: read.mem,
      memoryHostBytes: read.memhost,
      memoryTotalBytes: read.maxmem,
      diskTotalBytes: read.maxdisk,
      lock: read.lock,
    }),
  }
}

function stateOf({ status, qmpstatus }: GuestStatus): GuestState {
  return status === 'running' && (qmpstatus === 'paused' || qmpstatus === 'suspended') ? 'paused' : guestState(status)
}
