import type { GuestEntry } from '../../../shared/model/declaration.ts'
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
  const outcomes: Outcome[] = []
  const made = new Map<string, Source>()
  const byLowerName = new Map(things.map(thing => [thing.entry.name.toLowerCase(), thing]))
  for (const { thing, copies } of inTurn(things, byLowerName)) {
    const { entry, key, origin } = thing
    const refuse = (problem: string, instead: string) =>
      outcomes.push({ kind: 'problem', problem: problemAbout(entry.name, problem, instead, origin) })
    const source = entry.clone === undefined ? undefined : sourceNamed(entry.clone, made, byLowerName, how.find)
    const type = entry.type ?? (source && 'known' in source ? source.known.type : undefined)
    if (copies === Number.POSITIVE_INFINITY)
      refuse(`${entry.name} is to be copied from ${entry.clone}, and that from ${entry.name}.`, 'Say an operating system for one of them.')
    else if (source && !('known' in source))
      if (source.kind === 'unknown') outcomes.push({ ...source, about: entry.name })
      else refuse(`${entry.name} is to be copied from ${entry.clone}, which cannot be.`, `Put ${entry.clone} right first.`)
    else if (type === undefined)
      refuse(
        `No guest is called ${entry.name}, and its kind is not said.`,
        'Say whether it is a virtual machine or a container, and its system.',
      )
    else
      try {
        const whole: GuestEntry = { ...entry, type, state: entry.state ?? 'running' }
        const spot = findSpot(key, whole, source, how)
        const place = placeOfNode(spot.cluster, spot.planned.node)
        const { planned } = spot
        const storage = planned.storage ?? source?.known.storages?.[0]
        const size = planned.diskGiB ?? (source?.known.diskTotalBytes ?? 0) / 1024 ** 3
        how.placing.put(key, place)
        how.rooms.get(spot.cluster)?.take({
          node: planned.node,
          memoryMiB: whole.state === 'running' ? (planned.memoryMiB ?? source?.memoryMiB ?? 0) : 0,
          disks: storage === undefined ? [] : [{ storage, gib: size }],
        })
        made.set(entry.name.toLowerCase(), asSource(key, spot.cluster, planned, source, made.size))
        outcomes.push(creation({ ...thing, entry: whole }, spot, source, how))
      } catch (error) {
        outcomes.push({ kind: 'problem', problem: problemOfError(error, entry.name, origin) })
      }
  }
  return outcomes
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
