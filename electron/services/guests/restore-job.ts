import type { GuestBackup } from '../../../shared/model/guest.ts'
import { setPower } from '../../kinds/guest-power.ts'
import { bears, removeMade } from '../../kinds/guest-remove.ts'
import { restoreAsNew, restoreNote, restoreOver, wasRestored } from '../../kinds/guest-restore.ts'
import { needGuest, readGuest } from '../../kinds/guest-seen.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { guestJob, guestLock, nameLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'

/** The intent of a restore, into a new guest or over the one it was made of. */
export interface RestoreInput {
  readonly cluster: string
  readonly backup: GuestBackup
  /** The guest's name, for sentences. */
  readonly guest: string
  readonly node: string
  readonly storage?: string | undefined
  readonly name?: string | undefined
  readonly replace: boolean
  readonly start: boolean
}

/**
 * Restores a backup. A new guest is taken away again when a step fails; over an old one there is no way back, so what Proxmox
 * has begun is finished.
 */
export function restoreJob(services: GuestServices): JobDefinition<RestoreInput> {
  return guestJob<RestoreInput>(services, {
    kind: 'guests.restore',
    title: ({ guest, name, replace }) => (replace ? `Put a backup in the place of ${guest}` : `Restore ${name ?? guest} as a new guest`),
    locks: ({ cluster, backup, name, replace }) => [
      ...(replace ? [guestLock({ cluster, vmid: backup.vmid })] : []),
      ...(name === undefined || replace ? [] : [nameLock({ cluster }, name)]),
    ],
    steps: ({ start }) => [
      { id: 'restore', title: 'Read the backup', weight: 80 },
      ...(start ? [{ id: 'start', title: 'Start it', weight: 20 }] : []),
    ],
    unfinished: ({ replace }) => (replace ? 'wait' : 'abort'),
    run: async ({ backup, guest, name, node, storage, start, replace }, { reach, job, step }) => {
      const { signal } = job
      const to = { node, storage, name }
      job.state('deploying')
      const vmid = await step('restore', async witness => {
        if (replace) return restoreOver(reach, backup, to, witness, signal)
        await witness.keep('marker', job.id)
        const claim = (number: number) =>
          job.registerUndo({ kind: 'guest', title: `The new guest ${number}`, data: { vmid: number, marker: job.id } })
        return restoreAsNew(reach, backup, to, { marker: job.id, claim }, witness, signal)
      })
      const id = { vmid, name: name ?? guest }
      if (start) {
        await step('start', async witness =>
          setPower(reach, await needGuest(reach, id, signal), 'start', { seconds: 0, force: false }, witness, signal),
        )
      }
      const seen = await needGuest(reach, id, signal)
      job.state(seen.state)
      return { vmid, name: seen.name, node: seen.node, state: seen.state }
    },
    undo: {
      guest: async ({ vmid, marker }, { reach, witness, signal, kept }) => {
        const restored = await wasRestored(reach, Number(vmid), { kept }, signal)
        return removeMade(reach, Number(vmid), seen => restored || bears(String(marker))(seen), witness, signal)
      },
    },
    afterUndo: async ({ backup, guest, replace }, { reach, signal, kept }) => {
      if (replace) {
        if (kept(restoreNote(backup.vmid)) === undefined) return { sentence: `${guest} is as it was.`, clean: true }
        const sentence = `${guest} may hold only a part of the backup. Restore it again before it is used.`
        return { sentence, clean: false, left: [`the disks of ${guest}`] }
      }
      const vmid = kept('vmid')
      const seen = typeof vmid === 'number' ? await readGuest(reach, vmid, signal) : undefined
      if (!seen || !bears(String(kept('marker')))(seen))
        return { sentence: `Checked afterwards: nothing of the restore is in ${reach.cluster}.`, clean: true }
      const left = [`the guest ${seen.vmid}`]
      return { sentence: `Still in ${reach.cluster}: ${left.join()}.`, clean: false, left }
    },
    touched: ({ backup, replace }, result) => (replace ? backup.vmid : typeof result?.vmid === 'number' ? result.vmid : undefined),
  })
}
