import { changeGuest } from './change-guest.ts'
import { createGuests } from './create-guests.ts'
import type { FindGuest, GuestThing } from './declared-guests.ts'
import { type ObservedWorld, placeOfNode } from './observed-world.ts'
import { placeExisting } from './place-existing.ts'
import type { Placing } from './placing.ts'
import type { Outcome } from './planned-changes.ts'
import { removeGuest } from './remove-guest.ts'
import { createRoom } from './room.ts'
import type { Rules } from './rules.ts'

export interface GuestsHow {
  readonly world: ObservedWorld
  readonly rules: Rules
  readonly placing: Placing
  readonly find: FindGuest
}

/** What has to be done so that the guests are as declared: what is to be gone, what is there, then what is new. */
export function planGuests(things: readonly GuestThing[], how: GuestsHow): readonly Outcome[] {
  const { world, rules, placing, find } = how
  const going = things.filter(({ entry, found }) => found && entry.state === 'absent')
  const staying = [...things.filter(({ entry, found }) => found && entry.state !== 'absent'), ...rules.guests]
  const missing = things.filter(({ found }) => !found)
  const rooms = new Map(
    world.clusters
      .filter(cluster => cluster.unreadable === undefined)
      .map(cluster => [
        cluster.name,
        createRoom(
          cluster,
          going.flatMap(({ found }) => (found?.cluster === cluster ? [found.now] : [])),
        ),
      ]),
  )
  const removed = new Map(
    world.clusters.map(cluster => [cluster.name, going.filter(({ found }) => found?.cluster === cluster).map(({ key }) => key)]),
  )
  for (const { key, entry } of missing) {
    const [only, ...others] = world.clusters.filter(({ known }) => known.nodes.some(node => node.name === entry.node))
    if (only && others.length === 0 && entry.node !== undefined) placing.put(key, placeOfNode(only.name, entry.node))
  }
  const { moves, settled } = placeExisting(staying, { rules, placing, rooms })
  const outcomes = [
    ...going.flatMap(thing => (thing.found ? [removeGuest(thing, thing.found, world)] : [])),
    ...staying.flatMap(thing => {
      const room = thing.found && rooms.get(thing.found.cluster.name)
      if (!thing.found || !room) return []
      const outcome = settled.get(thing.key) ?? changeGuest(thing, thing.found, moves.get(thing.key), room)
      return thing.onlyInRule && outcome.kind === 'as-declared' ? [] : [outcome]
    }),
  ]
  return copiedFirst([...outcomes, ...createGuests(missing, { rules, placing, rooms, find, removed })])
}

/** A guest that others are copied from is removed only after that. */
function copiedFirst(outcomes: readonly Outcome[]): readonly Outcome[] {
  const copies = Map.groupBy(
    outcomes.flatMap(outcome => (outcome.kind === 'step' && outcome.step.action === 'create' ? [outcome.step] : [])),
    ({ entry }) => (entry.kind === 'guest' ? (entry.clone?.toLowerCase() ?? '') : ''),
  )
  return outcomes.map(outcome => {
    if (outcome.kind !== 'step' || outcome.step.action !== 'delete' || outcome.step.entry.kind !== 'guest') return outcome
    const after = copies.get(outcome.step.entry.name.toLowerCase()) ?? []
    return after.length === 0
      ? outcome
      : { ...outcome, step: { ...outcome.step, after: [...outcome.step.after, ...after.map(({ id }) => id)] } }
  })
}
