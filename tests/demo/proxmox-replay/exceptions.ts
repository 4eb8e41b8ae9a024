import type { PveVersion } from '../../../electron/demo/proxmox/world.ts'

interface Exception {
  readonly versions: readonly PveVersion[]
  readonly because: string
}

/** Recorded answers that the simulated cluster does not give, and why. */
export const exceptions: Readonly<Record<string, Exception>> = {
  '078-get_nodes_pve1_time': {
    versions: ['8.4'],
    because: 'the recorded machine did not know its time zone; the schema wants one',
  },
  '091-get_nodes_pve1_rrddata_timeframe_hour': {
    versions: ['8.4'],
    because: 'the recorded machine kept no history, and said so with the name of a file',
  },
  '307-vzdump-qemu-unsupported-here-task-status': {
    versions: ['9.2', '8.4'],
    because: 'the recorded machine had an emulator that cannot back up; the simulated one can',
  },
}

/** Recorded requests that are not asked again, and why. */
export const notAsked: Readonly<Record<string, string>> = {
  '420-cl-migrate-online': 'the recorded machine had an emulator without live backup: the move failed, and what follows rests on it',
  '421-cl-migrate-online-task-status': 'follows from 420',
  '422-cl-migrate-online-task-log': 'follows from 420',
}
