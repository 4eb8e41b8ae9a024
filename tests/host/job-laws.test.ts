import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStore } from '../../electron/adapters/database/open-store.ts'
import type { Store } from '../../electron/ports/store.ts'
import { newJobView, reduceJob, reduceJobEvents } from '../../shared/jobs/reduce-job.ts'
import type { JobEvent } from '../../shared/model/job.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { beginLife, createWorld, passUntil, type Script, type World } from '../support/job-world.ts'
import { createCountingRandomness } from '../support/small-ports.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const step = fc.record({ takesMs: fc.integer({ min: 0, max: 900 }), lines: fc.integer({ min: 0, max: 3 }), fails: fc.boolean() })
const goodStep = step.map(({ takesMs, lines }) => ({ takesMs, lines }))
const steps = fc.oneof(fc.array(goodStep, { minLength: 1, maxLength: 4 }), fc.array(step, { minLength: 1, maxLength: 4 }))

/** Whatever became of a job, its record must be in order. */
async function checkRecord(store: Store, id: string): Promise<readonly JobEvent[]> {
  const job = await store.jobs.get(id)
  if (!job) throw new Error(`job ${id} is not stored`)
  const events = await store.jobs.events(id, 0)
  expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
  expect(await store.jobs.view(id)).toEqual(reduceJobEvents(newJobView(job), events))
  let view = newJobView(job)
  for (const event of events) {
    const next = reduceJob(view, event)
    expect(next.fraction).toBeGreaterThanOrEqual(view.fraction)
    view = next
  }
  const undone = events.flatMap(event => (event.type === 'undo-started' ? [Number(event.undo.replace('undo-', ''))] : []))
  expect(undone).toEqual([...undone].sort((a, b) => b - a))
  return events
}

function checkWorld(world: World, script: Script, outcome: string): void {
  expect(world.broken).toEqual([])
  const made = script.steps.map((_, index) => `${script.name}-${index}`)
  expect([...world.things].sort()).toEqual(outcome === 'succeeded' ? made : [])
}

test('a job that is left alone succeeds or is undone last in, first out, with its record in order', async () => {
  const store = await openStore(temporaryFolder(), createHandClock())
  const randomness = createCountingRandomness()
  await fc.assert(
    fc.asyncProperty(steps, async some => {
      const world = createWorld()
      const script = { name: 'app', steps: some }
      const { runner, clock, start } = beginLife(store, world, { randomness })
      const id = await start(script)
      await passUntil(clock, runner.idle())
      await checkRecord(store, id)
      const view = await runner.view(id)
      expect(view.status).toBe(some.some(each => 'fails' in each && each.fails) ? 'failed' : 'succeeded')
      expect(view.undone).toBe(view.status === 'failed')
      expect(world.settled).toEqual([`app ${view.status}`])
      checkWorld(world, script, view.status)
      const removed = world.takenAway.map(thing => Number(thing.replace('app-', '')))
      expect(removed).toEqual([...removed].sort((a, b) => b - a))
    }),
    { numRuns: 25 },
  )
})

test('a cancel at any moment before the end ends in cancelled and undone', async () => {
  const store = await openStore(temporaryFolder(), createHandClock())
  const randomness = createCountingRandomness()
  await fc.assert(
    fc.asyncProperty(fc.array(goodStep, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 2000 }), async (some, cancelAfterMs) => {
      const world = createWorld()
      const script = { name: 'app', steps: some }
      const { runner, clock, start } = beginLife(store, world, { randomness })
      const id = await start(script)
      await clock.pass(cancelAfterMs)
      const before = await runner.view(id)
      await passUntil(clock, runner.cancel(id, 'Bob'))
      await passUntil(clock, runner.idle())
      const events = await checkRecord(store, id)
      const view = await runner.view(id)
      expect(view.status).toBe(before.status === 'succeeded' ? 'succeeded' : 'cancelled')
      expect(view.undone).toBe(view.status === 'cancelled')
      expect(events.some(event => event.type === 'cancel-asked')).toBe(view.status === 'cancelled')
      checkWorld(world, script, view.status)
    }),
    { numRuns: 25 },
  )
})

test.each(['undoes', 'resumes'] as const)(
  'killed at any write and started again, a job that %s converges to done or fully undone',
  async kind => {
    const randomness = createCountingRandomness()
    const script: Script = { name: 'app', steps: [{ takesMs: 300, lines: 1 }, { takesMs: 300 }] }
    const variants = [script, { ...script, steps: [...script.steps, { takesMs: 300, fails: true }] }]
    const store = await openStore(temporaryFolder(), createHandClock())
    let kills = 0
    for (const variant of variants) {
      for (const when of ['before', 'after'] as const) {
        for (let dieAt = 1; ; dieAt += 1) {
          const world = createWorld()
          const first = beginLife(store, world, { randomness, dieAt, dieWhen: when })
          const id = await first.start(variant, kind).catch(() => undefined)
          for (let passed = 0; passed < 60 && first.store.alive() && first.runner.running().length > 0; passed += 1)
            await first.clock.pass(100)
          const died = !first.store.alive()
          await passUntil(first.clock, first.runner.close())
          world.inside.clear()
          const second = beginLife(store, world, { randomness })
          await second.runner.recover()
          await passUntil(second.clock, second.runner.idle())
          const [view] = await second.runner.list({ limit: 1 })
          if (!view || (id !== undefined && view.id !== id)) throw new Error('the job is lost')
          expect(['succeeded', 'failed']).toContain(view.status)
          expect(view.undone).toBe(view.status === 'failed')
          await checkRecord(store, view.id)
          checkWorld(world, variant, view.status)
          // Recovering again finds nothing to do.
          const third = beginLife(store, world, { randomness })
          await third.runner.recover()
          expect(third.runner.running()).toEqual([])
          if (!died) break
          kills += 1
        }
      }
    }
    expect(kills).toBeGreaterThan(30)
  },
)

test('killed again and again while recovering, a job still converges', async () => {
  const store = await openStore(temporaryFolder(), createHandClock())
  const randomness = createCountingRandomness()
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('undoes', 'resumes'),
      async (some, deaths, kind) => {
        const world = createWorld()
        const script = { name: 'app', steps: some }
        const first = beginLife(store, world, { randomness, dieAt: (deaths[0] ?? 1) + 1 })
        const id = await first.start(script, kind === 'undoes' ? 'undoes' : 'resumes')
        let life = first
        for (const dieAt of deaths.slice(1)) {
          await life.clock.pass(8000)
          await passUntil(life.clock, life.runner.close())
          world.inside.clear()
          life = beginLife(store, world, { randomness, dieAt })
          await life.runner.recover().catch(() => undefined)
        }
        await life.clock.pass(8000)
        await passUntil(life.clock, life.runner.close())
        world.inside.clear()
        const last = beginLife(store, world, { randomness })
        await last.runner.recover()
        await passUntil(last.clock, last.runner.idle())
        await checkRecord(store, id)
        const view = await last.runner.view(id)
        expect(view.undone).toBe(view.status !== 'succeeded')
        checkWorld(world, script, view.status)
      },
    ),
    { numRuns: 25 },
  )
})

test('jobs that share a lock never overlap, and each comes to its end', async () => {
  const store = await openStore(temporaryFolder(), createHandClock())
  const randomness = createCountingRandomness()
  const locks = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(locks, step), { minLength: 2, maxLength: 6 }), async jobs => {
      const world = createWorld()
      const { runner, clock, start } = beginLife(store, world, { randomness })
      const ids = await Promise.all(jobs.map(([wanted, only], index) => start({ name: `app${index}`, locks: wanted, steps: [only] })))
      await passUntil(clock, runner.idle())
      expect(world.broken).toEqual([])
      for (const id of ids) expect((await runner.view(id)).endedAt).toBeDefined()
      expect(runner.running()).toEqual([])
    }),
    { numRuns: 25 },
  )
})

test('a stream taken up again with overlap gives the same view', async () => {
  const store = await openStore(temporaryFolder(), createHandClock())
  const randomness = createCountingRandomness()
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), fc.nat(), async (some, at, back) => {
      const { runner, clock, start } = beginLife(store, createWorld(), { randomness })
      const id = await start({ name: 'app', steps: some })
      await passUntil(clock, runner.idle())
      const job = await store.jobs.get(id)
      if (!job) throw new Error('not stored')
      const events = await store.jobs.events(id, 0)
      const seen = at % (events.length + 1)
      const overlap = back % (seen + 1)
      const first = reduceJobEvents(newJobView(job), events.slice(0, seen))
      expect(reduceJobEvents(first, events.slice(seen - overlap))).toEqual(reduceJobEvents(newJobView(job), events))
    }),
    { numRuns: 15 },
  )
})
