import type { PveGuest } from '../world.ts'

/** A machine that is being made: stopped, empty and locked until its disks are there. */
export function newMachine(vmid: number, node: string): PveGuest {
  return {
    vmid,
    type: 'qemu',
    node,
    config: { lock: 'create' },
    pending: {},
    snapshots: [],
    status: 'stopped',
    paused: false,
    startedAt: 0,
    template: false,
    obeys: false,
  }
}
