import type { AppView } from '../../../shared/model/app.ts'
import type { Entry } from '../../../shared/model/declaration.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import type { Drift, Plan } from '../../../shared/model/plan.ts'
import { keyOfEntry } from '../declare/entry-key.ts'
import { byName } from '../plan/planned-changes.ts'
import { appDrift } from './app-drift.ts'
import { guestDrift } from './guest-drift.ts'
import type { FieldDrift, PolledCluster, PolledDevice, ThingDrift } from './thing-drift.ts'

/** A wish that was applied, and of which declaration. */
export interface AppliedEntry {
  readonly declaration: string
  readonly entry: Entry
}

/** The lab as the last polls saw it. Clusters go by their names. */
export interface PolledWorld {
  readonly clusters: readonly PolledCluster[]
  readonly guests: readonly GuestView[]
  readonly devices: readonly PolledDevice[]
  readonly apps: readonly AppView[]
  /** Keys of things that a job works on now. */
  readonly busy: readonly string[]
}

/** A field of a thing that is not as it was applied; since when is for others to keep. */
export interface FoundDrift extends FieldDrift, Pick<Drift, 'id' | 'declaration' | 'about'> {}

/**
 * Compares what was applied with what polls know anyway, field by field. What is locked, moving or worked on by a job is not
 * drift yet; what cannot be read is unknown, never missing.
 */
export function findDrift(
  applied: readonly AppliedEntry[],
  world: PolledWorld,
): { readonly drift: readonly FoundDrift[]; readonly unknown: Plan['unknown'] } {
  const drift: FoundDrift[] = []
  const unknown = new Map<string, string>()
  const guests = Map.groupBy(world.guests, guest => guest.name.toLowerCase())
  const busy = new Set(world.busy)
  for (const { declaration, entry } of applied) {
    const about = keyOfEntry(entry)
    const found = busy.has(about) ? undefined : driftOf(entry, world, guests)
    if (!found) continue
    if ('unknown' in found) unknown.set(about.slice(about.indexOf(':') + 1), found.unknown)
    else drift.push(...found.fields.map(field => ({ id: `${about}/${field.field}`, declaration, about, ...field })))
  }
  return {
    drift: drift.sort((one, other) => byName(one.id, other.id) || byName(one.declaration, other.declaration)),
    unknown: [...unknown].map(([about, because]) => ({ about, because })).sort((one, other) => byName(one.about, other.about)),
  }
}

function driftOf(entry: Entry, world: PolledWorld, guests: ReadonlyMap<string, readonly GuestView[]>): ThingDrift | undefined {
  if (entry.kind === 'guest') return guestDrift(entry, guests.get(entry.name.toLowerCase()) ?? [], world.clusters)
  return entry.kind === 'app' ? appDrift(entry, world.apps, world.devices) : undefined
}
