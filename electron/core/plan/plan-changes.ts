import type { Plan, PlanProblem, PlanStep } from '../../../shared/model/plan.ts'
import { listed } from '../guest/takes-effect.ts'
import { canonical } from './canonical.ts'
import { declaredApps } from './declared-apps.ts'
import { declaredGuests, type GuestThing, guestFinder } from './declared-guests.ts'
import { notYetOf } from './not-yet.ts'
import { inNameOrder, type ObservedWorld, placeOfNode } from './observed-world.ts'
import { orderSteps } from './order-steps.ts'
import { createPlacing } from './placing.ts'
import { planApps } from './plan-apps.ts'
import { planGuests } from './plan-guests.ts'
import { byName, type DesiredEntry, type Outcome, type PlannedChanges, problemAbout } from './planned-changes.ts'
import { type Rules, readRules } from './rules.ts'

/** From so many removals on a plan asks twice. */
const manyRemovals = 3

/**
 * What has to be done so that the lab is as declared. Pure: the same wishes and the same lab give the same bytes, in whatever
 * order the wishes are; what nobody wishes for is not touched. It throws for no wish and no lab: what is wrong is told.
 */
export function planChanges(desired: readonly DesiredEntry[], seen: ObservedWorld): PlannedChanges {
  const world = inNameOrder(seen)
  const find = guestFinder(world)
  const guests = declaredGuests(desired, world, find)
  const apps = declaredApps(desired, world)
  const settled = [...guests.settled, ...apps.settled]
  const rules = readRules(desired, {
    world,
    find,
    // What is to be gone is in nobody's way.
    guests: guests.things.filter(({ entry }) => entry.state !== 'absent'),
    apps: apps.things.filter(({ entry }) => entry.state !== 'absent'),
    settledNames: settledNames(settled, desired),
  })
  const placing = createPlacing(rules)
  const leaving = leavingDevices(guests.things, world)
  const ofGuests = planGuests(guests.things, { world, rules, placing, find })
  const ofApps = planApps(apps.things, { world, rules, placing, guests: guests.things, find, leaving })
  const outcomes = [...settled, ...rules.settled, ...ofGuests, ...ofApps.outcomes]

  const { ordered, circle } = orderSteps(outcomes.flatMap(outcome => (outcome.kind === 'step' ? [outcome.step] : [])))
  const problems = [
    ...outcomes.flatMap(outcome => (outcome.kind === 'problem' ? [outcome.problem] : [])),
    ...circle.map(step =>
      problemAbout(nameOf(step), `${nameOf(step)} would have to wait for itself.`, 'Take one of the wishes out.', step.origin),
    ),
    ...ordered.flatMap(step => alone(step, rules, world)),
    ...sameAddresses(guests.things),
  ]
  const unknown = outcomes.flatMap(outcome => (outcome.kind === 'unknown' ? [{ about: outcome.about, because: outcome.because }] : []))
  const twice = asksTwice(ordered)
  return {
    steps: [...ordered],
    asDeclared: outcomes.filter(outcome => outcome.kind === 'as-declared').length,
    problems: inOrder(problems),
    notYet: inOrder([...ofApps.notYet, ...notYetOf(desired)]),
    unknown: distinct(unknown).sort((one, other) => byName(one.about, other.about)),
    ...(twice && { asksTwice: twice }),
  }
}

/** Names of which all is said: what cannot be planned, and what is to be gone. */
function settledNames(settled: readonly Outcome[], desired: readonly DesiredEntry[]): ReadonlySet<string> {
  const told = settled.flatMap(outcome => {
    if (outcome.kind === 'unknown') return [outcome.about]
    return outcome.kind === 'problem' ? [outcome.problem.about] : []
  })
  const gone = desired.flatMap(({ entry }) => {
    if (entry.kind === 'guest' && entry.state === 'absent') return [entry.name]
    return entry.kind === 'app' && entry.state === 'absent' ? [entry.name ?? entry.app] : []
  })
  return new Set([...told, ...gone].map(name => name.toLowerCase()))
}

/** Devices that are guests which are to be removed. */
function leavingDevices(things: readonly GuestThing[], { devices }: ObservedWorld): ReadonlySet<string> {
  const going = new Set(
    things.flatMap(({ entry, found }) => (entry.state === 'absent' && found ? [`${found.cluster.name}/${found.now.vmid}`] : [])),
  )
  return new Set(devices.flatMap(({ device, guest }) => (guest && going.has(`${guest.cluster}/${guest.vmid}`) ? [device.name] : [])))
}

/** What a step would do to something that is to be left alone. */
function alone(step: PlanStep, { leftAlone }: Rules, { devices }: ObservedWorld): readonly PlanProblem[] {
  if (leftAlone.size === 0) return []
  const { entry, cluster = '' } = step
  const touched =
    entry.kind === 'app'
      ? [`device ${entry.device}`]
      : [
          ...(step.changes.some(({ field }) => field === 'node') && entry.node !== undefined ? [placeOfNode(cluster, entry.node)] : []),
          ...devices.flatMap(({ device, guest }) =>
            guest?.cluster === cluster && device.name === entry.name ? [`device ${device.name}`] : [],
          ),
        ]
  const kept = [step.id, ...touched].map(key => leftAlone.get(key)).find(each => each !== undefined)
  if (!kept) return []
  const why = `${kept.name} is to be left alone, and another wish would ${step.title.replace(/^./, first => first.toLowerCase())}.`
  return [problemAbout(kept.name, why, 'Take one of the two wishes out.', step.origin)]
}

/** Guests that are to have the same address. */
function sameAddresses(things: readonly GuestThing[]): readonly PlanProblem[] {
  const fixed = things.filter(({ entry }) => entry.state !== 'absent' && entry.address !== undefined && entry.address !== 'dhcp')
  const groups = Map.groupBy(fixed, ({ entry }) => entry.address?.split('/')[0]?.toLowerCase() ?? '')
  return [...groups].flatMap(([address, [first, ...others]]) =>
    others.map(({ entry, origin }) =>
      problemAbout(
        entry.name,
        `${first?.entry.name} and ${entry.name} are both to have the address ${address}.`,
        'Give one of them another.',
        origin,
      ),
    ),
  )
}

/** Whether a plan takes so much away that it asks twice. */
function asksTwice(steps: readonly PlanStep[]): Plan['asksTwice'] {
  const removed = steps.filter(step => step.action === 'delete')
  const losing = steps.filter(step => step.loses !== undefined || step.risk === 'destructive')
  const asked = removed.length >= manyRemovals ? [...new Set([...removed, ...losing])] : losing
  if (asked.length === 0) return undefined
  const names = asked.map(nameOf).sort(byName)
  const lost = losing.length === 0 ? '' : ` Data of ${listed(losing.map(nameOf).sort(byName))} is lost.`
  const what = removed.length === 0 ? '' : `${removed.length === 1 ? 'One thing is' : `${removed.length} things are`} removed.`
  return { because: `${what}${lost}`.trim(), names }
}

function nameOf({ entry }: PlanStep): string {
  return entry.kind === 'guest' ? entry.name : (entry.name ?? entry.app)
}

function inOrder(problems: readonly PlanProblem[]): PlanProblem[] {
  return distinct(problems).sort((one, other) => byName(one.about, other.about) || byName(one.problem, other.problem))
}

function distinct<T extends object>(all: readonly T[]): T[] {
  return [...new Map(all.map(each => [canonical(each), each])).values()]
}
