import { type GuestChange, guestChangeSchema } from '../../../shared/model/guest-wish.ts'
import { planChange } from '../../core/guest/plan-change.ts'
import { needGuest } from '../../kinds/guest-seen.ts'
import { applyChange } from '../../kinds/guest-settings.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { asItIs, type GuestInput, guestJob, guestLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'
import { heldOf, putSettingsBack } from './settings-undo.ts'

/** The intent of a change: what is to be so. */
export interface ChangeInput extends GuestInput {
  readonly change: GuestChange
}

/** Changes settings and then disks, which cannot be undone; settings go back when a step fails. */
export function changeJob(services: GuestServices): JobDefinition<ChangeInput> {
  return guestJob<ChangeInput>(services, {
    kind: 'guests.change',
    title: ({ guest }) => `Change ${guest}`,
    locks: input => [guestLock(input)],
    steps: ({ change }) => [
      { id: 'settings', title: 'Write its settings', weight: 30 },
      ...(grows(change) ? [{ id: 'disks', title: 'Let its disks grow', weight: 70 }] : []),
    ],
    run: async (input, { reach, job, step }) => {
      const { vmid, guest: name, change } = input
      const { diskGiB, disks, ...settings } = change
      const id = { vmid, name }
      job.state('deploying')
      const waits = await step('settings', async witness => {
        const seen = await needGuest(reach, id, job.signal)
        // A run before a restart may have changed some of it already.
        const before = guestChangeSchema.safeParse(witness.kept('before')).data ?? heldOf(settings, seen)
        await witness.keep('before', JSON.parse(JSON.stringify(before)))
        const { fields } = planChange(settings, seen)
        if (fields.length > 0) {
          const title = `The settings of ${name} as they were`
          await job.registerUndo({ kind: 'settings', title, data: { before, after: settings } })
        }
        await applyChange(reach, id, settings, witness, job.signal)
        return fields.filter(field => field.when === 'at-restart').map(field => field.field)
      })
      if (grows(change)) {
        await step('disks', witness =>
          applyChange(reach, id, { ...(diskGiB !== undefined && { diskGiB }), ...(disks && { disks }) }, witness, job.signal),
        )
      }
      job.state('running')
      return { vmid, name: change.name ?? name, waitsForRestart: waits }
    },
    undo: {
      settings: (data, undo, { vmid, guest }) => putSettingsBack(data, undo, { vmid, name: guest }),
    },
    afterUndo: asItIs,
  })
}

function grows({ diskGiB, disks }: GuestChange): boolean {
  return diskGiB !== undefined || Object.keys(disks ?? {}).length > 0
}
