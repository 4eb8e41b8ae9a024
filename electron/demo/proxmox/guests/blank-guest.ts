import type { PveGuest } from '../world.ts'

/** A guest that is only just being made: stopped, empty and locked. */
export function blankGuest(type: PveGuest['type'], vmid: number, node: string): PveGuest {
  return {
    vmid,
    type,
    node,
    config: { lock: 'create' },
    pending: {},
    snapshots: [],
    status: 'stopped',
    paused: false,
    startedAt: 0,
    template: false,
    // A container's own init heeds what it is told; a machine does once something runs in it.
    obeys: type === 'lxc',
  }
}
