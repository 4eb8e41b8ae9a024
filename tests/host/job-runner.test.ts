// Longer than 300 lines because the laws of a job share one set of scripts.
import { expect, test } from 'vitest'
import { openStore } from '../../electron/adapters/database/open-store.ts'
import type { JobContext, JobDefinition } from '../../electron/services/job-runner/job-definition.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import type { JobEvent } from '../../shared/model/job.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { beginLife, createWorld, type LifeOptions, passUntil } from '../support/job-world.ts'
import { createCountingRandomness, createPlainRedaction } from '../support/small-ports.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const subject = { kind: 'app', name: 'app' } as const

async function begin(options: Partial<LifeOptions> = {}) {
  const store = await openStore(temporaryFolder(), createHandClock())
  const world = createWorld()
  const life = beginLife(store, world, { randomness: createCountingRandomness(), ...options })
  /** Runs one job of this shape to its end. */
  const runOnce = async (shape: Partial<Omit<JobDefinition<object>, 'run'>> & { run: (job: JobContext) => Promise<undefined> }) => {
    const { run, ...rest } = shape
    life.runner.define<object>({
      kind: 'shape',
      onRestart: 'undo',
      title: () => 'Do it',
      locks: () => ['x'],
      steps: () => [{ id: 'only', title: 'Only', weight: 1 }],
      undo: {},
      ...rest,
      run: (_, job) => run(job),
    })
    const { id } = await life.runner.start('shape', { input: {}, subject, startedBy: 'Ann' })
    await passUntil(life.clock, life.runner.idle())
    return { id, view: await life.runner.view(id), events: await store.jobs.events(id, 0) }
  }
  return { ...life, underlying: store, world, runOnce }
}

const undoOf = (thing: string) => ({ kind: 'take', title: `Take ${thing}`, data: { thing } })

test('a job behind a lock waits, and is cancelled without ever having begun', async () => {
  const { runner, clock, start, world } = await begin()
  const first = await start({ name: 'one', locks: ['x'], steps: [{ takesMs: 3000 }] })
  const second = await start({ name: 'two', locks: ['x'], steps: [{ takesMs: 3000 }] })
  await clock.pass(500)
  expect((await runner.view(second)).status).toBe('waiting')
  const cancelled = await runner.cancel(second, 'Bob')
  await passUntil(clock, runner.idle())
  expect(cancelled.startedAt).toBeUndefined()
  expect(await runner.view(second)).toMatchObject({ status: 'cancelled', undone: true })
  expect((await runner.view(first)).status).toBe('succeeded')
  expect(world.settled).toEqual(['two cancelled', 'one succeeded'])
})

test('a job that may not wait says which job is in its way', async () => {
  const { runner, clock, start } = await begin()
  const first = await start({ name: 'one', locks: ['x'], steps: [{ takesMs: 3000 }] })
  const refused = runner.start('undoes', {
    input: { name: 'two', locks: ['x'], steps: [] },
    subject: { kind: 'app', name: 'two' },
    startedBy: 'Ann',
    refuseIfLocked: true,
  })
  await expect(refused).rejects.toMatchObject({ code: 'Busy', data: { what: 'two', job: first, title: 'Make one' } })
  await passUntil(clock, runner.idle())
  expect(await runner.list({ limit: 10 })).toHaveLength(1)
})

test('an undo that fails is tried three times, the others go on, and what stayed is said', async () => {
  const { runOnce } = await begin()
  const tries: string[] = []
  const { view } = await runOnce({
    run: async job => {
      await job.step('only', async () => {
        for (const thing of ['a', 'b', 'c']) await job.registerUndo(undoOf(thing))
        throw new AppError('DeviceSilent', { device: 'nuc-1', seconds: 10 })
      })
      return undefined
    },
    undo: {
      take: async ({ thing }) => {
        tries.push(String(thing))
        if (thing === 'b') throw new AppError('DeviceSilent', { device: 'nuc-1', seconds: 5 })
        return 'done'
      },
    },
  })
  expect(tries).toEqual(['c', 'b', 'b', 'b', 'a'])
  expect(view.undos.map(undo => undo.status)).toEqual(['done', 'failed', 'done'])
  expect(view).toMatchObject({
    status: 'failed',
    undone: false,
    error: { code: 'DeviceSilent', data: { seconds: 10 } },
    checked: { clean: false, sentence: 'Not taken away: Take b.' },
  })
})

test('a cancelled job of which something stayed says what', async () => {
  const { runner, clock, runOnce } = await begin()
  const outcome = runOnce({
    run: async job => {
      await job.registerUndo(undoOf('a'))
      await clock.wait(60_000, job.signal)
      return undefined
    },
    undo: { take: async () => 'done' },
    afterUndo: async () => ({ sentence: 'The volume is still there.', clean: false, left: ['volume data'] }),
  })
  await clock.pass(10)
  const [running] = runner.running()
  if (!running) throw new Error('nothing runs')
  await runner.cancel(running.id, 'Bob')
  expect((await outcome).view).toMatchObject({
    status: 'cancelled',
    undone: false,
    error: { code: 'UndoIncomplete', data: { left: ['volume data'] } },
  })
})

test('steps under way are waited for before anything is undone', async () => {
  const { runOnce, clock } = await begin()
  const order: string[] = []
  await runOnce({
    run: async job => {
      await job.registerUndo(undoOf('a'))
      await Promise.all([
        job.step('slow', async () => {
          await clock.wait(5000)
          order.push('slow step over')
        }),
        job.step('bad', async () => {
          throw new Error('bad')
        }),
      ])
      return undefined
    },
    undo: {
      take: async () => {
        order.push('undo')
        return 'done'
      },
    },
  })
  expect(order).toEqual(['slow step over', 'undo'])
})

test('the expected time of a step is the median of its last ten runs', async () => {
  const { runner, clock, start, underlying } = await begin()
  const script = { name: 'one', steps: [{ takesMs: 3000 }] }
  expect((await runner.view(await start(script))).steps[0]?.expectedSeconds).toBeUndefined()
  await passUntil(clock, runner.idle())
  expect((await underlying.jobs.stepSeconds('undoes', 'step-0', 10))[0]).toBeCloseTo(3, 1)
  for (let run = 1; run <= 12; run += 1) await underlying.jobs.recordStepSeconds('undoes', 'step-0', run * 100, clock.now() + run)
  const id = await start(script)
  expect((await runner.view(id)).steps[0]?.expectedSeconds).toBe(750)
  await passUntil(clock, runner.idle())
})

test('no secret gets into an event, an error, a result or the audit', async () => {
  const redaction = createPlainRedaction()
  redaction.register('hunter2secret')
  const { runOnce, underlying } = await begin({ redaction })
  await runOnce({
    run: async job => {
      await job.step('only', async step => {
        step.line('password hunter2secret')
        step.note('using hunter2secret')
        step.retitle('Set hunter2secret')
        step.did({ kind: 'command', device: 'nuc-1', command: 'login hunter2secret', asRoot: true })
        step.did({ kind: 'file', device: 'nuc-1', path: '/a', mode: '600', content: 'PASSWORD=hunter2secret' })
        throw new AppError('CommandFailed', { device: 'nuc-1', command: 'login hunter2secret', exitCode: 1, output: 'hunter2secret' })
      })
      return undefined
    },
  })
  const all = JSON.stringify([
    await underlying.jobs.views({ limit: 9 }),
    await underlying.jobs.events('id000000000000000001', 0),
    await underlying.audit.list({ since: 0, limit: 9 }),
  ])
  expect(all).toContain('••••••')
  expect(all).not.toContain('hunter2secret')
})

test('progress is told at most five times a second, the last of it surely, and lines are limited', async () => {
  const { runOnce, clock } = await begin()
  const { view, events } = await runOnce({
    run: async job => {
      await job.step('only', async step => {
        for (let tick = 1; tick <= 100; tick += 1) {
          step.progress(tick / 200, { note: `${tick} of 200` })
          for (let line = 0; line < 60; line += 1) step.line(`line ${line}`)
          await clock.wait(10)
        }
        await clock.wait(1000)
      })
      return undefined
    },
  })
  const progress = events.filter(event => event.type === 'step-progress')
  expect(progress.length).toBeLessThanOrEqual(10)
  expect(progress.at(-1)).toMatchObject({ fraction: 0.5, note: '100 of 200' })
  expect(view.lines).toBe(5001)
  expect(view.lastLine).toBe('More output was left out.')
})

test('followers get every stored event once, live ones too, and the stream ends with the job', async () => {
  const { runner, clock, start, underlying } = await begin()
  const id = await start({
    name: 'one',
    steps: [
      { takesMs: 900, lines: 3 },
      { takesMs: 900, fails: true },
    ],
  })
  const follow = async (after: number) => {
    const seen: JobEvent[] = []
    for await (const batch of runner.follow(id, after, new AbortController().signal)) seen.push(...batch.events)
    return seen
  }
  const early = follow(0)
  await clock.pass(500)
  const late = follow(3)
  await passUntil(clock, Promise.all([early, late]))
  const stored = await underlying.jobs.events(id, 0)
  expect(await early).toEqual(stored)
  expect(await late).toEqual(stored.slice(3))
  expect(await passUntil(clock, follow(0))).toEqual(stored)
})

test('for a reader that does not keep up the oldest lines go first, and it is told how many', async () => {
  const { runner, clock, runOnce } = await begin()
  const outcome = runOnce({
    run: async job => {
      await job.step('only', async step => {
        for (let line = 0; line < 3000; line += 1) step.line(`line ${line}`)
        await clock.wait(1000)
      })
      return undefined
    },
  })
  await clock.pass(1)
  const id = runner.running()[0]?.id ?? ''
  const reader = runner.follow(id, 0, new AbortController().signal)[Symbol.asyncIterator]()
  const first = (await reader.next()).value
  await passUntil(clock, outcome)
  const rest: { events: readonly JobEvent[]; dropped: number }[] = []
  const readAll = async () => {
    for (let next = await reader.next(); !next.done; next = await reader.next()) rest.push(next.value)
  }
  await passUntil(clock, readAll())
  const { events } = await outcome
  const got = first.events.length + rest.flatMap(batch => batch.events).length
  const dropped = rest.reduce((sum, batch) => sum + batch.dropped, 0)
  expect(dropped).toBeGreaterThan(1000)
  expect(got + dropped).toBe(events.length)
  expect(rest.at(-1)?.events.at(-1)?.type).toBe('ended')
})

test('what a job did is kept: files as last written, deeds in order, undos last first', async () => {
  const { runner, runOnce } = await begin()
  const { id } = await runOnce({
    run: async job => {
      await job.step('only', async step => {
        await job.registerUndo(undoOf('a'))
        await job.registerUndo(undoOf('b'))
        await job.registerUndo(undoOf('a'))
        for (const content of ['old', 'new']) step.did({ kind: 'file', device: 'nuc-1', path: '/opt/a', mode: '600', content })
        step.did({ kind: 'api', device: 'nuc-1', call: 'pull x' })
        throw new Error('no')
      })
      return undefined
    },
    undo: { take: async () => 'nothing-to-do' },
  })
  expect(await runner.whatIDid(id)).toMatchObject({
    title: 'Do it',
    files: [{ path: '/opt/a', content: 'new' }],
    deeds: [{ deed: { content: 'old' } }, { deed: { content: 'new' } }, { deed: { call: 'pull x' } }],
    undone: [
      { title: 'Take b', result: 'nothing-to-do' },
      { title: 'Take a', result: 'nothing-to-do' },
    ],
  })
})

test('where an undo cannot be stored, nothing is done, and the job ends as soon as it can be stored again', async () => {
  const { runner, clock, runOnce, underlying } = await begin()
  let full = false
  const append = underlying.jobs.append
  Object.assign(underlying.jobs, {
    append: async (id: string, events: readonly JobEvent[]) => {
      if (full) throw new AppError('DataFolderUnusable', { path: '/data', reason: 'disk-full' })
      await append(id, events)
    },
  })
  let acted = false
  const outcome = runOnce({
    run: async job => {
      full = true
      await job.registerUndo(undoOf('a'))
      acted = true
      return undefined
    },
    undo: { take: async () => 'nothing-to-do' },
  })
  await clock.pass(20_000)
  expect(runner.running()).toHaveLength(1)
  full = false
  expect((await passUntil(clock, outcome)).view).toMatchObject({ status: 'failed', undone: true, error: { code: 'DataFolderUnusable' } })
  expect(acted).toBe(false)
})

test('a program that stops while undoing goes on undoing with the first error in mind; a cancelled job stays cancelled', async () => {
  for (const cancelled of [false, true]) {
    const { runner, clock, start, underlying, world } = await begin()
    const id = await start({ name: 'one', steps: [{ takesMs: 300 }, { takesMs: 600, fails: !cancelled }] }, 'resumes')
    await clock.pass(cancelled ? 400 : 910)
    if (cancelled) await runner.cancel(id, 'Bob')
    expect((await runner.view(id)).status).not.toBe('failed')
    await passUntil(clock, runner.close())
    world.inside.clear()
    const next = beginLife(underlying, world, { randomness: createCountingRandomness() })
    await next.runner.recover()
    await passUntil(next.clock, next.runner.idle())
    const view = await next.runner.view(id)
    expect(view).toMatchObject({ status: cancelled ? 'cancelled' : 'failed', undone: true })
    expect(view.error?.code).toBe(cancelled ? undefined : 'DeviceSilent')
    expect([...world.things]).toEqual([])
  }
})

test('the end of a job is told once it is stored, and put into the audit', async () => {
  const { runner, clock, start, underlying } = await begin()
  const ended: string[] = []
  runner.onEnded(view => ended.push(view.status))
  await start({ name: 'one', steps: [{ takesMs: 10, fails: true }] })
  await passUntil(clock, runner.idle())
  expect(ended).toEqual(['failed'])
  expect(await underlying.audit.list({ since: 0, limit: 9 })).toMatchObject([
    { who: 'Ann', action: 'undoes', what: 'Make one: failed and undone', subject: 'one' },
  ])
})

test('a job nobody knows is NotFound', async () => {
  const { runner } = await begin()
  await expect(runner.view('nope')).rejects.toMatchObject({ code: 'NotFound' })
  await expect(runner.cancel('nope', 'Bob')).rejects.toMatchObject({ code: 'NotFound' })
  await expect(runner.whatIDid('nope')).rejects.toMatchObject({ code: 'NotFound' })
  await expect(runner.follow('nope', 0, new AbortController().signal)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'NotFound',
  })
})
