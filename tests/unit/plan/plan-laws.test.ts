import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { GuestNow } from '../../../electron/core/guest/known-cluster.ts'
import { canonical } from '../../../electron/core/plan/canonical.ts'
import type { ObservedWorld } from '../../../electron/core/plan/observed-world.ts'
import { planChanges } from '../../../electron/core/plan/plan-changes.ts'
import { finishPlan } from '../../../electron/core/plan/plan-id.ts'
import type { DesiredEntry } from '../../../electron/core/plan/planned-changes.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { Entry } from '../../../shared/model/declaration.ts'
import { planSchema } from '../../../shared/model/plan.ts'
import { afterPlan, aGuest, anApp, app, aRecipe, aWorld, GiB, guest, MiB } from './plan-world.ts'

const names = ['a-1', 'a-2', 'a-10', 'b', 'golden', 'web'] as const
const apps = ['jellyfin', 'gitea', 'immich'] as const

const guestsArbitrary: fc.Arbitrary<GuestNow[]> = fc.subarray([...names]).chain(chosen =>
  fc.tuple(
    ...chosen.map((name, at) =>
      fc
        .record({
          type: fc.constantFrom('vm' as const, 'lxc' as const),
          node: fc.constantFrom('pve1', 'pve2', 'pve3'),
          state: fc.constantFrom('running' as const, 'stopped' as const),
          ours: fc.constantFrom(true, true, true, false),
          cores: fc.integer({ min: 1, max: 4 }),
          memoryMiB: fc.constantFrom(512, 1024, 4096),
        })
        .map(({ cores, memoryMiB, ...rest }) => aGuest(100 + at, name, { ...rest, settings: { cores, memoryMiB } })),
    ),
  ),
)

const worldArbitrary: fc.Arbitrary<ObservedWorld> = fc
  .record({
    guests: guestsArbitrary,
    made: fc.subarray([...apps]),
    states: fc.tuple(...apps.map(() => fc.constantFrom('running' as const, 'stopped' as const, 'missing' as const, 'unhealthy' as const))),
  })
  .map(({ guests, made, states }) =>
    aWorld({
      guests,
      apps: made.map((name, at) =>
        anApp(name, { state: states[at] ?? 'running', ports: [{ id: 'web', host: 8080 + at, protocol: 'tcp' }] }),
      ),
      recipes: [aRecipe('jellyfin'), aRecipe('gitea', { data: [] }), aRecipe('immich')],
    }),
  )

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 })
const without = <T extends object>(entry: T): T => Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as T

/** Anything at all about a guest, most of it impossible. */
const wildGuestWish: fc.Arbitrary<Entry> = fc
  .record({
    name: fc.constantFrom(...names),
    type: maybe(fc.constantFrom('vm' as const, 'lxc' as const)),
    os: maybe(fc.constantFrom('debian-12', 'ubuntu-24.04')),
    clone: maybe(fc.constantFrom(...names)),
    state: maybe(fc.constantFrom('running' as const, 'stopped' as const, 'absent' as const)),
    node: maybe(fc.constantFrom('pve1', 'pve2', 'pve9')),
    cores: maybe(fc.integer({ min: 1, max: 9 })),
    memoryMiB: maybe(fc.constantFrom(512, 2048, 8192, 65_536)),
    diskGiB: maybe(fc.constantFrom(4, 32, 64)),
    storage: maybe(fc.constantFrom('ceph', 'local-lvm', 'nowhere')),
  })
  .map(({ name, ...rest }) => guest(name, without(rest)))

/** What can be done to a guest that is there. */
const changeWish: fc.Arbitrary<Entry> = fc
  .record({
    name: fc.constantFrom(...names),
    state: maybe(fc.constantFrom('running' as const, 'stopped' as const)),
    node: maybe(fc.constantFrom('pve1', 'pve2', 'pve3')),
    cores: maybe(fc.integer({ min: 1, max: 8 })),
    memoryMiB: maybe(fc.constantFrom(512, 2048, 8192)),
    diskGiB: maybe(fc.constantFrom(32, 64)),
    storage: maybe(fc.constantFrom('ceph', 'local-lvm')),
    startOnBoot: maybe(fc.boolean()),
    tags: maybe(fc.subarray(['blue', 'red'])),
  })
  .map(({ name, ...rest }) => guest(name, without(rest)))

const newWish: fc.Arbitrary<Entry> = fc
  .record({
    name: fc.constantFrom('new-1', 'new-2', 'new-10'),
    from: fc.constantFrom(
      { type: 'lxc' as const, os: 'debian-12' },
      { type: 'vm' as const, os: 'ubuntu-24.04' },
      { clone: 'golden' },
      { clone: 'new-1' },
    ),
    memoryMiB: maybe(fc.constantFrom(1024, 4096)),
    node: maybe(fc.constantFrom('pve1', 'pve2')),
  })
  .map(({ name, from, ...rest }) => guest(name, without({ ...from, ...rest })))

const removeWish: fc.Arbitrary<Entry> = fc.constantFrom(...names).map(name => guest(name, { state: 'absent' }))

const guestWish = fc.oneof(
  { arbitrary: changeWish, weight: 6 },
  { arbitrary: newWish, weight: 4 },
  { arbitrary: removeWish, weight: 2 },
  wildGuestWish,
)

const appWish: fc.Arbitrary<Entry> = fc
  .record({
    app: fc.constantFrom(...apps),
    state: maybe(fc.constantFrom('running' as const, 'stopped' as const, 'absent' as const)),
    device: maybe(fc.constantFrom('nuc-1', 'nuc-2', 'pi-9')),
    port: maybe(fc.constantFrom(8080, 9090)),
    settings: maybe(fc.constantFrom<Record<string, string>[]>({ TITLE: 'Films' }, { TITLE: 'Home', LANGUAGE: 'de' }, { NOPE: 'x' })),
  })
  .map(({ app: slug, ...rest }) => app(slug, without(rest)))

const ruleWish: fc.Arbitrary<Entry> = fc.record({
  kind: fc.constant('rule' as const),
  rule: fc.constantFrom('apart' as const, 'together' as const, 'leave-alone' as const),
  members: fc.subarray([...names, ...apps, 'pve3', 'nuc-2'], { minLength: 1, maxLength: 3 }),
})

const named = ({ entry }: { readonly entry: Entry }) =>
  entry.kind === 'guest' ? entry.name : entry.kind === 'app' ? entry.app : canonical(entry)

/** Mostly one wish a thing; now and then two that may contradict each other. */
const desiredArbitrary: fc.Arbitrary<DesiredEntry[]> = fc
  .boolean()
  .chain(twice => {
    const wish = fc.record({
      declaration: fc.constantFrom('home', 'work'),
      entry: fc.oneof({ arbitrary: guestWish, weight: 5 }, { arbitrary: appWish, weight: 3 }, ruleWish),
    })
    return twice ? fc.array(wish, { maxLength: 8 }) : fc.uniqueArray(wish, { maxLength: 8, selector: named })
  })
  .map(all => all.map((said, at) => ({ ...said, spans: [[at, at + 1]] as [number, number][] })))

const rest = { revision: 'r', declarations: ['home'], questions: [] }

test('the same wishes and lab give the same bytes, in whatever order both are, and a plan that the contract knows', () => {
  fc.assert(
    fc.property(worldArbitrary, desiredArbitrary, (world, desired) => {
      const plan = finishPlan(planChanges(desired, world), rest)
      expect(planSchema.parse(plan)).toEqual(plan)
      const turned = {
        ...world,
        apps: world.apps.toReversed(),
        devices: world.devices.toReversed(),
        recipes: world.recipes.toReversed(),
        clusters: world.clusters.map(cluster => ({
          ...cluster,
          guests: cluster.guests.toReversed(),
          known: {
            ...cluster.known,
            nodes: cluster.known.nodes.toReversed(),
            storages: cluster.known.storages.toReversed(),
            images: cluster.known.images.toReversed(),
            guests: cluster.known.guests.toReversed(),
          },
        })),
      }
      expect(JSON.stringify(finishPlan(planChanges(desired.toReversed(), turned), rest))).toBe(JSON.stringify(plan))
    }),
    { numRuns: 300 },
  )
})

test('when all of a plan was done, nothing is left to do', () => {
  fc.assert(
    fc.property(worldArbitrary, desiredArbitrary, (world, desired) => {
      const plan = planChanges(desired, world)
      fc.pre(plan.problems.length === 0)
      const again = planChanges(desired, afterPlan(world, plan))
      expect(again.steps).toEqual([])
      expect(again.problems).toEqual([])
      expect(again.notYet).toEqual(plan.notYet)
    }),
    { numRuns: 400 },
  )
})

test('only what is named is touched, and each step begins where the lab is', () => {
  fc.assert(
    fc.property(worldArbitrary, desiredArbitrary, (world, desired) => {
      const { steps } = planChanges(desired, world)
      const members = desired.flatMap(({ entry }) => {
        if (entry.kind === 'rule') return entry.members
        if (entry.kind === 'guest') return [entry.name]
        return entry.kind === 'app' ? [entry.app] : []
      })
      for (const [at, step] of steps.entries()) {
        const { entry } = step
        expect(members).toContain(entry.kind === 'guest' ? entry.name : entry.app)
        for (const id of step.after) expect(steps.slice(0, at).map(before => before.id)).toContain(id)
        const now = entry.kind === 'guest' ? world.clusters[0]?.guests.find(each => each.name === entry.name) : undefined
        if (now) {
          const is = {
            cores: String(now.config.cores),
            memory: bytesInWords(now.config.memoryMiB * MiB),
            node: now.node,
            state: now.state,
            disk: bytesInWords(32 * GiB),
            storage: 'local-lvm',
          }
          for (const { field, from } of step.changes) if (field in is) expect(from).toBe(is[field as keyof typeof is])
          if (!now.ours) expect(['adopt', 'delete']).toContain(step.action)
        } else if (entry.kind === 'guest') expect(step.action).toBe('create')
      }
      expect(new Set(steps.map(step => step.id)).size).toBe(steps.length)
    }),
    { numRuns: 300 },
  )
})

test('what nobody wishes for is left as it is', () => {
  fc.assert(
    fc.property(worldArbitrary, world => {
      expect(planChanges([], world)).toEqual({ steps: [], asDeclared: 0, problems: [], notYet: [], unknown: [] })
    }),
  )
})

test('a plan that takes data away asks twice', () => {
  fc.assert(
    fc.property(worldArbitrary, desiredArbitrary, (world, desired) => {
      const { steps, asksTwice } = planChanges(desired, world)
      const losing = steps.filter(step => step.risk === 'destructive')
      expect(asksTwice !== undefined).toBe(losing.length > 0 || steps.filter(step => step.action === 'delete').length >= 3)
      for (const { entry } of losing) expect(asksTwice?.names).toContain(entry.kind === 'guest' ? entry.name : entry.app)
    }),
    { numRuns: 200 },
  )
})
