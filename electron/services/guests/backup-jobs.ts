import type { GuestBackup } from '../../../shared/model/guest.ts'
import { backUp, removeBackup } from '../../kinds/guest-backup.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { asItIs, type GuestInput, guestJob, guestLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'

/** The intent of backing a guest up. */
export interface BackUpInput extends GuestInput {
  readonly storage: string
  readonly mode: 'snapshot' | 'suspend' | 'stop'
  readonly notes: string
}

/** The intent of removing a backup. */
export interface RemoveBackupInput extends GuestInput {
  readonly backup: GuestBackup
}

/** Backs a guest up; Proxmox itself takes a backup away that is cancelled. */
export function backUpJob(services: GuestServices): JobDefinition<BackUpInput> {
  return guestJob<BackUpInput>(services, {
    kind: 'guests.backUp',
    title: ({ guest, storage }) => `Back ${guest} up to ${storage}`,
    locks: input => [guestLock(input)],
    steps: ({ storage }) => [{ id: 'backup', title: `Write it to ${storage}`, weight: 1 }],
    run: async ({ vmid, guest: name, storage, mode, notes }, { reach, job, step }) => {
      job.state('deploying')
      const backup = await step('backup', witness => backUp(reach, { vmid, name }, { storage, mode, notes }, witness, job.signal))
      job.state('running')
      return { vmid, name, ...(backup && { volume: backup.volume, sizeBytes: backup.sizeBytes }) }
    },
    afterUndo: asItIs,
  })
}

/** Removes a backup. */
export function removeBackupJob(services: GuestServices): JobDefinition<RemoveBackupInput> {
  return guestJob<RemoveBackupInput>(services, {
    kind: 'guests.removeBackup',
    title: ({ guest }) => `Remove a backup of ${guest}`,
    locks: ({ cluster, backup }) => [`backup:${cluster}:${backup.volume}`],
    steps: ({ backup }) => [{ id: 'remove', title: `Remove ${backup.volume}`, weight: 1 }],
    unfinished: () => 'wait',
    run: async ({ backup }, { reach, job, step }) => {
      job.state('removing')
      await step('remove', witness => removeBackup(reach, backup, witness, job.signal))
      job.state('removed')
      return { volume: backup.volume }
    },
    afterUndo: async ({ backup }) => ({ sentence: `${backup.volume} may be gone already.`, clean: true }),
    touched: () => undefined,
  })
}
