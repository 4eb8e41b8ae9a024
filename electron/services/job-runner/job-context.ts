import { isDeepStrictEqual } from 'node:util'
import { AppError, problemOf } from '../../../shared/errors/app-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { JobContext, StepContext, UndoContext } from './job-definition.ts'
import type { JobRecord, ProgressDetail } from './job-record.ts'
import type { LiveJob } from './live-job.ts'

/** What a run of a definition gets, and a way to wait until none of its steps is under way any more. */
export interface RunContext {
  readonly context: JobContext
  readonly stepsSettled: () => Promise<void>
}

/** Makes the context of one run of a job. */
export function createJobContext(live: LiveJob, { store, clock }: { readonly store: Store; readonly clock: Clock }): RunContext {
  const { job, record, work, definition, kept } = live
  const underWay = new Set<Promise<unknown>>()
  let registered = record.view().undos.length

  async function measured<T>(id: string, body: (step: StepContext) => Promise<T>, unplanned = id): Promise<T> {
    const title = record.view().steps.find(step => step.id === id)?.title ?? unplanned
    await record.write({ type: 'step-started', step: id, title })
    work.signal.throwIfAborted()
    const begun = clock.monotonic()
    const step = createStepContext(id, record)
    try {
      const result = await body(step.context)
      step.end()
      await record.write({ type: 'step-ended', step: id, result: 'done' })
      // A resumed step finds most of its work done: its time says nothing about the next job.
      if (live.begin === 'fresh') await store.jobs.recordStepSeconds(definition.kind, id, (clock.monotonic() - begun) / 1000, clock.now())
      return result
    } catch (error) {
      step.end()
      const note = error instanceof AppError ? { note: problemOf(error.toWire()).title } : {}
      record.tell(
        live.cancelled
          ? { type: 'step-ended', step: id, result: 'cancelled' }
          : { type: 'step-ended', step: id, result: 'failed', ...note },
      )
      throw error
    }
  }

  return {
    context: {
      id: job.id,
      signal: work.signal,
      startedBy: job.startedBy,
      state: state => record.tell({ type: 'state', state }),
      step: async (id, body, title) => {
        work.signal.throwIfAborted()
        const running = measured(id, body, title)
        underWay.add(running)
        try {
          return await running
        } finally {
          underWay.delete(running)
        }
      },
      registerUndo: async ({ kind, title, data }) => {
        work.signal.throwIfAborted()
        const plain: Record<string, unknown> = JSON.parse(JSON.stringify(data))
        if (record.view().undos.some(undo => undo.kind === kind && undo.status === 'registered' && isDeepStrictEqual(undo.data, plain)))
          return
        registered += 1
        await record.write({ type: 'undo-registered', undo: `undo-${registered}`, title, kind, data: plain })
        // The caller must not act any more if the job was cancelled while this was written.
        work.signal.throwIfAborted()
      },
      // Also of a job that is being cancelled: what it began has to be known to its undo.
      keep: async (name, value) => {
        await record.write({ type: 'kept', name, value: JSON.parse(JSON.stringify(value)) })
        kept.set(name, value)
      },
      kept: name => kept.get(name),
    },
    stepsSettled: async () => {
      await Promise.allSettled(underWay)
    },
  }
}

/** What an undo gets to tell what it does, under the undo's own id. */
export function createUndoContext(id: string, { record, kept }: LiveJob, signal: AbortSignal): UndoContext {
  return {
    signal,
    kept: name => kept.get(name),
    line: (text, stream = 'out') => record.line(id, text, stream),
    did: deed => record.did(id, deed),
  }
}

/** A step that ended tells nothing more, whatever is still running in it. */
function createStepContext(id: string, record: JobRecord): { readonly context: StepContext; readonly end: () => void } {
  let over = false
  const progress = (detail: ProgressDetail): void => {
    if (!over) record.progress(id, detail)
  }
  return {
    context: {
      progress: (fraction, detail = {}) => progress({ ...detail, fraction }),
      line: (text, stream = 'out') => {
        if (!over) record.line(id, text, stream)
      },
      did: deed => {
        if (!over) record.did(id, deed)
      },
      note: note => progress({ note }),
      retitle: title => progress({ title }),
    },
    end: () => {
      over = true
      record.endProgress(id)
    },
  }
}
