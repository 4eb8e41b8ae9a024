import type { AppView } from '../../../shared/model/app.ts'
import type { PlanProblem } from '../../../shared/model/plan.ts'
import { changeApp, removeApp } from './change-app.ts'
import type { AppThing } from './declared-apps.ts'
import type { FindGuest, GuestThing } from './declared-guests.ts'
import { isFound } from './declared-guests.ts'
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

/** What has to be done so that the apps are as declared, and what of it cannot be done yet. */
export function planApps(
  things: readonly AppThing[],
  how: AppsHow,
): { readonly outcomes: readonly Outcome[]; readonly notYet: readonly PlanProblem[] } {
  const { world, rules, placing, leaving } = how
  const outcomes: Outcome[] = []
  const notYet: PlanProblem[] = []
  const fresh: NewApp[] = []
  const removed: { readonly key: string; readonly name: string; readonly device: string }[] = []
  const doors = doorsOf(world)
  for (const thing of things) {
    const { app, entry, name, origin, key } = thing
    const refuse = (problem: string, instead: string) =>
      outcomes.push({ kind: 'problem', problem: problemAbout(name, problem, instead, origin) })
    if (entry.state !== 'absent' && entry.domain !== undefined) notYet.push(domainProblem(thing))
    if (app && entry.state === 'absent') {
      outcomes.push(removeApp(thing, app))
      removed.push({ key, name, device: app.device })
    } else if (app && leaving.has(app.device)) {
      refuse(`${app.title} is declared, and ${app.device}, which it is on, is to be removed.`, 'Keep one of the two.')
    } else if (app) {
      const elsewhere = entry.device !== undefined && entry.device !== app.device ? deviceProblem(thing, how) : undefined
      if (elsewhere && 'refused' in elsewhere) outcomes.push({ kind: 'problem', problem: elsewhere.refused })
      else {
        if (entry.device !== undefined && entry.device !== app.device)
          notYet.push(elsewhere?.notYet ?? moveProblem(thing, app, entry.device))
        const changed = changeApp(thing, app, doors.get(app.device) ?? [])
        outcomes.push(changed.outcome)
        notYet.push(...changed.notYet)
      }
    } else if (entry.state === 'stopped') {
      const why = `${name} is not there, and a new app always begins running.`
      notYet.push(problemAbout(name, why, 'Let it be made first, and say that it is stopped afterwards.', origin))
    } else if (entry.device !== undefined) {
      const wrong = deviceProblem(thing, how)
      if (wrong && 'refused' in wrong) outcomes.push({ kind: 'problem', problem: wrong.refused })
      else if (wrong && 'unknown' in wrong) outcomes.push({ kind: 'unknown', about: name, because: wrong.unknown })
      else if (wrong) notYet.push(wrong.notYet)
      else if (thing.recipe) fresh.push({ ...thing, recipe: thing.recipe })
    } else if (thing.recipe) fresh.push({ ...thing, recipe: thing.recipe })
  }
  outcomes.push(...deployApps(fresh, { world, rules, placing, removed, leaving }))
  return { outcomes, notYet: [...notYet, ...brokenRules(rules, placing)] }
}

type DeviceProblem = { readonly refused: PlanProblem } | { readonly notYet: PlanProblem } | { readonly unknown: string }

/** What is wrong with the device that an app is to be on. */
function deviceProblem({ name, entry, origin }: AppThing, { world, guests, find, leaving }: AppsHow): DeviceProblem | undefined {
  const wanted = entry.device ?? ''
  const known = world.devices.find(({ device }) => device.name === wanted)
  if (known?.unreadable !== undefined) return { unknown: known.unreadable }
  if (leaving.has(wanted)) {
    return { refused: problemAbout(name, `${name} is to be on ${wanted}, which is to be removed.`, 'Choose another device.', origin) }
  }
  if (known) return undefined
  const isNew = guests.some(guest => !guest.found && guest.entry.name.toLowerCase() === wanted.toLowerCase())
  if (isNew || isFound(find(wanted))) {
    const why = `${name} is to be on ${wanted}, which is a guest and not a device${isNew ? ' yet: it has to be made first' : ' yet'}.`
    return { notYet: problemAbout(name, why, `Make a device of ${wanted} on its page, and plan again.`, origin) }
  }
  const names = world.devices.map(({ device }) => device.name).sort(byName)
  const instead = names.length === 0 ? 'Add one first.' : `There ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}.`
  return { refused: problemAbout(name, `No device is called ${wanted}.`, instead, origin) }
}

function moveProblem({ name, origin }: AppThing, app: AppView, device: string): PlanProblem {
  const why = `${app.title} is on ${app.device}, and MycoPod cannot move an app with its data to ${device} yet.`
  return problemAbout(name, why, `Leave it on ${app.device}, or remove it and let it be made anew.`, origin)
}

function domainProblem({ name, entry, origin }: AppThing): PlanProblem {
  const why = `${entry.domain} cannot be led to ${name} yet: MycoPod does not manage names and certificates.`
  return problemAbout(name, why, `${name} itself is planned; reach it by its device and port.`, origin)
}

/** The ports that are taken on each device, with by whom. */
function doorsOf({ devices, apps }: ObservedWorld) {
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
function brokenRules({ partners, fixed }: Rules, placing: Placing): readonly PlanProblem[] {
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
