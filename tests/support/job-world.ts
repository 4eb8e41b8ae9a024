import type { Redaction } from '../../electron/ports/log.ts'
import type { Randomness } from '../../electron/ports/randomness.ts'
import type { Store } from '../../electron/ports/store.ts'
import { createAudit } from '../../electron/services/audit.ts'
import { createChanges } from '../../electron/services/changes.ts'
import type { JobContext, JobDefinition } from '../../electron/services/job-runner/job-definition.ts'
import { createJobRunner, type JobRunner } from '../../electron/services/job-runner.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import { createHandClock, type HandClock } from './hand-clock.ts'
import { createMortalStore, type MortalStore } from './mortal-store.ts'
import { createPlainRedaction, plainHash, silentLog } from './small-ports.ts'

/** What a scripted job does: one thing made in each step, which takes a while and may fail. */
export interface Script {
  readonly name: string
  readonly locks?: readonly string[]
  readonly steps: readonly { readonly takesMs: number; readonly lines?: number; readonly fails?: boolean }[]
}

/** The world outside, which outlives the program: things that jobs made, and what was noticed while they did. */
export interface World {
  readonly things: Set<string>
  /** Things in the order in which undos took them away. */
  readonly takenAway: string[]
  /** Sentences about broken laws; empty when all is well. */
  readonly broken: string[]
  /** Jobs inside their run now, by lock. */
  readonly inside: Map<string, string>
  readonly settled: string[]
}

export function createWorld(): World {
  return { things: new Set(), takenAway: [], broken: [], inside: new Map(), settled: [] }
}

/** One life of the program on a store. */
export interface Life {
  readonly runner: JobRunner
  readonly store: MortalStore
  readonly clock: HandClock
  /** Starts a scripted job. */
  start(script: Script, kind?: 'undoes' | 'resumes'): Promise<string>
}

export interface LifeOptions {
  readonly clock?: HandClock
  readonly randomness: Randomness
  readonly dieAt?: number
  readonly dieWhen?: 'before' | 'after'
  readonly redaction?: Redaction
}

/** Begins a life with two kinds of scripted job: one that is undone after a restart and one that is resumed. */
export function beginLife(
  underlying: Store,
  world: World,
  { clock = createHandClock(), randomness, dieAt, dieWhen, redaction = createPlainRedaction() }: LifeOptions,
): Life {
  const store = createMortalStore(underlying, dieAt, dieWhen)
  const changes = createChanges({ clock })
  const audit = createAudit({ store, clock, hash: plainHash, redaction, changes })
  const runner = createJobRunner({ store, clock, randomness, log: silentLog, redaction, changes, audit })
  for (const onRestart of ['undo', 'resume'] as const) runner.define(scripted(onRestart, world, store, clock))
  return {
    runner,
    store,
    clock,
    start: async (script, kind = 'undoes') =>
      (await runner.start(kind, { input: script, subject: { kind: 'app', name: script.name }, startedBy: 'Ann' })).id,
  }
}

function scripted(onRestart: 'resume' | 'undo', world: World, store: MortalStore, clock: HandClock): JobDefinition<Script> {
  const locksOf = (script: Script) => script.locks ?? [script.name]
  const dead = (): void => {
    if (!store.alive()) throw new Error('the program was killed')
  }

  async function make(job: JobContext, thing: string): Promise<void> {
    await job.registerUndo({ kind: 'take-away', title: `Take away ${thing}`, data: { thing } })
    dead()
    const stored = await store.jobs.events(job.id, 0)
    if (!stored.some(event => event.type === 'undo-registered' && event.data.thing === thing))
      world.broken.push(`${thing} was made before its undo was stored`)
    if (job.signal.aborted) world.broken.push(`${thing} was made after the cancel`)
    world.things.add(thing)
  }

  return {
    kind: onRestart === 'undo' ? 'undoes' : 'resumes',
    onRestart,
    title: script => `Make ${script.name}`,
    locks: locksOf,
    steps: script => script.steps.map((_, index) => ({ id: `step-${index}`, title: `Step ${index}`, weight: index + 1 })),
    run: async (script, job) => {
      for (const lock of locksOf(script)) {
        if (world.inside.has(lock)) world.broken.push(`two jobs were inside ${lock}`)
        world.inside.set(lock, job.id)
      }
      try {
        for (const [index, step] of script.steps.entries()) {
          await job.step(`step-${index}`, async context => {
            await make(job, `${script.name}-${index}`)
            for (let line = 0; line < (step.lines ?? 0); line += 1) context.line(`line ${line}`)
            for (const fraction of [0.5, 0.2, 0.9]) {
              context.progress(fraction)
              await clock.wait(step.takesMs / 3, job.signal)
            }
            if (step.fails) throw new AppError('DeviceSilent', { device: 'nuc-1', seconds: 10 })
          })
        }
        return { made: script.steps.length }
      } finally {
        for (const lock of locksOf(script)) world.inside.delete(lock)
      }
    },
    undo: {
      'take-away': async ({ thing }) => {
        dead()
        await clock.wait(10)
        dead()
        world.takenAway.push(String(thing))
        return world.things.delete(String(thing)) ? 'done' : 'nothing-to-do'
      },
    },
    afterUndo: async script => {
      dead()
      const left = [...world.things].filter(thing => thing.startsWith(`${script.name}-`))
      return { sentence: left.length === 0 ? 'Nothing is left.' : `Left: ${left.join(', ')}.`, clean: left.length === 0, left }
    },
    settled: async (script, outcome) => {
      dead()
      world.settled.push(`${script.name} ${outcome}`)
    },
  }
}

/** Lets time pass until the work is done; whatever it waits for must come within a simulated hour. */
export async function passUntil<T>(clock: HandClock, work: Promise<T>): Promise<T> {
  let over = false
  const watched = work.finally(() => {
    over = true
  })
  watched.catch(() => undefined)
  for (let passedMs = 0; !over && passedMs < 3_600_000; passedMs += 100) await clock.pass(100)
  if (!over) throw new Error('an hour passed and nothing happened')
  return watched
}
