import { moveGuest, moveGuestDisk } from '../../kinds/guest-move.ts'
import type { JobDefinition } from '../job-runner/job-definition.ts'
import { asItIs, type GuestInput, guestJob, guestLock } from './guest-job.ts'
import type { GuestServices } from './guest-services.ts'

/** The intent of moving a guest to another node. */
export interface MigrateInput extends GuestInput {
  readonly from: string
  readonly node: string
}

/** The intent of moving a disk to another storage. */
export interface MoveDiskInput extends GuestInput {
  readonly slot: string
  readonly storage: string
}

/** Moves a guest to another node; a move that is cancelled leaves it where it was. */
export function migrateJob(services: GuestServices): JobDefinition<MigrateInput> {
  return guestJob<MigrateInput>(services, {
    kind: 'guests.migrate',
    title: ({ guest, from, node }) => `Move ${guest} from ${from} to ${node}`,
    locks: input => [guestLock(input)],
    steps: ({ node }) => [{ id: 'move', title: `Move it to ${node}`, weight: 1 }],
    run: async ({ vmid, guest: name, node }, { reach, job, step }) => {
      job.state('deploying')
      const seen = await step('move', witness => moveGuest(reach, { vmid, name }, node, witness, job.signal))
      job.state('running')
      return { vmid, name, node: seen.node, state: seen.state }
    },
    afterUndo: asItIs,
  })
}

/** Moves a disk to another storage; a move that is cancelled leaves it where it was. */
export function moveDiskJob(services: GuestServices): JobDefinition<MoveDiskInput> {
  return guestJob<MoveDiskInput>(services, {
    kind: 'guests.moveDisk',
    title: ({ guest, storage }) => `Move a disk of ${guest} to ${storage}`,
    locks: input => [guestLock(input)],
    steps: ({ storage }) => [{ id: 'move', title: `Move it to ${storage}`, weight: 1 }],
    run: async ({ vmid, guest: name, slot, storage }, { reach, job, step }) => {
      job.state('deploying')
      await step('move', witness => moveGuestDisk(reach, { vmid, name }, slot, storage, witness, job.signal))
      job.state('running')
      return { vmid, name, slot, storage }
    },
    afterUndo: asItIs,
  })
}
