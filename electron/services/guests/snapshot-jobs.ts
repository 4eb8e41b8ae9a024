import { AppError } from '../../../shared/errors/app-error.ts'
import { followTask } from '../../kinds/guest-desk.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { deskOf, type GuestInput, type GuestServices, placeOf } from './guest-services.ts'
import { pathOf, taskJob } from './task-job.ts'

/** Which snapshot of a guest. */
export interface SnapshotInput extends GuestInput {
  readonly snapshot: string
  readonly description: string
  readonly withMemory: boolean
}

/** Taking a snapshot; one that fails half-way is removed. */
export function takeSnapshotJob(services: GuestServices): JobDefinition<SnapshotInput> {
  return taskJob<SnapshotInput>(services, {
    kind: 'guests.takeSnapshot',
    title: ({ guest, snapshot }) => `Take the snapshot ${snapshot} of ${guest}`,
    doing: 'The snapshot',
    types: ['qmsnapshot', 'vzsnapshot'],
    weight: 10,
    call: (place, { snapshot }) => `POST ${pathOf(place)}/snapshot snapname=${snapshot}`,
    begin: ({ session, signal }, place, { snapshot, description, withMemory }) =>
      session.takeSnapshot(place, snapshot, { description, withMemory }, signal),
    undo: {
      title: ({ snapshot, guest }) => `Remove the snapshot ${snapshot} of ${guest}`,
      data: ({ snapshot }) => ({ snapshot }),
      async take(_, input, __, context) {
        const desk = await deskOf(services, input, context.signal)
        const place = await placeOf(desk, input.vmid)
        const there = (await desk.session.snapshots(place, context.signal)).some(snapshot => snapshot.name === input.snapshot)
        if (!there) return 'nothing-to-do'
        const task = await desk.session.removeSnapshot(place, input.snapshot, context.signal)
        await followTask(desk, task, 'Removing the snapshot', {
          line: text => context.line(text),
          progress: () => undefined,
          did: deed => context.did(deed),
        })
        return 'done'
      },
    },
  })
}

/** Going back to a snapshot: what came after it is lost, which was approved before. */
export function rollBackJob(services: GuestServices): JobDefinition<SnapshotInput> {
  return taskJob<SnapshotInput>(services, {
    kind: 'guests.rollBack',
    title: ({ guest, snapshot }) => `Take ${guest} back to ${snapshot}`,
    doing: 'Going back',
    types: ['qmrollback', 'vzrollback'],
    weight: 15,
    call: (place, { snapshot }) => `POST ${pathOf(place)}/snapshot/${snapshot}/rollback`,
    begin: async ({ session, signal }, place, { snapshot }) => {
      const names = (await session.snapshots(place, signal)).map(one => one.name)
      if (!names.includes(snapshot)) throw new AppError('NotFound', { what: 'snapshot', name: snapshot, known: names })
      return session.rollBack(place, snapshot, signal)
    },
  })
}

/** Removing a snapshot; one that is gone already is success. */
export function removeSnapshotJob(services: GuestServices): JobDefinition<SnapshotInput> {
  return taskJob<SnapshotInput>(services, {
    kind: 'guests.removeSnapshot',
    title: ({ guest, snapshot }) => `Remove the snapshot ${snapshot} of ${guest}`,
    doing: 'Removing the snapshot',
    types: ['qmdelsnapshot', 'vzdelsnapshot'],
    weight: 10,
    call: (place, { snapshot }) => `DELETE ${pathOf(place)}/snapshot/${snapshot}`,
    isDone: async ({ session, signal }, place, { snapshot }) =>
      !(await session.snapshots(place, signal)).some(one => one.name === snapshot),
    begin: ({ session, signal }, place, { snapshot }) => session.removeSnapshot(place, snapshot, signal),
  })
}
