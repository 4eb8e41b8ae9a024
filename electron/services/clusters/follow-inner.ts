import { AppError } from '../../../shared/errors/app-error.ts'
import { isEnded, newJobView, reduceJobEvents } from '../../../shared/jobs/reduce-job.ts'
import type { JobView } from '../../../shared/model/job.ts'
import type { JobContext, StepContext } from '../job-runner/job-definition.ts'
import type { JobRunner } from '../job-runner.ts'

/**
 * Shows a job as a step of another until it ended, and ends it when the other is cancelled. Errors: that of the job, or
 * Cancelled.
 */
export async function followInner(jobs: JobRunner, id: string, step: StepContext, outer: JobContext): Promise<void> {
  const cancel = (): void => void jobs.cancel(id, outer.startedBy).catch(() => undefined)
  if (outer.signal.aborted) cancel()
  else outer.signal.addEventListener('abort', cancel, { once: true })
  try {
    const { kind, subject, startedBy, createdAt } = await jobs.view(id)
    let view = newJobView({ id, kind, subject, startedBy, createdAt, input: {} })
    // Until it ended, also when the other is cancelled: only then nothing of it is left.
    for await (const { events } of jobs.follow(id, 0, new AbortController().signal)) {
      for (const event of events) if (event.type === 'line') step.line(event.text, event.stream)
      view = reduceJobEvents(view, events)
      tell(view, step)
    }
    const end = isEnded(view.status) ? view : await jobs.view(id)
    if (end.status === 'succeeded') return
    throw end.error ? new AppError(end.error.code, end.error.data) : new AppError('Cancelled', {})
  } finally {
    outer.signal.removeEventListener('abort', cancel)
  }
}

function tell({ steps, fraction, secondsLeft }: JobView, step: StepContext): void {
  const now = steps.find(each => each.status === 'now')
  step.progress(fraction, {
    ...(now && { note: now.note === undefined ? now.title : `${now.title}: ${now.note}`, bars: now.bars }),
    ...(secondsLeft !== undefined && { secondsLeft }),
  })
}
