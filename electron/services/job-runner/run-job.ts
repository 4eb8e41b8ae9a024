import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { JobEventBody, JobUndo, JobView } from '../../../shared/model/job.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Store } from '../../ports/store.ts'
import { wireErrorOf } from '../wire-error-of.ts'
import { createJobContext, createUndoContext } from './job-context.ts'
import type { LiveJob } from './live-job.ts'

export interface RunServices {
  readonly store: Store
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  /** Aborted when the program stops: then nothing more is done or stored. */
  readonly closing: AbortSignal
}

type End = Extract<JobEventBody, { type: 'ended' }>

const retryWaitsMs = [1000, 4000]
const storeRetryMs = 5000

/** Brings a job whose locks are free to its end; rejects only when the program stops before. */
export async function runJob(live: LiveJob, services: RunServices): Promise<JobView> {
  const { record, definition } = live
  if (live.begin === 'undo' || live.cancelled) return undoAndEnd(live, live.cancelled ? undefined : live.earlierError, services)
  const { context, stepsSettled } = createJobContext(live, services)
  let result: Readonly<Record<string, unknown>> | undefined
  try {
    await record.write({ type: live.begin === 'resume' ? 'resumed' : 'started' })
    live.work.signal.throwIfAborted()
    result = await definition.run(live.job.input, context)
    live.work.signal.throwIfAborted()
  } catch (error) {
    services.closing.throwIfAborted()
    live.work.abort(error)
    await stepsSettled()
    services.closing.throwIfAborted()
    return undoAndEnd(live, live.cancelled ? undefined : wireErrorOf(error, services), services)
  }
  live.decided = true
  return end(live, { type: 'ended', outcome: 'succeeded', undone: false, ...(result !== undefined && { result }) }, services)
}

/** Ends a job that was cancelled before it began. */
export async function endUnbegun(live: LiveJob, services: RunServices): Promise<JobView> {
  live.decided = true
  return end(live, { type: 'ended', outcome: 'cancelled', undone: true }, services)
}

async function undoAndEnd(live: LiveJob, error: WireError | undefined, services: RunServices): Promise<JobView> {
  live.decided = true
  const { record } = live
  record.tell({ type: 'state', state: 'rolling_back', ...(error && { error }) })
  const failed: JobUndo[] = []
  const undos = record.view().undos.filter(undo => undo.status !== 'done' && undo.status !== 'nothing-to-do')
  for (const undo of undos.reverse()) {
    const done = await runUndo(live, undo, services)
    if (!done) failed.push(undo)
  }
  const { sentence, clean, left } = await look(live, failed, services)
  if (sentence !== undefined) record.tell({ type: 'checked', sentence, clean })
  record.tell({ type: 'state', state: 'rolled_back' })
  const incomplete: WireError | undefined = clean
    ? undefined
    : { code: 'UndoIncomplete', data: { left: [...left], device: live.job.subject.device ?? live.job.subject.name } }
  const shown = error ?? incomplete
  return end(
    live,
    { type: 'ended', outcome: live.cancelled ? 'cancelled' : 'failed', undone: clean, ...(shown && { error: shown }) },
    services,
  )
}

async function runUndo(live: LiveJob, undo: JobUndo, services: RunServices): Promise<boolean> {
  const { record, definition } = live
  record.tell({ type: 'undo-started', undo: undo.id })
  try {
    const take = definition.undo[undo.kind]
    if (!take) throw new Error(`no undo called ${undo.kind} in ${definition.kind}`)
    const result = await withRetries(() => take(undo.data, createUndoContext(undo.id, live, services.closing), live.job.input), services)
    record.tell({ type: 'undo-ended', undo: undo.id, result })
    return true
  } catch (error) {
    services.closing.throwIfAborted()
    record.tell({ type: 'undo-ended', undo: undo.id, result: 'failed', error: wireErrorOf(error, services) })
    return false
  }
}

interface Look {
  readonly sentence?: string
  readonly clean: boolean
  readonly left: readonly string[]
}

/** Whether anything is left; where nothing was registered nothing was done, and nobody needs to look. */
async function look(live: LiveJob, failed: readonly JobUndo[], services: RunServices): Promise<Look> {
  const { record, definition, job } = live
  const titles = failed.map(undo => undo.title)
  if (record.view().undos.length === 0) return { clean: true, left: [] }
  try {
    const checked = await withRetries(
      async () => definition.afterUndo?.(job.input, createUndoContext('check', live, services.closing)),
      services,
    )
    if (checked) return { ...checked, left: checked.left ?? titles }
  } catch (error) {
    services.closing.throwIfAborted()
    services.log.warn('could not look whether an undo left something', { job: job.id, error })
    return { sentence: 'MycoPod could not look whether anything is left.', clean: false, left: titles }
  }
  return failed.length === 0 ? { clean: true, left: [] } : { sentence: `Not taken away: ${titles.join(', ')}.`, clean: false, left: titles }
}

/** Settles records, then stores the end, trying for as long as the program runs: an end that is not stored would be run again. */
async function end(live: LiveJob, ended: End, services: RunServices): Promise<JobView> {
  const { record, definition, job } = live
  try {
    await record.flush()
  } catch {
    services.closing.throwIfAborted()
  }
  try {
    await withRetries(async () => definition.settled?.(job.input, ended.outcome, ended.error, record.preview(ended)), services)
  } catch (error) {
    services.closing.throwIfAborted()
    services.log.error('the records of a job could not be settled', { job: job.id, error })
  }
  record.tell(ended)
  for (;;) {
    try {
      await record.flush()
      return record.view()
    } catch (error) {
      services.closing.throwIfAborted()
      services.log.error('the end of a job could not be stored', { job: job.id, error })
      await services.clock.wait(storeRetryMs, services.closing)
    }
  }
}

/** Three tries with growing waits between them. */
async function withRetries<T>(work: () => Promise<T>, { clock, closing }: RunServices): Promise<T> {
  for (const waitMs of retryWaitsMs) {
    closing.throwIfAborted()
    try {
      return await work()
    } catch {
      closing.throwIfAborted()
    }
    await clock.wait(waitMs, closing)
  }
  return work()
}
