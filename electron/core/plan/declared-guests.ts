import type { GuestEntry } from '../../../shared/model/declaration.ts'
import type { Origin } from '../../../shared/model/plan.ts'
import { keyOfEntry } from '../declare/entry-key.ts'
import type { GuestNow } from '../guest/known-cluster.ts'
import { groupBy, mergeEntries, saidOf } from './merge-entries.ts'
import { guestsByName, type ListedGuest, type ObservedCluster, type ObservedWorld } from './observed-world.ts'
import { type DesiredEntry, type Outcome, problemAbout } from './planned-changes.ts'

/** A guest that is to be, or to be gone. */
export interface GuestThing {
  readonly key: string
  /** What is wished of it, with its name as the lab spells it. */
  readonly entry: GuestEntry
  readonly origin: Origin
  /** Absent where there is none of that name. */
  readonly found?: FoundGuest | undefined
  /** It is only a member of a rule: nothing else is wished of it. */
  readonly onlyInRule?: boolean
}

export interface FoundGuest {
  readonly cluster: ObservedCluster
  readonly now: GuestNow
}

/** Looks a guest up by its name. */
export type FindGuest = (name: string) => FoundGuest | Outcome | undefined

/** How guests are looked up; what cannot be read is an outcome that says so, and never missing. */
export function guestFinder(world: ObservedWorld): FindGuest {
  const listed = guestsByName(world)
  const read = new Map(world.clusters.map(({ name, guests }) => [name, new Map(guests.map(guest => [guest.vmid, guest]))]))
  const busy = new Set(world.busy)
  return name => {
    const [one, ...others] = listed.get(name.toLowerCase()) ?? []
    if (!one) return undefined
    if (others.length > 0) return { kind: 'problem', problem: severalSo(one.listed.name, [one, ...others]) }
    const { cluster } = one
    const unread = cluster.unreadable ?? cluster.unread?.find(each => each.name.toLowerCase() === name.toLowerCase())?.because
    const unknown = (because: string): Outcome => ({ kind: 'unknown', about: one.listed.name, because })
    if (unread !== undefined) return unknown(unread)
    if (busy.has(`guest:${one.listed.name}`)) return unknown('A job works on it now.')
    const now = read.get(cluster.name)?.get(one.listed.vmid)
    return now ? { cluster, now } : unknown('Its settings were not read.')
  }
}

/** Whether a look-up found the guest. */
export function isFound(found: FoundGuest | Outcome | undefined): found is FoundGuest {
  return found !== undefined && 'now' in found
}

/** The guests that are declared, each once, and what is settled about those that cannot be planned. */
export function declaredGuests(
  desired: readonly DesiredEntry[],
  world: ObservedWorld,
  find: FindGuest,
): { readonly things: readonly GuestThing[]; readonly settled: readonly Outcome[] } {
  const things: GuestThing[] = []
  const settled: Outcome[] = []
  for (const [name, said] of groupBy(saidOf(desired, 'guest'), entry => entry.name.toLowerCase())) {
    const [first, ...rest] = said
    if (!first) continue
    const { entry, origin, clash } = mergeEntries([first, ...rest], first.entry.name)
    const found = find(name)
    if (clash) settled.push({ kind: 'problem', problem: clash })
    else if (isFound(found)) things.push(thingOf({ ...entry, name: found.now.name }, origin, found))
    else if (found) settled.push(found.kind === 'problem' ? { ...found, problem: { ...found.problem, origin } } : found)
    else {
      const outOfSight = hidden(entry, world)
      if (outOfSight) settled.push(outOfSight)
      else if (entry.state === 'absent') settled.push({ kind: 'as-declared' })
      else things.push(thingOf(entry, origin))
    }
  }
  return { things, settled }
}

/** A guest that is wished so. */
export function thingOf(entry: GuestEntry, origin: Origin, found?: FoundGuest): GuestThing {
  return { key: keyOfEntry(entry), entry, origin, found }
}

/** A guest nobody sees may be in a cluster that cannot be read, unless it is to be in one that can. */
function hidden({ name, node, state }: GuestEntry, { clusters }: ObservedWorld): Outcome | undefined {
  const because = clusters.find(cluster => cluster.unreadable !== undefined)?.unreadable
  if (because === undefined) return undefined
  const lit = clusters.filter(cluster => cluster.unreadable === undefined)
  const isElsewhere = state !== 'absent' && node !== undefined && lit.some(({ known }) => known.nodes.some(each => each.name === node))
  return isElsewhere ? undefined : { kind: 'unknown', about: name, because }
}

function severalSo(name: string, all: readonly ListedGuest[]) {
  const each = all.map(({ cluster, listed }) => `${listed.vmid} of ${cluster.name}`).sort()
  return problemAbout(name, `${all.length} guests are called ${name}: ${each.join(', ')}.`, 'Rename all but one of them in Proxmox.')
}
