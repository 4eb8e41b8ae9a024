import { readSnapshot, removeSnapshot, rollBack, takeSnapshot } from '../../kinds/guest-snapshot.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { asItIs, type GuestInput, guestJob, guestLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'

/** The intent of something done with a snapshot. */
export interface SnapshotInput extends GuestInput {
  readonly name: string
}

/** The intent of taking one. */
export interface TakeSnapshotInput extends SnapshotInput {
  readonly description: string
  readonly withMemory: boolean
}

/** Takes a snapshot, and takes it away again when it fails. */
export function takeSnapshotJob(services: GuestServices): JobDefinition<TakeSnapshotInput> {
  return guestJob<TakeSnapshotInput>(services, {
    kind: 'guests.takeSnapshot',
    title: ({ guest, name }) => `Take the snapshot ${name} of ${guest}`,
    locks: input => [guestLock(input)],
    steps: ({ name }) => [{ id: 'snapshot', title: `Take ${name}`, weight: 1 }],
    run: async ({ vmid, guest, name, description, withMemory }, { reach, job, step }) => {
      const id = { vmid, name: guest }
      job.state('deploying')
      await step('snapshot', async witness => {
        if (!(await readSnapshot(reach, id, name, job.signal)))
          await job.registerUndo({ kind: 'snapshot', title: `The snapshot ${name}`, data: {} })
        await takeSnapshot(reach, id, { name, description, withMemory }, witness, job.signal)
      })
      job.state('running')
      return { vmid, name: guest, snapshot: name }
    },
    undo: {
      snapshot: (_data, { reach, witness, signal }, { vmid, guest, name }) =>
        removeSnapshot(reach, { vmid, name: guest }, name, witness, signal),
    },
    afterUndo: asItIs,
  })
}

/** Goes back to a snapshot. What was since is lost, so it is not undone, and half of it would be worse: it is finished. */
export function rollBackJob(services: GuestServices): JobDefinition<SnapshotInput> {
  return guestJob<SnapshotInput>(services, {
    kind: 'guests.rollBack',
    title: ({ guest, name }) => `Take ${guest} back to ${name}`,
    locks: input => [guestLock(input)],
    steps: ({ name }) => [{ id: 'back', title: `Go back to ${name}`, weight: 1 }],
    unfinished: () => 'wait',
    run: async ({ vmid, guest, name }, { reach, job, step }) => {
      job.state('deploying')
      const seen = await step('back', witness => rollBack(reach, { vmid, name: guest }, name, witness, job.signal))
      job.state('running')
      return { vmid, name: guest, snapshot: name, state: seen.state }
    },
    afterUndo: async (input, undo) => {
      const { sentence, clean } = await asItIs(input, undo)
      return { sentence: `${sentence} It may stand on ${input.name} already.`, clean }
    },
  })
}

/** Removes a snapshot. */
export function removeSnapshotJob(services: GuestServices): JobDefinition<SnapshotInput> {
  return guestJob<SnapshotInput>(services, {
    kind: 'guests.removeSnapshot',
    title: ({ guest, name }) => `Remove the snapshot ${name} of ${guest}`,
    locks: input => [guestLock(input)],
    steps: ({ name }) => [{ id: 'snapshot', title: `Remove ${name}`, weight: 1 }],
    unfinished: () => 'wait',
    run: async ({ vmid, guest, name }, { reach, job, step }) => {
      job.state('removing')
      await step('snapshot', witness => removeSnapshot(reach, { vmid, name: guest }, name, witness, job.signal))
      job.state('running')
      return { vmid, name: guest, snapshot: name }
    },
    afterUndo: asItIs,
  })
}
