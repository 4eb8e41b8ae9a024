import type { RuleEntry } from '../../../shared/model/declaration.ts'
import type { Origin, PlanProblem } from '../../../shared/model/plan.ts'
import { keyOfApp } from '../declare/entry-key.ts'
import type { AppThing } from './declared-apps.ts'
import { type FindGuest, type GuestThing, isFound, thingOf } from './declared-guests.ts'
import { type Said, saidOf } from './merge-entries.ts'
import { type ObservedWorld, placeOfNode, placesOfDevices } from './observed-world.ts'
import { byName, type DesiredEntry, type Outcome, problemAbout } from './planned-changes.ts'

/** Another member of a rule that a thing is in. */
export interface Partner {
  readonly key: string
  readonly name: string
  readonly rule: 'apart' | 'together'
  readonly origin: Origin
}

/** The rules that are declared, over keys of things. Places are those of `placeOfNode` and `placesOfDevices`. */
export interface Rules {
  readonly partners: ReadonlyMap<string, readonly Partner[]>
  /** What nothing may be done to, by its key or place, with what it is called. */
  readonly leftAlone: ReadonlyMap<string, { readonly name: string; readonly origin: Origin }>
  /** Where members are that no step moves: apps there are, devices and nodes. */
  readonly fixed: ReadonlyMap<string, string>
  /** Guests that only rules name. */
  readonly guests: readonly GuestThing[]
  readonly settled: readonly Outcome[]
}

interface Member {
  readonly key: string
  readonly name: string
  /** Where it is and stays, for what is not a guest. */
  readonly place?: string | undefined
  /** What is left alone besides, for a device. */
  readonly alsoAlone?: string
  readonly guest?: GuestThing
}

/** What is known of things by their names. */
interface Known {
  readonly world: ObservedWorld
  readonly guests: readonly GuestThing[]
  readonly apps: readonly AppThing[]
  readonly find: FindGuest
  /** Names of declared things that are settled already, so that nothing more is said of them. */
  readonly settledNames: ReadonlySet<string>
}

/** Reads the rules: which members are meant, and what of them cannot be known. */
export function readRules(desired: readonly DesiredEntry[], known: Known): Rules {
  const partners = new Map<string, Partner[]>()
  const leftAlone = new Map<string, { readonly name: string; readonly origin: Origin }>()
  const fixed = new Map<string, string>()
  const guests = new Map<string, GuestThing>()
  const settled: Outcome[] = []
  const membersOf = memberReader(known)
  for (const { entry, origin } of saidOf(desired, 'rule')) {
    const read = membersOf({ entry, origin })
    settled.push(...read.settled)
    for (const { key, name, place, alsoAlone, guest } of read.members) {
      if (place !== undefined) fixed.set(key, place)
      if (guest?.onlyInRule) guests.set(key, guest)
      if (entry.rule === 'leave-alone') {
        for (const alone of [key, alsoAlone]) if (alone !== undefined) leftAlone.set(alone, { name, origin })
        continue
      }
      const { rule } = entry
      const others = read.members.filter(other => other.key !== key).map(other => ({ key: other.key, name: other.name, rule, origin }))
      partners.set(key, [...(partners.get(key) ?? []), ...others])
    }
  }
  return { partners, leftAlone, fixed, guests: [...guests.values()], settled }
}

function memberReader({ world, guests, apps, find, settledNames }: Known) {
  const places = placesOfDevices(world)
  const declaredGuests = new Map(guests.map(thing => [thing.entry.name.toLowerCase(), thing]))
  const declaredApps = new Map(apps.flatMap(thing => [[thing.name, thing] as const]))
  const nodes = new Map(world.clusters.flatMap(({ name, known }) => known.nodes.map(node => [node.name, placeOfNode(name, node.name)])))

  function guestNamed(name: string, origin: Origin): GuestThing | Outcome | undefined {
    const declared = declaredGuests.get(name)
    if (declared) return declared
    const found = find(name)
    if (!isFound(found)) return found
    return { ...thingOf({ kind: 'guest', name: found.now.name }, origin, found), onlyInRule: true }
  }

  function appNamed(name: string): Member | undefined {
    const declared = declaredApps.get(name)
    const there = declared?.app ?? world.apps.find(app => app.name === name)
    if (!declared && !there) return undefined
    const key = declared?.key ?? (there && keyOfApp({ app: there.recipe, name: there.name })) ?? ''
    return { key, name, place: there && places.get(there.device) }
  }

  return ({ entry, origin }: Said<RuleEntry>): { readonly members: readonly Member[]; readonly settled: readonly Outcome[] } => {
    const settled: Outcome[] = []
    const members = [...new Set(entry.members.map(member => member.toLowerCase()))].sort(byName).flatMap((name): readonly Member[] => {
      if (settledNames.has(name)) return []
      const guest = guestNamed(name, origin)
      const app = appNamed(name)
      const refuse = (problem: PlanProblem) => {
        settled.push({ kind: 'problem', problem })
        return []
      }
      if (guest && app && entry.rule !== 'leave-alone')
        return refuse(problemAbout(name, `A guest and an app are called ${name}.`, 'Rename one of them.', origin))
      if (guest && 'kind' in guest) {
        settled.push(guest)
        return []
      }
      const found = [...(guest ? [{ key: guest.key, name: guest.entry.name, guest }] : []), ...(app ? [app] : [])]
      if (found.length > 0) return found
      const place = places.get(name) ?? nodes.get(name)
      if (place !== undefined) return [{ key: `place ${name}`, name, place, alsoAlone: places.has(name) ? `device ${name}` : place }]
      return refuse(
        problemAbout(name, `No guest, app, device or node is called ${name}.`, 'Correct its name, or take it out of the rule.', origin),
      )
    })
    return { members, settled }
  }
}
