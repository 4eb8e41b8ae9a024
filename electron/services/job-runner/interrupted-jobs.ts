import type { WireError } from '../../../shared/errors/wire-error.ts'
import { isEnded, newJobView, reduceJobEvents } from '../../../shared/jobs/reduce-job.ts'
import type { Job, JobView } from '../../../shared/model/job.ts'
import type { Store } from '../../ports/store.ts'
import type { JobDefinition, KeptValue } from './job-definition.ts'

/** A job that was not ended when the program stopped, and how it goes on. */
export interface InterruptedJob {
  readonly job: Job
  readonly definition: JobDefinition<object>
  /** From its events: the stored view may lag behind them. */
  readonly view: JobView
  readonly begin: 'resume' | 'undo'
  readonly cancelled: boolean
  readonly kept: Map<string, KeptValue>
  readonly earlierError?: WireError
}

/** Reads the jobs that are not ended, those that had begun first; a view whose end was stored without it is set right. */
export async function interruptedJobs(
  store: Store,
  definitions: ReadonlyMap<string, JobDefinition<object>>,
  notEnded: readonly string[],
): Promise<readonly InterruptedJob[]> {
  const found: InterruptedJob[] = []
  for (const stale of await store.jobs.views({ limit: Number.MAX_SAFE_INTEGER, status: notEnded })) {
    const job = await store.jobs.get(stale.id)
    if (!job) continue
    const events = await store.jobs.events(job.id, 0)
    const view = reduceJobEvents(newJobView(job), events)
    if (isEnded(view.status)) {
      await store.jobs.saveView(view)
      continue
    }
    const definition = definitions.get(job.kind) ?? unknownDefinition(job.kind)
    const cancelled = events.some(event => event.type === 'cancel-asked')
    const wasUndoing = events.some(event => event.type === 'state' && event.state === 'rolling_back')
    const begin = cancelled || wasUndoing || definition.onRestart === 'undo' ? 'undo' : 'resume'
    const earlierError: WireError | undefined = cancelled
      ? undefined
      : (view.error ?? { code: 'JobInterrupted', data: { title: view.title } })
    const kept = new Map(events.flatMap(event => (event.type === 'kept' ? [[event.name, event.value] as const] : [])))
    found.push({ job, definition, view, begin, cancelled, kept, ...(earlierError && { earlierError }) })
  }
  return found.sort((a, b) => order(a.view) - order(b.view) || a.job.createdAt - b.job.createdAt)
}

function order(view: JobView): number {
  return view.startedAt === undefined ? 1 : 0
}

/** Stands in for a kind this version no longer knows: its undos fail and say so. */
function unknownDefinition(kind: string): JobDefinition<object> {
  return { kind, onRestart: 'undo', title: () => kind, locks: () => [], steps: () => [], run: async () => undefined, undo: {} }
}
