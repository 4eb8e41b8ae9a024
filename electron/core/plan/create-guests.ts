import type { GuestEntry } from '../../../shared/model/declaration.ts'
import { gib } from '../guest/known-cluster.ts'
import type { FindGuest, GuestThing } from './declared-guests.ts'
import { downtimeInWords, fieldInWords, valueInWords } from './entry-words.ts'
import { findSpot, type Spot } from './find-spot.ts'
import { asSource, chainLength, type Source, sourceNamed } from './guest-source.ts'
import { placeOfNode } from './observed-world.ts'
import type { PlaceHow } from './place-existing.ts'
import { byName, type Outcome, problemAbout, stepOf } from './planned-changes.ts'
import { problemOfError } from './problem-of-error.ts'
import { seenOfGuest } from './seen.ts'

export interface CreateHow extends PlaceHow {
  readonly find: FindGuest
  /** Keys of the guests that are going to be removed, by cluster. */
  readonly removed: ReadonlyMap<string, readonly string[]>
}

/**
 * Plans the guests that are not there yet, one after the other: those that others are copied from first, then those that a node
 * is named for, then the large before the small, so that what one takes is not there for the next.
 */
export function createGuests(things: readonly GuestThing[], how: CreateHow): readonly Outcome[] {
  const made = new Map<string, Source>()
  const byLowerName = new Map(things.map(thing => [thing.entry.name.toLowerCase(), thing]))
  return inTurn(things, byLowerName).map(({ thing, copies }): Outcome => {
    const { entry, origin } = thing
    const refuse = (problem: string, instead: string): Outcome => ({
      kind: 'problem',
      problem: problemAbout(entry.name, problem, instead, origin),
    })
    if (copies === Number.POSITIVE_INFINITY) {
      const why = `${entry.name} is to be copied from ${entry.clone}, and that from ${entry.name}.`
      return refuse(why, 'Say an operating system for one of them.')
    }
    const source = entry.clone === undefined ? undefined : sourceNamed(entry.clone, made, byLowerName, how.find)
    if (source && !('known' in source)) {
      if (source.kind === 'unknown') return { ...source, about: entry.name }
      return refuse(`${entry.name} is to be copied from ${entry.clone}, which cannot be.`, `Put ${entry.clone} right first.`)
    }
    const type = entry.type ?? source?.known.type
    if (type === undefined) {
      const instead = 'Say whether it is a virtual machine or a container, and its system.'
      return refuse(`No guest is called ${entry.name}, and its kind is not said.`, instead)
    }
    try {
      return make({ ...thing, entry: { ...entry, type, state: entry.state ?? 'running' } }, source, made, how)
    } catch (error) {
      return { kind: 'problem', problem: problemOfError(error, entry.name, origin) }
    }
  })
}

/** Plans one new guest, and takes its room. Errors: those of findSpot. */
function make(thing: GuestThing, source: Source | undefined, made: Map<string, Source>, how: CreateHow): Outcome {
  const { key, entry } = thing
  const spot = findSpot(key, entry, source, how)
  const { cluster, planned } = spot
  const result = asSource(key, cluster, planned, source, made.size)
  made.set(entry.name.toLowerCase(), result)
  how.placing.put(key, placeOfNode(cluster, planned.node))
  how.rooms.get(cluster)?.take({
    node: planned.node,
    memoryMiB: entry.state === 'running' ? result.memoryMiB : 0,
    disks: (result.known.storages ?? []).map(storage => ({ storage, gib: (result.known.diskTotalBytes ?? 0) / gib })),
  })
  return creation(thing, spot, source, how)
}

function inTurn(things: readonly GuestThing[], byLowerName: ReadonlyMap<string, GuestThing>) {
  return things
    .map(thing => ({ thing, copies: chainLength(thing.entry, byLowerName) }))
    .sort((one, other) => {
      const [a, b] = [one.thing.entry, other.thing.entry]
      if (one.copies !== other.copies) return one.copies < other.copies ? -1 : 1
      const named = Number(a.node === undefined) - Number(b.node === undefined)
      return named || (b.memoryMiB ?? 0) - (a.memoryMiB ?? 0) || byName(one.thing.key, other.thing.key)
    })
}

/** What a new guest is told of, in this order. */
const told = [
  'type',
  'os',
  'clone',
  'cores',
  'memoryMiB',
  'diskGiB',
  'storage',
  'node',
  'bridge',
  'vlan',
  'address',
  'gateway',
  'state',
  'startOnBoot',
  'tags',
] as const

function creation(
  { key, entry, origin }: GuestThing,
  { cluster, planned, because, needsRemovals }: Spot,
  source: Source | undefined,
  how: CreateHow,
): Outcome {
  const { node, cores, memoryMiB, diskGiB, storage, network } = planned
  const whole: GuestEntry = {
    ...entry,
    node,
    ...(cores !== undefined && { cores }),
    ...(memoryMiB !== undefined && { memoryMiB }),
    ...(diskGiB !== undefined && { diskGiB }),
    ...(storage !== undefined && { storage }),
    ...(network && { bridge: network.bridge }),
  }
  const room = needsRemovals ? (how.removed.get(cluster) ?? []).filter(id => id !== source?.key) : []
  return stepOf({
    id: key,
    title: `Create ${entry.name} on ${node}`,
    action: 'create',
    risk: 'safe',
    because: room.length > 0 ? `${because} There is room once what is to be gone is gone.` : because,
    changes: told.flatMap(field =>
      whole[field] === undefined ? [] : [{ field: fieldInWords(field), to: valueInWords(field, whole[field]) }],
    ),
    downtime: downtimeInWords(0),
    downSeconds: 0,
    after: [...(source?.isNew ? [source.key] : []), ...room].sort(byName),
    seen: seenOfGuest(undefined),
    entry: whole,
    cluster,
    origin,
  })
}
