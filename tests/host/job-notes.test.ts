import { expect, test } from 'vitest'
import { openStore } from '../../electron/adapters/database/open-store.ts'
import type { JobContext, UndoContext } from '../../electron/services/job-runner/job-definition.ts'
import type { JobRunner } from '../../electron/services/job-runner.ts'
import { createHandClock, settled } from '../support/hand-clock.ts'
import { beginLife, createWorld, passUntil } from '../support/job-world.ts'
import { createCountingRandomness } from '../support/small-ports.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const subject = { kind: 'guest', name: 'web-01' } as const

async function twoLives() {
  const underlying = await openStore(temporaryFolder(), createHandClock())
  const randomness = createCountingRandomness()
  const life = () => beginLife(underlying, createWorld(), { randomness })
  return { underlying, first: life(), second: life() }
}

function define(
  runner: JobRunner,
  onRestart: 'resume' | 'undo',
  run: (job: JobContext) => Promise<undefined>,
  undo: (context: UndoContext) => void = () => undefined,
): void {
  runner.define<object>({
    kind: 'copy',
    onRestart,
    title: () => 'Copy it',
    locks: () => [],
    steps: () => [{ id: 'copy', title: 'Copy', weight: 1 }],
    undo: {
      copy: async (_, context) => {
        undo(context)
        return 'done'
      },
    },
    run: (_, job) => run(job),
  })
}

const start = (runner: JobRunner) => runner.start('copy', { input: {}, subject, startedBy: 'Ann' })

test('what a job keeps is stored when keeping resolves, and a run after a restart has the last of it', async () => {
  const { underlying, first, second } = await twoLives()
  define(first.runner, 'resume', async job => {
    expect(job.kept('task')).toBeUndefined()
    await job.keep('task', { upid: 'UPID:one' })
    await job.keep('task', { upid: 'UPID:two' })
    expect(job.kept('task')).toEqual({ upid: 'UPID:two' })
    const stored = await underlying.jobs.events(job.id, 0)
    expect(stored.filter(event => event.type === 'kept')).toMatchObject([{ name: 'task' }, { name: 'task', value: { upid: 'UPID:two' } }])
    await first.clock.wait(1_000_000, job.signal)
    return undefined
  })
  const { id } = await start(first.runner)
  await first.clock.pass(1000)
  await first.runner.close()
  const found: unknown[] = []
  define(second.runner, 'resume', async job => {
    found.push(job.kept('task'), job.kept('other'))
    return undefined
  })
  await second.runner.recover()
  await passUntil(second.clock, second.runner.idle())
  expect(found).toEqual([{ upid: 'UPID:two' }, undefined])
  expect(await second.runner.view(id)).toMatchObject({ status: 'succeeded' })
})

test('an undo knows what its job kept, also when the job was cancelled while it asked, and after a restart', async () => {
  const { first, second } = await twoLives()
  let answer = (): void => undefined
  const seen: unknown[] = []
  const run = async (job: JobContext): Promise<undefined> => {
    await job.registerUndo({ kind: 'copy', title: 'The copy', data: {} })
    await new Promise<void>(resolve => {
      answer = resolve
    })
    await job.keep('task', 'UPID:late')
    await first.clock.wait(1_000_000, job.signal)
    return undefined
  }
  define(first.runner, 'undo', run, context => seen.push(context.kept('task')))
  const cancelled = await start(first.runner)
  await first.clock.pass(1000)
  await first.runner.cancel(cancelled.id, 'Bob')
  answer()
  await passUntil(first.clock, first.runner.idle())
  expect(seen).toEqual(['UPID:late'])

  await start(first.runner)
  await first.clock.pass(1000)
  answer()
  await first.clock.pass(1000)
  await settled()
  await first.runner.close()
  define(second.runner, 'undo', run, context => seen.push(context.kept('task')))
  await second.runner.recover()
  await passUntil(second.clock, second.runner.idle())
  expect(seen).toEqual(['UPID:late', 'UPID:late'])
})
