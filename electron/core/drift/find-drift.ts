import type { Entry } from '../../../shared/model/declaration.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import type { Drift, Plan } from '../../../shared/model/plan.ts'
import { keyOfEntry } from '../declare/entry-key.ts'
import { byName } from '../plan/planned-changes.ts'
import { appDrift } from './app-drift.ts'
import { guestDrift } from './guest-drift.ts'
import type { FieldDrift, PolledWorld, ThingDrift } from './thing-drift.ts'

/** A wish that was applied, and of which declaration. */
export interface AppliedEntry {
  readonly declaration: string
  readonly entry: Entry
}

/** A field of a thing that is not as it was applied; since when is for others to keep. */
export interface FoundDrift extends FieldDrift, Pick<Drift, 'id' | 'declaration' | 'about'> {}

/** What is found of everything that was applied. */
export interface FoundInLab {
  readonly drift: readonly FoundDrift[]
  readonly unknown: Plan['unknown']
  /** Keys of things of which nothing can be said now: what was found of them before still holds. */
  readonly silent: readonly string[]
}

/**
 * Compares what was applied with what polls know anyway, field by field. What is locked, moving or worked on by a job is not
 * drift yet; what cannot be read is unknown, never missing.
 */
export function findDrift(applied: readonly AppliedEntry[], world: PolledWorld): FoundInLab {
  const drift: FoundDrift[] = []
  const unknown = new Map<string, string>()
  const silent = new Set<string>()
  const guests = Map.groupBy(world.guests, guest => guest.name.toLowerCase())
  const busy = new Set(world.busy)
  for (const { declaration, entry } of applied) {
    const about = keyOfEntry(entry)
    const found = busy.has(about) ? undefined : driftOf(entry, world, guests)
    if (!found || 'unknown' in found) silent.add(about)
    if (!found) continue
    if ('unknown' in found) unknown.set(about.slice(about.indexOf(':') + 1), found.unknown)
    else drift.push(...found.fields.map(field => ({ id: `${about}/${field.field}`, declaration, about, ...field })))
  }
  return {
    drift: drift.sort((one, other) => byName(one.id, other.id) || byName(one.declaration, other.declaration)),
    unknown: [...unknown].map(([about, because]) => ({ about, because })).sort((one, other) => byName(one.about, other.about)),
    silent: [...silent].sort(byName),
  }
}

function driftOf(entry: Entry, world: PolledWorld, guests: ReadonlyMap<string, readonly GuestView[]>): ThingDrift | undefined {
  if (entry.kind === 'guest') return guestDrift(entry, guests.get(entry.name.toLowerCase()) ?? [], world.clusters)
  return entry.kind === 'app' ? appDrift(entry, world) : { fields: [] }
}
