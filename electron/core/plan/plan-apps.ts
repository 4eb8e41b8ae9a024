import type { AppView } from '../../../shared/model/app.ts'
import type { PlacementDevice } from '../../../shared/model/placement.ts'
import type { PlanProblem } from '../../../shared/model/plan.ts'
import { listed } from '../guest/takes-effect.ts'
import { changeApp, removeApp } from './change-app.ts'
import type { AppThing } from './declared-apps.ts'
import { type FindGuest, type GuestThing, isFound } from './declared-guests.ts'
import { deployApps, type NewApp } from './deploy-apps.ts'
import type { ObservedWorld } from './observed-world.ts'
import type { Placing } from './placing.ts'
import { byName, type Outcome, problemAbout } from './planned-changes.ts'
import type { Rules } from './rules.ts'

export interface AppsHow {
  readonly world: ObservedWorld
  readonly rules: Rules
  readonly placing: Placing
  readonly guests: readonly GuestThing[]
  readonly find: FindGuest
  /** Devices that are guests which are going to be removed. */
  readonly leaving: ReadonlySet<string>
}

type Doors = ReadonlyMap<string, PlacementDevice['takenPorts']>

/** What is found out about one app: what becomes of it, or that it is to be deployed. */
interface Part {
  readonly outcome?: Outcome
  readonly notYet?: readonly PlanProblem[]
  readonly fresh?: NewApp
}

/** What has to be done so that the apps are as declared, and what of it cannot be done yet. */
export function planApps(
  things: readonly AppThing[],
  how: AppsHow,
): { readonly outcomes: readonly Outcome[]; readonly notYet: readonly PlanProblem[] } {
  const { world, rules, placing, leaving } = how
  const doors = doorsOf(world)
  const parts = things.map(thing => (thing.app ? partOf(thing, thing.app, how, doors) : newPart(thing, how)))
  const domains = things.flatMap(thing =>
    thing.entry.domain === undefined || thing.entry.state === 'absent' ? [] : [domainProblem(thing)],
  )
  const removed = things.flatMap(({ app, entry, key, name }) =>
    app && entry.state === 'absent' ? [{ key, name, device: app.device }] : [],
  )
  const fresh = parts.flatMap(part => part.fresh ?? [])
  return {
    outcomes: [...parts.flatMap(part => part.outcome ?? []), ...deployApps(fresh, { world, rules, placing, removed, leaving })],
    notYet: [...domains, ...parts.flatMap(part => part.notYet ?? []), ...brokenRules(rules, placing)],
  }
}

function partOf(thing: AppThing, app: AppView, how: AppsHow, doors: Doors): Part {
  const { entry, name, origin } = thing
  if (entry.state === 'absent') return { outcome: removeApp(thing, app) }
  if (how.leaving.has(app.device)) {
    const why = `${app.title} is declared, and ${app.device}, which it is on, is to be removed.`
    return { outcome: { kind: 'problem', problem: problemAbout(name, why, 'Keep one of the two.', origin) } }
  }
  const stays = entry.device === undefined || entry.device === app.device
  const wrong = stays ? undefined : wrongDevice(thing, how)
  if (wrong?.outcome?.kind === 'problem') return wrong
  const { outcome, notYet } = changeApp(thing, app, doors.get(app.device) ?? [])
  return { outcome, notYet: stays ? notYet : [...(wrong?.notYet ?? [moveProblem(thing, app)]), ...notYet] }
}

function newPart(thing: AppThing, how: AppsHow): Part {
  const { entry, name, origin, recipe } = thing
  if (entry.state === 'stopped') {
    const why = `${name} is not there, and a new app always begins running.`
    return { notYet: [problemAbout(name, why, 'Let it be made first, and say that it is stopped afterwards.', origin)] }
  }
  return (entry.device === undefined ? undefined : wrongDevice(thing, how)) ?? (recipe ? { fresh: { ...thing, recipe } } : {})
}

/** What is wrong with the device that an app is to be on. */
function wrongDevice({ name, entry, origin }: AppThing, { world, guests, find, leaving }: AppsHow): Part | undefined {
  const wanted = entry.device ?? ''
  const known = world.devices.find(({ device }) => device.name === wanted)
  const refuse = (problem: string, instead: string): Part => ({
    outcome: { kind: 'problem', problem: problemAbout(name, problem, instead, origin) },
  })
  if (known?.unreadable !== undefined) return { outcome: { kind: 'unknown', about: name, because: known.unreadable } }
  if (leaving.has(wanted)) return refuse(`${name} is to be on ${wanted}, which is to be removed.`, 'Choose another device.')
  if (known) return undefined
  const isNew = guests.some(guest => !guest.found && guest.entry.name.toLowerCase() === wanted.toLowerCase())
  if (isNew || isFound(find(wanted))) {
    const why = `${name} is to be on ${wanted}, which is a guest and no device yet${isNew ? ': it has to be made first' : ''}.`
    return { notYet: [problemAbout(name, why, `Make a device of ${wanted} on its page, and plan again.`, origin)] }
  }
  const names = world.devices.map(({ device }) => device.name).sort(byName)
  return refuse(`No device is called ${wanted}.`, names.length === 0 ? 'Add one first.' : `The devices are ${listed(names)}.`)
}

function moveProblem({ name, entry, origin }: AppThing, app: AppView): PlanProblem {
  const why = `${app.title} is on ${app.device}, and MycoPod cannot move an app with its data to ${entry.device} yet.`
  return problemAbout(name, why, `Leave it on ${app.device}, or remove it and let it be made anew.`, origin)
}

function domainProblem({ name, entry, origin }: AppThing): PlanProblem {
  const why = `${entry.domain} cannot be led to ${name} yet: MycoPod does not manage names and certificates.`
  return problemAbout(name, why, `${name} itself is planned; reach it by its device and port.`, origin)
}

/** The ports that are taken on each device, with by whom. */
function doorsOf({ devices, apps }: ObservedWorld): Doors {
  const promised = Map.groupBy(apps, app => app.device)
  return new Map(
    devices.map(({ device }) => {
      const own = (promised.get(device.name) ?? []).flatMap(app =>
        app.ports.map(({ host, protocol }) => ({ port: host, protocol, by: app.name })),
      )
      return [device.name, [...own, ...device.takenPorts]] as const
    }),
  )
}

/** Rules that apps break as they are: they would have to move. */
function brokenRules({ fixed }: Rules, placing: Placing): readonly PlanProblem[] {
  return [...fixed]
    .filter(([key]) => key.startsWith('app:'))
    .sort(([one], [other]) => byName(one, other))
    .flatMap(([key, place]) => {
      const name = key.slice(key.lastIndexOf(key.includes('/') ? '/' : ':') + 1)
      const isTold = (other: string) => !fixed.has(other) || (other.startsWith('app:') && byName(other, key) < 0)
      const against = placing.forbids(key, place, partner => !isTold(partner.key))
      if (!against) return []
      const why = `${name} is to be kept ${against.rule === 'apart' ? 'apart from' : 'together with'} ${against.name}, and MycoPod cannot move an app with its data yet.`
      return [problemAbout(name, why, 'Leave it where it is, or remove it and let it be made anew.', against.origin)]
    })
}
