import type { Job, JobEvent, JobStatus, JobStep, JobView } from '../model/job.ts'

/** The view of a job nothing happened to yet. */
export function newJobView(job: Job): JobView {
  return {
    id: job.id,
    kind: job.kind,
    subject: job.subject,
    startedBy: job.startedBy,
    title: job.kind,
    status: 'queued',
    state: 'queued',
    fraction: 0,
    steps: [],
    undos: [],
    undone: false,
    lines: 0,
    seq: 0,
    createdAt: job.createdAt,
    cancellable: true,
  }
}

/** Applies one event; events already seen (by `seq`) change nothing, so that a stream may be resumed with overlap. */
export function reduceJob(view: JobView, event: JobEvent): JobView {
  if (event.seq <= view.seq) return view
  const next = withProgress({ ...apply(view, event), seq: event.seq }, event.at)
  return {
    ...next,
    fraction: next.status === 'succeeded' ? 1 : Math.max(view.fraction, next.fraction),
    cancellable: isCancellable(next.status),
  }
}

/** Applies events in order. */
export function reduceJobEvents(view: JobView, events: readonly JobEvent[]): JobView {
  return events.reduce(reduceJob, view)
}

/** Whether nothing more will happen to a job in this status. */
export function isEnded(status: JobStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled'
}

function isCancellable(status: JobStatus): boolean {
  return status === 'queued' || status === 'waiting' || status === 'running'
}

function apply(view: JobView, event: JobEvent): JobView {
  switch (event.type) {
    case 'queued':
      return {
        ...view,
        title: event.title,
        status: 'waiting',
        steps: event.steps.map(step => ({ ...step, status: 'to-do', fraction: 0, bars: [] })),
      }
    case 'started':
      return { ...view, status: 'running', startedAt: view.startedAt ?? event.at }
    case 'resumed':
      return { ...view, status: 'running' }
    case 'state':
      return {
        ...view,
        state: event.state,
        status: event.state === 'rolling_back' ? 'undoing' : view.status,
        ...(event.error !== undefined && { error: event.error }),
      }
    case 'step-started':
      return changeStep(view, event.step, event.title, step => ({
        ...step,
        title: event.title,
        status: 'now',
        startedAt: event.at,
        fraction: 0,
        bars: [],
      }))
    case 'step-progress':
      return changeStep(view, event.step, event.step, step => ({
        ...step,
        fraction: Math.max(step.fraction, event.fraction),
        ...(event.title !== undefined && { title: event.title }),
        ...(event.note !== undefined && { note: event.note }),
        ...(event.bars !== undefined && { bars: event.bars }),
        ...(event.secondsLeft !== undefined && { expectedSeconds: (event.at - (step.startedAt ?? event.at)) / 1000 + event.secondsLeft }),
      }))
    case 'step-ended':
      return changeStep(view, event.step, event.step, step => ({
        ...step,
        status: event.result,
        endedAt: event.at,
        fraction: event.result === 'done' ? 1 : step.fraction,
        ...(event.note !== undefined && { note: event.note }),
      }))
    case 'line':
      return { ...view, lines: view.lines + 1, lastLine: event.text }
    case 'did':
    case 'kept':
    case 'cancel-asked':
      return view
    case 'undo-registered':
      return view.undos.some(undo => undo.id === event.undo)
        ? view
        : {
            ...view,
            undos: [...view.undos, { id: event.undo, title: event.title, kind: event.kind, data: event.data, status: 'registered' }],
          }
    case 'undo-started':
      return changeUndo(view, event.undo, undo => ({ ...undo, status: 'now', startedAt: event.at }))
    case 'undo-ended':
      return changeUndo(view, event.undo, undo => ({ ...undo, status: event.result, endedAt: event.at }))
    case 'checked':
      return { ...view, checked: { sentence: event.sentence, clean: event.clean } }
    case 'interrupted':
      return { ...view, status: 'interrupted' }
    case 'ended':
      return {
        ...view,
        status: event.outcome,
        undone: event.undone,
        endedAt: event.at,
        ...(event.error !== undefined && { error: event.error }),
        ...(event.result !== undefined && { result: event.result }),
      }
  }
}

function changeStep(view: JobView, id: string, title: string, change: (step: JobStep) => JobStep): JobView {
  const known = view.steps.some(step => step.id === id)
  // A step nobody planned stands where it happened: after what is done, before what is still to do.
  const to = view.steps.findIndex(step => step.status === 'to-do')
  const place = to < 0 ? view.steps.length : to
  const steps: readonly JobStep[] = known
    ? view.steps
    : view.steps.toSpliced(place, 0, { id, title, weight: 1, status: 'to-do', fraction: 0, bars: [] })
  return { ...view, steps: steps.map(step => (step.id === id ? change(step) : step)) }
}

function changeUndo(view: JobView, id: string, change: (undo: JobView['undos'][number]) => JobView['undos'][number]): JobView {
  return { ...view, undos: view.undos.map(undo => (undo.id === id ? change(undo) : undo)) }
}

function withProgress(view: JobView, now: number): JobView {
  const total = view.steps.reduce((sum, step) => sum + step.weight, 0)
  const done = view.steps.reduce((sum, step) => sum + step.weight * (step.status === 'done' ? 1 : step.fraction), 0)
  const { secondsLeft: _, ...rest } = view
  const fraction = total === 0 ? 0 : Math.min(done / total, 0.999)
  const left =
    isEnded(view.status) || view.status === 'undoing' ? undefined : (secondsLeft(view.steps, now) ?? atThisPace(view, fraction, now))
  return { ...rest, fraction, ...(left !== undefined && { secondsLeft: left }) }
}

/** What the rest takes if it goes on as it did so far; absent at the beginning, when that says nothing yet. */
function atThisPace({ startedAt }: JobView, fraction: number, now: number): number | undefined {
  const passed = startedAt === undefined ? 0 : (now - startedAt) / 1000
  return passed < 3 || fraction < 0.1 ? undefined : (passed * (1 - fraction)) / fraction
}

/** Sum of what the steps not yet done are expected to take, from measured past runs; absent when one is unknown. */
function secondsLeft(steps: readonly JobStep[], now: number): number | undefined {
  let sum = 0
  for (const step of steps) {
    if (step.status === 'done') continue
    if (step.expectedSeconds === undefined) return undefined
    const passed = step.startedAt === undefined ? 0 : (now - step.startedAt) / 1000
    sum += Math.max(step.expectedSeconds - passed, step.status === 'now' ? 1 : 0)
  }
  return steps.length === 0 ? undefined : Math.ceil(sum)
}
