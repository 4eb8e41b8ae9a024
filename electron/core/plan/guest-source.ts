import type { GuestEntry } from '../../../shared/model/declaration.ts'
import { gib, type KnownGuest } from '../guest/known-cluster.ts'
import type { PlannedGuest } from '../guest/plan-creation.ts'
import { type FindGuest, type GuestThing, isFound } from './declared-guests.ts'
import { type Outcome, problemAbout } from './planned-changes.ts'

/** A guest that a new one is copied from, with what a copy takes. */
export interface Source {
  readonly key: string
  readonly cluster: string
  readonly known: KnownGuest
  readonly memoryMiB: number
  /** Whether it is made by the same plan. */
  readonly isNew: boolean
}

/** How many copies of new guests it takes to come to this one; endless where they go in a circle. */
export function chainLength(entry: GuestEntry, things: ReadonlyMap<string, GuestThing>): number {
  const passed = new Set<string>()
  for (let at: GuestEntry | undefined = entry; at?.clone !== undefined; at = things.get(at.clone.toLowerCase())?.entry) {
    if (passed.has(at.name)) return Number.POSITIVE_INFINITY
    passed.add(at.name)
  }
  return passed.size
}

/** The guest of that name to copy, made by this plan or there already; undefined where nobody knows one. */
export function sourceNamed(
  clone: string,
  made: ReadonlyMap<string, Source>,
  things: ReadonlyMap<string, GuestThing>,
  find: FindGuest,
): Source | Outcome | undefined {
  const name = clone.toLowerCase()
  const ours = made.get(name)
  if (ours) return ours
  const declared = things.get(name)
  if (declared) return { kind: 'problem', problem: problemAbout(clone, `${clone} cannot be made.`, 'Put it right first.', declared.origin) }
  const found = find(clone)
  if (!isFound(found)) return found
  const { config, ...now } = found.now
  const disks = config.disks.filter(disk => disk.kind === 'disk')
  const diskTotalBytes = disks.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0)
  const known = { ...now, diskTotalBytes, storages: disks.flatMap(({ storage }) => storage ?? []) }
  return { key: `guest:${now.name}`, cluster: found.cluster.name, known, memoryMiB: config.memoryMiB, isNew: false }
}

/** A guest of the plan, for copying it in turn. */
export function asSource(key: string, cluster: string, planned: PlannedGuest, source: Source | undefined, count: number): Source {
  const storage = planned.storage ?? source?.known.storages?.[0]
  return {
    key,
    cluster,
    known: {
      // No guest of a cluster has such a number, and nothing but this plan sees it.
      vmid: -1 - count,
      name: planned.name,
      type: planned.type,
      node: planned.node,
      template: false,
      diskTotalBytes: planned.diskGiB === undefined ? source?.known.diskTotalBytes : planned.diskGiB * gib,
      storages: storage === undefined ? [] : [storage],
    },
    memoryMiB: planned.memoryMiB ?? source?.memoryMiB ?? 0,
    isNew: true,
  }
}
