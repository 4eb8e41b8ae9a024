import { type PowerAction, setPower } from '../../kinds/guest-power.ts'
import { needGuest } from '../../kinds/guest-seen.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { asItIs, type GuestInput, guestJob, guestLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'

/** The intent of starting, stopping, shutting down or rebooting. */
export interface PowerInput extends GuestInput {
  readonly action: PowerAction
  readonly seconds: number
  readonly force: boolean
}

const words: Readonly<Record<PowerAction, string>> = { start: 'Start', stop: 'Switch off', shutdown: 'Shut down', reboot: 'Reboot' }

/** Changes the power of a guest; doing it again changes nothing, and nothing is undone but waiting. */
export function powerJob(services: GuestServices): JobDefinition<PowerInput> {
  return guestJob<PowerInput>(services, {
    kind: 'guests.power',
    title: ({ action, guest }) => `${words[action]} ${guest}`,
    locks: input => [guestLock(input)],
    steps: ({ action }) => [{ id: 'power', title: words[action], weight: 1 }],
    run: async ({ vmid, guest: name, action, seconds, force }, { reach, job, step }) => {
      await step('power', async witness => {
        const guest = await needGuest(reach, { vmid, name }, job.signal)
        await setPower(reach, guest, action, { seconds, force }, witness, job.signal)
      })
      const state = action === 'start' || action === 'reboot' ? 'running' : 'stopped'
      job.state(state)
      return { vmid, name, state }
    },
    afterUndo: asItIs,
  })
}
