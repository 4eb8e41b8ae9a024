import type { GuestWish } from '../../../shared/model/guest-wish.ts'
import { wishedChange } from '../../core/guest/diff-guest.ts'
import { isOn } from '../../core/guest/known-cluster.ts'
import { reconcileGuest } from '../../kinds/guest.ts'
import { readGuest } from '../../kinds/guest-seen.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { type GuestInput, guestJob, guestLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'
import { powerAsBefore } from './power-undo.ts'
import { heldOf, putSettingsBack } from './settings-undo.ts'

/** The intent of one step of a plan about a guest that is there and stays. */
export interface ReconcileInput extends GuestInput {
  readonly wish: GuestWish
  /** The digest of the settings that the plan was made on. */
  readonly seenDigest: string
}

/**
 * Brings one guest to a wish that was approved with its plan. When it fails, its settings go back and it is as on as it was;
 * what cannot go back (a grown disk, a finished move) is told.
 */
export function reconcileJob(services: GuestServices): JobDefinition<ReconcileInput> {
  return guestJob<ReconcileInput>(services, {
    kind: 'guests.reconcile',
    title: ({ guest }) => `Change ${guest}`,
    locks: input => [guestLock(input)],
    steps: () => [{ id: 'reconcile', title: 'Bring it about', weight: 1 }],
    run: async ({ vmid, guest: name, wish, seenDigest }, { reach, job, step }) => {
      job.state('deploying')
      const before: Parameters<typeof reconcileGuest>[2]['before'] = async seen => {
        const { diskGiB: _, ...after } = wishedChange(wish, seen)
        const settings = { before: heldOf(after, seen), after }
        // What was registered last is undone first: the settings are as they were when it is started again.
        await job.registerUndo({ kind: 'power', title: `${name} as on as it was`, data: { on: isOn(seen) } })
        await job.registerUndo({ kind: 'settings', title: `The settings of ${name} as they were`, data: settings })
      }
      const seen = await step('reconcile', witness =>
        reconcileGuest(reach, { vmid, name }, { wish, seenDigest, before }, witness, job.signal),
      )
      job.state(seen.state)
      return { vmid, name: seen.name, node: seen.node, state: seen.state }
    },
    undo: {
      power: powerAsBefore,
      settings: (data, undo, { vmid, guest }) => putSettingsBack(data, undo, { vmid, name: guest }),
    },
    afterUndo: async ({ vmid, guest, wish }, { reach, signal }) => {
      const seen = await readGuest(reach, vmid, signal)
      if (!seen) return { sentence: `${guest} is not there any more.`, clean: true }
      const disk = wish.diskGiB === undefined && wish.storage === undefined ? '' : ' Its disk may have grown or moved.'
      const sentence = `Checked afterwards: ${seen.name} is on ${seen.node} and ${isOn(seen) ? 'running' : 'switched off'}.${disk}`
      return { sentence, clean: true }
    },
  })
}
