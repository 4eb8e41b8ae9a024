import { AppError } from '../../../shared/errors/app-error.ts'
import { reduceJob, reduceJobEvents } from '../../../shared/jobs/reduce-job.ts'
import type { Bar, Deed, Job, JobEvent, JobEventBody, JobView } from '../../../shared/model/job.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log, Redaction } from '../../ports/log.ts'
import type { Store } from '../../ports/store.ts'
import { maskEvent } from './mask-event.ts'

/** The growing list of events of one job that is not ended: masked, numbered, stored, and only then told to anyone. */
export interface JobRecord {
  /** The job as far as it is stored. */
  view(): JobView
  /** How the job would look with this event. */
  preview(event: JobEventBody): JobView
  /** Resolves when the event and all before it are stored. Where storing fails the event is kept for the next try. */
  write(event: JobEventBody): Promise<void>
  /** Stores the event soon. */
  tell(event: JobEventBody): void
  /** Tries again to store what is not stored yet. */
  flush(): Promise<void>
  line(step: string, text: string, stream: 'out' | 'err'): void
  did(step: string, deed: Deed): void
  progress(step: string, detail: ProgressDetail): void
  /** Forgets progress of the step that is not told yet; its fraction begins at 0 again. */
  endProgress(step: string): void
  /** Calls back with events just stored, and with none when the record stops; returns how to stop listening. */
  listen(listener: (events: readonly JobEvent[]) => void): () => void
  /** Nothing is stored from now on. */
  stop(): void
  stopped(): boolean
}

/** What a step tells of its progress; what is absent stays as it was. */
export interface ProgressDetail {
  readonly fraction?: number
  readonly title?: string
  readonly note?: string
  readonly bars?: readonly Bar[]
  readonly secondsLeft?: number
}

const batchMs = 100
const progressMs = 200
const maxLines = 5000
const maxLineLength = 4000

/** Opens the record of a job at the view that its stored events give; `onStored` hears of every write. */
export function createJobRecord(
  job: Job,
  opened: JobView,
  {
    store,
    clock,
    log,
    redaction,
    onStored,
  }: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly redaction: Redaction; readonly onStored: () => void },
): JobRecord {
  let view = opened
  let savedStatus: string | undefined
  let pending: (JobEventBody & { readonly at: number })[] = []
  let writing: Promise<void> | undefined
  let batchAwaited = false
  let failing = false
  let lines = opened.lines
  const stopping = new AbortController()
  const fractions = new Map<string, number>()
  const heldProgress = new Map<string, ProgressDetail>()
  const progressTold = new Map<string, number>()
  const listeners = new Set<(events: readonly JobEvent[]) => void>()

  const numbered = (bodies: typeof pending): JobEvent[] => bodies.map((body, index) => ({ ...body, seq: view.seq + 1 + index }))
  const stamped = (event: JobEventBody) => ({ ...maskEvent(event, redaction), at: clock.now() })

  async function writeBatch(): Promise<void> {
    const events = numbered(pending)
    if (events.length > 0) {
      await store.jobs.append(job.id, events)
      pending = pending.slice(events.length)
      view = reduceJobEvents(view, events)
    }
    // Lists overlay live views, so the stored one matters only after a crash and when the status it is found by changes.
    const reached = view
    if (reached.status !== savedStatus) {
      await store.jobs.saveView(reached)
      savedStatus = reached.status
    }
    failing = false
    for (const listener of [...listeners]) listener(events)
    onStored()
  }

  async function flush(): Promise<void> {
    while (pending.length > 0 || view.status !== savedStatus) {
      if (stopping.signal.aborted) throw new AppError('Cancelled', {})
      writing ??= writeBatch().finally(() => {
        writing = undefined
      })
      await writing
    }
  }

  function flushSoon(): void {
    flush().catch((error: unknown) => {
      if (!failing && !stopping.signal.aborted) log.error('events of a job could not be stored', { job: job.id, error })
      failing = true
    })
  }

  function add(event: JobEventBody): void {
    if (!stopping.signal.aborted) pending.push(stamped(event))
  }

  function addHeldProgress(): void {
    for (const [step, detail] of heldProgress) {
      if (clock.monotonic() - (progressTold.get(step) ?? Number.NEGATIVE_INFINITY) < progressMs) continue
      heldProgress.delete(step)
      progressTold.set(step, clock.monotonic())
      const fraction = fractions.get(step) ?? 0
      const { bars, ...rest } = detail
      add({ type: 'step-progress', step, ...rest, fraction, ...(bars !== undefined && { bars: [...bars] }) })
    }
  }

  function inBatch(): void {
    if (batchAwaited) return
    batchAwaited = true
    clock.wait(batchMs, stopping.signal).then(
      () => {
        batchAwaited = false
        addHeldProgress()
        if (heldProgress.size > 0) inBatch()
        flushSoon()
      },
      () => undefined,
    )
  }

  return {
    view: () => view,
    preview: event => reduceJob(view, { ...stamped(event), seq: view.seq + 1 }),
    write: event => {
      add(event)
      return flush()
    },
    tell: event => {
      add(event)
      flushSoon()
    },
    flush,
    line: (step, text, stream) => {
      if (lines > maxLines) return
      lines += 1
      // Masked before it is cut, so that the cut cannot go through a secret.
      const kept = lines > maxLines ? 'More output was left out.' : redaction.mask(text).slice(0, maxLineLength)
      add({ type: 'line', step, stream, text: kept })
      inBatch()
    },
    did: (step, deed) => {
      add({ type: 'did', step, deed })
      inBatch()
    },
    progress: (step, detail) => {
      const before = fractions.get(step) ?? 0
      const fraction = Math.min(Math.max(detail.fraction ?? 0, before), 1)
      fractions.set(step, Number.isNaN(fraction) ? before : fraction)
      heldProgress.set(step, { ...heldProgress.get(step), ...detail })
      inBatch()
    },
    endProgress: step => {
      fractions.delete(step)
      heldProgress.delete(step)
    },
    listen: listener => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    stop: () => {
      stopping.abort(new AppError('Cancelled', {}))
      for (const listener of [...listeners]) listener([])
    },
    stopped: () => stopping.signal.aborted,
  }
}
