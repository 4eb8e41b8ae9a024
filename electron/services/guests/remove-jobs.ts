import { markerIn } from '../../core/guest/ownership.ts'
import { removeGuest } from '../../kinds/guest-remove.ts'
import { readGuest } from '../../kinds/guest-seen.ts'
import { makeTemplate } from '../../kinds/guest-template.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { asItIs, type GuestInput, guestJob, guestLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'

/** Destroys a guest with its disks; it cannot come back, so nothing is undone and what has begun is finished. */
export function removeGuestJob(services: GuestServices): JobDefinition<GuestInput> {
  return guestJob<GuestInput>(services, {
    kind: 'guests.remove',
    title: ({ guest }) => `Destroy ${guest}`,
    locks: input => [guestLock(input)],
    steps: () => [{ id: 'remove', title: 'Destroy it and its disks', weight: 1 }],
    unfinished: () => 'wait',
    run: async ({ cluster, vmid, guest: name }, { reach, job, step }) => {
      job.state('removing')
      await step('remove', async witness => {
        const seen = await readGuest(reach, vmid, job.signal)
        const marker = seen && markerIn(seen.config.description)
        await removeGuest(reach, { vmid, name }, { switchOff: false }, witness, job.signal)
        if (marker !== undefined) await services.guestKeys.remove(cluster, marker)
      })
      job.state('removed')
      return { vmid, name, state: 'removed' }
    },
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
