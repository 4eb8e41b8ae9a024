import type { ClusterSession, GuestPlace, TaskRef } from '../../ports/cluster-access.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { deskOf, type GuestInput, type GuestServices, guestLock, perform, placeOf } from './guest-services.ts'

export type PowerAction = 'start' | 'stop' | 'shutdown' | 'reboot'

/** What is to be done with a guest's power. */
export interface PowerInput extends GuestInput {
  readonly action: PowerAction
  readonly seconds: number
  readonly force: boolean
}

const words: Readonly<Record<PowerAction, { readonly title: string; readonly doing: string; readonly types: readonly string[] }>> = {
  start: { title: 'Start', doing: 'Starting', types: ['qmstart', 'vzstart', 'hastart'] },
  stop: { title: 'Switch off', doing: 'Switching off', types: ['qmstop', 'vzstop', 'hastop'] },
  shutdown: { title: 'Shut down', doing: 'Shutting down', types: ['qmshutdown', 'vzshutdown', 'hastop'] },
  reboot: { title: 'Restart', doing: 'Restarting', types: ['qmreboot', 'vzreboot'] },
}

/** Starts, stops, shuts down or reboots a guest; what is so already is done. Nothing is undone: the guest is as it was or as wished. */
export function powerJob(services: GuestServices): JobDefinition<PowerInput> {
  return {
    kind: 'guests.power',
    onRestart: 'resume',
    title: ({ action, guest }) => `${words[action].title} ${guest}`,
    locks: input => [guestLock(input)],
    steps: ({ action }) => [{ id: action, title: words[action].title, weight: 10 }],
    undo: {},
    async run(input, job) {
      const desk = await deskOf(services, input, job.signal)
      const { action } = input
      await job.step(action, async step => {
        const place = await placeOf(desk, input.vmid)
        const { state } = await desk.session.status(place, job.signal)
        const isSo =
          job.kept(`task:${action}`) === undefined &&
          ((action === 'start' && state === 'running') || ((action === 'stop' || action === 'shutdown') && state === 'stopped'))
        if (isSo) {
          step.line(`${input.guest} is ${state} already.`)
          return
        }
        await perform(
          desk,
          {
            id: action,
            doing: words[action].doing,
            types: words[action].types,
            place: async () => place,
            begin: at =>
              begun(desk.session, at, state === 'stopped' && action === 'reboot' ? { ...input, action: 'start' } : input, job.signal),
            call: at => `POST /nodes/${at.node}/${at.type === 'vm' ? 'qemu' : 'lxc'}/${at.vmid}/status/${action}`,
          },
          job,
          step,
        )
      })
      return { guest: input.guest }
    },
    settled: async input => services.clusters.touched(services.clusters.resolve(input.clusterId), input.vmid),
  }
}

function begun(session: ClusterSession, place: GuestPlace, { action, seconds, force }: PowerInput, signal: AbortSignal): Promise<TaskRef> {
  switch (action) {
    case 'start':
      return session.start(place, signal)
    case 'stop':
      return session.stop(place, signal)
    case 'shutdown':
      return session.shutDown(place, { seconds, force }, signal)
    case 'reboot':
      return session.reboot(place, { seconds }, signal)
  }
}
