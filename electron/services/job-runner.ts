import { AppError } from '../../shared/errors/app-error.ts'
import { isEnded, newJobView } from '../../shared/jobs/reduce-job.ts'
import type { Job, JobView, WhatIDid } from '../../shared/model/job.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log, Redaction } from '../ports/log.ts'
import type { Randomness } from '../ports/randomness.ts'
import type { Store } from '../ports/store.ts'
import type { Audit, AuditRecord } from './audit.ts'
import type { Changes } from './changes.ts'
import { followJob, type JobBatch } from './job-runner/follow-job.ts'
import { interruptedJobs } from './job-runner/interrupted-jobs.ts'
import type { JobDefinition } from './job-runner/job-definition.ts'
import { createJobRecord } from './job-runner/job-record.ts'
import type { LiveJob } from './job-runner/live-job.ts'
import { createLockQueue } from './job-runner/lock-queue.ts'
import { endUnbegun, runJob } from './job-runner/run-job.ts'
import { whatWasDone } from './job-runner/what-i-did.ts'

/** What is asked of the runner when a job is started. */
export interface StartRequest<I extends object> {
  readonly input: I
  readonly subject: Job['subject']
  readonly startedBy: string
  readonly refuseIfLocked?: boolean
}

/** Runs jobs: stored before they begin, one after the other where they share a lock, undone when they fail. */
export interface JobRunner {
  /** Makes a kind of job known; before `recover` and before the first `start` of that kind. */
  define<I extends object>(definition: JobDefinition<I>): void
  /**
   * Resolves when the job is stored; it runs as soon as no earlier job holds one of its locks.
   * With `refuseIfLocked` it throws Busy instead of waiting for them.
   */
  start<I extends object>(kind: string, request: StartRequest<I>): Promise<Job>
  /** Asks a job to stop and be undone; resolves when that is stored. A job that is ended or being undone is left alone. Errors: NotFound. */
  cancel(id: string, by: string): Promise<JobView>
  /** Errors: NotFound. */
  view(id: string): Promise<JobView>
  /** Newest first. `subject` is an app or device name; `running` means not ended. */
  list(filter: {
    readonly limit: number
    readonly subject?: string
    readonly status?: 'all' | 'running' | 'failed'
  }): Promise<readonly JobView[]>
  /** Jobs not ended, oldest first. */
  running(): readonly JobView[]
  /**
   * Events after `after`, then live ones until the job ended. At most 20 batches a second; for a slow reader the oldest
   * lines and progress go first, counted in `dropped`. Errors: NotFound.
   */
  follow(id: string, after: number, signal: AbortSignal): AsyncIterable<JobBatch>
  /** All that was run and written. Errors: NotFound. */
  whatIDid(id: string): Promise<WhatIDid>
  /** Once at start: every job not ended is marked interrupted, then resumed or undone in the background. */
  recover(): Promise<void>
  /** Resolves when no job is left to run. */
  idle(): Promise<void>
  /** Stops without undoing, as a crash would; the next start recovers what was running. */
  close(): Promise<void>
  /** Calls back for each job that ended, after its end is stored; returns how to stop. */
  onEnded(listener: (view: JobView) => void): () => void
}

export interface JobRunnerDependencies {
  readonly store: Store
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly redaction: Redaction
  readonly changes: Changes
  readonly audit: Audit
}

const notEnded = ['queued', 'waiting', 'running', 'undoing', 'interrupted']
/** How many measurements of a step an estimate looks at. */
export const pastRuns = 10
const closeWaitMs = 3000

/** Makes the runner. Each job's end is put into the audit under its kind, so what starts jobs need not record them. */
export function createJobRunner(dependencies: JobRunnerDependencies): JobRunner {
  const { store, clock, randomness, log, redaction, changes, audit } = dependencies
  const definitions = new Map<string, JobDefinition<object>>()
  const live = new Map<string, LiveJob>()
  const ends = new Map<string, Promise<void>>()
  const queue = createLockQueue()
  const closing = new AbortController()
  const endListeners = new Set<(view: JobView) => void>()
  const services = { store, clock, randomness, log, closing: closing.signal }

  function admit(
    job: Job,
    definition: JobDefinition<object>,
    opened: JobView,
    how: Pick<LiveJob, 'begin' | 'earlierError' | 'cancelled' | 'kept'>,
  ): LiveJob {
    const record = createJobRecord(job, opened, { store, clock, log, redaction, onStored: () => changes.tell('jobs') })
    const admitted: LiveJob = { job, definition, record, work: new AbortController(), decided: false, ...how }
    live.set(job.id, admitted)
    return admitted
  }

  async function put(record: AuditRecord): Promise<void> {
    await audit.record(record).catch((error: unknown) => log.error('the audit could not be written', { job: record.job, error }))
  }

  /** Follows one job to its end in the background. */
  function attend(admitted: LiveJob, work: (job: LiveJob) => Promise<JobView>): void {
    const { job } = admitted
    const attended = async (): Promise<void> => {
      try {
        const view = await work(admitted)
        await put({ who: job.startedBy, action: job.kind, what: endSentence(view), subject: job.subject.name, job: job.id })
        live.delete(job.id)
        queue.leave(job.id)
        for (const listener of [...endListeners]) listener(view)
      } catch (error) {
        if (!closing.signal.aborted) log.error('a job ended without an end', { job: job.id, error })
      } finally {
        ends.delete(job.id)
      }
    }
    ends.set(job.id, attended())
  }

  function putInQueue(admitted: LiveJob): void {
    queue.ready(admitted.job.id, () => attend(admitted, job => runJob(job, services)))
  }

  async function queuedEvent(definition: JobDefinition<object>, input: object) {
    const steps = await Promise.all(
      definition.steps(input).map(async step => {
        const expectedSeconds = median(await store.jobs.stepSeconds(definition.kind, step.id, pastRuns))
        return { ...step, ...(expectedSeconds !== undefined && { expectedSeconds }) }
      }),
    )
    return { type: 'queued' as const, title: definition.title(input), locks: [...definition.locks(input)], steps }
  }

  async function storedView(id: string): Promise<JobView> {
    const view = live.get(id)?.record.view() ?? (await store.jobs.view(id))
    if (!view) throw new AppError('NotFound', { what: 'job', name: id })
    return view
  }

  return {
    define: definition => {
      definitions.set(definition.kind, definition as unknown as JobDefinition<object>)
    },
    start: async (kind, { input, subject, startedBy, refuseIfLocked = false }) => {
      const definition = definitions.get(kind)
      if (!definition) throw new Error(`no job is called ${kind}`)
      closing.signal.throwIfAborted()
      // As it will be read after a restart, so that a job behaves the same before and after one.
      const plain: Record<string, unknown> = JSON.parse(JSON.stringify(input))
      const locks = definition.locks(plain)
      const holder = queue.holder(locks)
      if (refuseIfLocked && holder) throw new AppError('Busy', { what: subject.name || holder.title, job: holder.id, title: holder.title })
      const job: Job = { id: randomness.id(), kind, subject, startedBy, input: plain, createdAt: clock.now() }
      queue.join(job.id, redaction.mask(definition.title(plain)), locks)
      try {
        const queued = await queuedEvent(definition, plain)
        await store.jobs.create(job)
        await admit(job, definition, newJobView(job), { begin: 'fresh', cancelled: false, kept: new Map() }).record.write(queued)
      } catch (error) {
        live.get(job.id)?.record.stop()
        live.delete(job.id)
        queue.leave(job.id)
        throw error
      }
      const admitted = live.get(job.id)
      if (admitted) putInQueue(admitted)
      return job
    },
    cancel: async (id, by) => {
      const job = live.get(id)
      if (!job || job.decided || job.cancelled || closing.signal.aborted) return storedView(id)
      job.cancelled = true
      const begun = ends.has(id)
      const written = job.record.write({ type: 'cancel-asked', by })
      if (begun) {
        job.work.abort(new AppError('Cancelled', {}))
      } else if (job.begin === 'fresh') {
        queue.leave(id)
        attend(job, waiting => endUnbegun(waiting, services))
      }
      await written.catch((error: unknown) => log.error('a cancel could not be stored', { job: id, error }))
      await audit.record({
        who: by,
        action: 'jobs.cancel',
        what: `Cancelled: ${job.record.view().title}`,
        subject: job.job.subject.name,
        job: id,
      })
      return job.record.view()
    },
    view: storedView,
    list: async ({ limit, subject, status = 'all' }) => {
      const wanted = { all: undefined, running: notEnded, failed: ['failed'] }[status]
      const stored = await store.jobs.views({ limit, ...(subject !== undefined && { subject }), ...(wanted && { status: wanted }) })
      return stored.map(view => live.get(view.id)?.record.view() ?? view)
    },
    running: () => [...live.values()].map(job => job.record.view()).filter(view => !isEnded(view.status)),
    follow: async function* (id, after, signal) {
      const record = live.get(id)?.record
      if (!record) await storedView(id)
      yield* followJob(id, after, record, signal, { store, clock })
    },
    whatIDid: async id => whatWasDone(await storedView(id), await store.jobs.events(id, 0)),
    recover: async () => {
      const found = await interruptedJobs(store, definitions, notEnded)
      const recovered: LiveJob[] = []
      for (const { job, definition, view, ...how } of found) {
        queue.join(job.id, view.title, definition.locks(job.input))
        const admitted = admit(job, definition, view, how)
        if (view.seq === 0) admitted.record.tell(await queuedEvent(definition, job.input))
        await admitted.record.write({ type: 'interrupted' })
        recovered.push(admitted)
      }
      for (const admitted of recovered) putInQueue(admitted)
    },
    idle: async () => {
      while (ends.size > 0) await Promise.all(ends.values())
    },
    close: async () => {
      const records = [...live.values()].map(job => job.record)
      await Promise.allSettled(records.map(record => record.flush()))
      closing.abort(new AppError('Cancelled', {}))
      for (const record of records) record.stop()
      for (const job of live.values()) job.work.abort(closing.signal.reason)
      const waited = new AbortController()
      await Promise.race([Promise.all(ends.values()), clock.wait(closeWaitMs, waited.signal).catch(() => undefined)])
      waited.abort()
    },
    onEnded: listener => {
      endListeners.add(listener)
      return () => {
        endListeners.delete(listener)
      }
    },
  }
}

function endSentence(view: JobView): string {
  if (view.status === 'succeeded') return `${view.title}: done`
  const how = view.status === 'cancelled' ? 'cancelled' : 'failed'
  return view.undone ? `${view.title}: ${how} and undone` : `${view.title}: ${how}, and not everything could be undone`
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  const below = sorted[Math.floor((sorted.length - 1) / 2)]
  return middle === undefined || below === undefined ? undefined : (middle + below) / 2
}
