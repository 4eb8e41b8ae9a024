import { isOn } from '../../core/guest/known-cluster.ts'
import { markerIn } from '../../core/guest/ownership.ts'
import { refuseChanged } from '../../kinds/guest.ts'
import { endsWithin, setPower } from '../../kinds/guest-power.ts'
import { removeGuest } from '../../kinds/guest-remove.ts'
import { readGuest } from '../../kinds/guest-seen.ts'
import { makeTemplate } from '../../kinds/guest-template.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { asItIs, type GuestInput, guestJob, guestLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'
import { powerAsBefore } from './power-undo.ts'

/** The intent of destroying a guest; a plan names the digest of the settings it was made on, and has a running one shut down. */
export interface RemoveInput extends GuestInput {
  readonly seenDigest?: string
}

/** Destroys a guest with its disks; it cannot come back, so what has begun is finished. One that could not be destroyed runs again. */
export function removeGuestJob(services: GuestServices): JobDefinition<RemoveInput> {
  return guestJob<RemoveInput>(services, {
    kind: 'guests.remove',
    title: ({ guest }) => `Delete ${guest}`,
    locks: input => [guestLock(input)],
    steps: ({ seenDigest }) => [
      ...(seenDigest === undefined ? [] : [{ id: 'shutdown', title: 'Shut it down', weight: 1 }]),
      { id: 'remove', title: 'Delete it and its disks', weight: 1 },
    ],
    unfinished: () => 'wait',
    run: async ({ cluster, vmid, guest: name, seenDigest }, { reach, job, step }) => {
      job.state('removing')
      if (seenDigest !== undefined) {
        await step('shutdown', async witness => {
          const seen = await readGuest(reach, vmid, job.signal)
          if (!seen) return
          if (witness.kept('was as planned') === undefined) refuseChanged(seen, seenDigest, reach)
          if (isOn(seen)) await job.registerUndo({ kind: 'power', title: `${name} as on as it was`, data: { on: true } })
          await witness.keep('was as planned', true)
          if (isOn(seen)) await setPower(reach, seen, 'shutdown', endsWithin, witness, job.signal)
        })
      }
      await step('remove', async witness => {
        const seen = await readGuest(reach, vmid, job.signal)
        const marker = seen && markerIn(seen.config.description)
        await removeGuest(reach, { vmid, name }, { switchOff: false }, witness, job.signal)
        if (marker !== undefined) await services.guestKeys.remove(cluster, marker)
      })
      job.state('removed')
      return { vmid, name, state: 'removed' }
    },
    undo: { power: powerAsBefore },
    afterUndo: asItIs,
  })
}

/** Makes a template of a guest; there is no way back. */
export function makeTemplateJob(services: GuestServices): JobDefinition<GuestInput> {
  return guestJob<GuestInput>(services, {
    kind: 'guests.makeTemplate',
    title: ({ guest }) => `Make a template of ${guest}`,
    locks: input => [guestLock(input)],
    steps: () => [{ id: 'template', title: 'Make its disks those of a template', weight: 1 }],
    unfinished: () => 'wait',
    run: async ({ vmid, guest: name }, { reach, job, step }) => {
      job.state('deploying')
      await step('template', witness => makeTemplate(reach, { vmid, name }, witness, job.signal))
      job.state('stopped')
      return { vmid, name, template: true }
    },
    afterUndo: asItIs,
  })
}
