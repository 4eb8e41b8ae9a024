import { problemOf } from '../../shared/errors/app-error.ts'
import { isEnded, newJobView, reduceJobEvents } from '../../shared/jobs/reduce-job.ts'
import type { JobView } from '../../shared/model/job.ts'
import type { Client, ExitCode, Invocation } from './command.ts'
import { exitCodeOf, problemText } from './failure.ts'

/**
 * Prints a job as it goes until it ended: events as JSON lines, or sentences. An interrupt cancels the job and waits
 * until all is undone. The last line says how it ended.
 */
export async function followJob(
  invocation: Invocation,
  client: Client,
  id: string,
  last: (job: JobView) => Promise<object> | object,
): Promise<ExitCode> {
  const cancel = (): void => void client.jobs.cancel({ job: id }).catch(() => undefined)
  if (invocation.signal.aborted) cancel()
  else invocation.signal.addEventListener('abort', cancel, { once: true })
  const first = await client.jobs.get({ job: id })
  let view = newJobView({ id, kind: first.kind, subject: first.subject, startedBy: first.startedBy, input: {}, createdAt: first.createdAt })
  const say = createTeller(invocation)
  for await (const { events } of await client.jobs.follow({ job: id, after: 0 })) {
    for (const event of events) invocation.line(event)
    view = reduceJobEvents(view, events)
    say(view)
  }
  if (!isEnded(view.status)) view = await client.jobs.get({ job: id })
  invocation.signal.removeEventListener('abort', cancel)
  return ending(invocation, view, await last(view))
}

function ending(invocation: Invocation, job: JobView, more: object): ExitCode {
  const state = job.status === 'succeeded' ? 'done' : job.undone ? 'rolled_back' : job.status
  const error = job.error
  invocation.line({ job: job.id, state, ...(error !== undefined && { error: { code: error.code, ...problemOf(error) } }), ...more })
  if (job.status === 'succeeded') return 0
  if (!invocation.json) {
    const undone = job.undone ? (job.checked?.sentence ?? 'What was made so far was taken away again.') : ''
    process.stderr.write(
      `${error === undefined ? `${job.title}: cancelled.` : problemText(problemOf(error))}\n${undone}${undone && '\n'}See all of it with: mycopod what-i-did ${job.id}\n`,
    )
  }
  if (job.status === 'cancelled') return 130
  return error === undefined ? 1 : Math.min(exitCodeOf(error), 4) === 4 ? 4 : 1
}

/** Says each step once when it begins, and how far it is on a terminal. */
function createTeller(invocation: Invocation): (job: JobView) => void {
  const said = new Set<string>()
  return job => {
    if (invocation.json) return
    for (const step of job.steps) {
      const mark = `${step.id} ${step.status}`
      if (step.status === 'to-do' || said.has(mark)) continue
      said.add(mark)
      if (step.status === 'now') invocation.line(undefined, `  … ${step.title}`)
      else if (step.status === 'done') invocation.line(undefined, `  ✓ ${step.title}${step.note ? `: ${step.note}` : ''}`)
      else if (step.status === 'failed') invocation.line(undefined, `  ✗ ${step.title}`)
    }
    for (const undo of job.undos) {
      if (undo.status !== 'done' || said.has(undo.id)) continue
      said.add(undo.id)
      invocation.line(undefined, `  ↶ ${undo.title}`)
    }
  }
}
