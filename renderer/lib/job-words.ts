import { problemOf } from '../../shared/errors/app-error.ts'
import { isEnded } from '../../shared/jobs/reduce-job.ts'
import type { JobUndo, JobView } from '../../shared/model/job.ts'
import { formatClock, formatDuration, formatNumberOf, formatPercent, formatTimeLeft } from './format.ts'

/** What a job came to: its colour, its word, and one sentence about it. */
export interface JobOutcome {
  readonly tone: 'ok' | 'warn' | 'bad' | 'off' | 'run'
  readonly word: string
  readonly sentence: string
}

/** How a job stands, in words. */
export function outcomeOf(job: JobView): JobOutcome {
  const took = job.startedAt === undefined || job.endedAt === undefined ? undefined : formatDuration((job.endedAt - job.startedAt) / 1000)
  const because = job.error === undefined ? undefined : problemOf(job.error).title
  switch (job.status) {
    case 'queued':
    case 'waiting':
      return { tone: 'run', word: 'Waiting', sentence: 'Waits for another job to finish' }
    case 'running':
      return { tone: 'run', word: 'Running', sentence: nowOf(job) }
    case 'undoing':
      return { tone: 'warn', word: 'Rolling back', sentence: 'Takes away what was made' }
    case 'succeeded':
      return { tone: 'ok', word: 'Done', sentence: took === undefined ? 'Done' : `Took ${took}` }
    case 'cancelled':
      return { tone: 'off', word: 'Cancelled', sentence: job.undone ? 'What was made is taken away' : 'Nothing had been made' }
    case 'failed':
      return { tone: 'bad', word: job.undone ? 'Rolled back' : 'Failed', sentence: because ?? 'It failed' }
    case 'interrupted':
      return { tone: 'warn', word: 'Interrupted', sentence: 'MycoPod was closed while it ran' }
  }
}

/** The step a job is at, in words. */
export function nowOf(job: JobView): string {
  const step = job.steps.find(each => each.status === 'now') ?? job.steps.find(each => each.status === 'to-do')
  return job.status === 'undoing' ? 'Taking away what was made' : doing(step?.title ?? job.title)
}

/** How far a job is, in words: its step, the percentage once something of it is known to be done, and the time left. */
export function progressOf(job: JobView): string {
  return [
    nowOf(job),
    ...(isBegun(job) ? [formatPercent(job.fraction)] : []),
    ...(job.secondsLeft === undefined ? [] : [formatTimeLeft(job.secondsLeft)]),
  ].join(', ')
}

/** Whether anything of a job is known to be done: before that a percentage says nothing. */
export function isBegun(job: Pick<JobView, 'fraction'>): boolean {
  return job.fraction >= 0.005
}

/** What a job is called: “Deploying Vaultwarden to nuc-1” until it ended, “Deploy Vaultwarden to nuc-1” after. */
export function titleOf(job: Pick<JobView, 'title' | 'status'>): string {
  return isEnded(job.status) ? job.title : doing(job.title)
}

/** A title that begins with a verb, as something that goes on now. */
export function doing(title: string): string {
  return title.replace(/^\w+/, verb => {
    if (verb.endsWith('ing')) return verb
    if (/[^e]e$/.test(verb)) return `${verb.slice(0, -1)}ing`
    const doubled = /^[^aeiou]+[aeiou][bdgmnpt]$/i.test(verb) ? verb.slice(-1) : ''
    return `${verb}${doubled}ing`
  })
}

/** What cancelling now would take away, in one or two sentences; named one by one when `named`. */
export function cancelCost(job: JobView, named: boolean): string {
  const made = job.undos.filter(undo => undo.status === 'registered').map(undo => lowerFirst(undo.title))
  if (made.length === 0) return 'Nothing was made so far, so cancelling takes nothing away.'
  const rest = `Your other ${job.subject.kind === 'guest' ? 'guests' : 'apps'} are not touched.`
  if (!named) return `Cancelling takes away everything that was made so far. ${rest}`
  return `Cancelling takes away what was made so far: ${made.join(', ')}. ${rest}`
}

/** What a job about an app calls the app: “Vaultwarden” of “Deploy Vaultwarden to nuc-1”. */
export function subjectTitle(job: JobView): string {
  if (job.subject.kind !== 'app') return job.subject.name
  return /^\w+ (.+?)(?: (?:to|from|on) \S+)?$/.exec(job.title)?.[1] ?? job.subject.name
}

/** What was undone, last made first, as it is done. */
export function undoneOf(job: JobView): readonly JobUndo[] {
  return job.undos.filter(undo => undo.status !== 'registered').sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))
}

/** A job and its end as a text for asking others: no addresses, no secrets beyond what the log itself shows. */
export function reportOf(job: JobView, lines: readonly { readonly prefix?: string | undefined; readonly text: string }[]): string {
  const problem = job.error === undefined ? undefined : problemOf(job.error)
  return [
    job.title,
    `${outcomeOf(job).word}, ${job.startedAt === undefined ? 'never started' : `started ${new Date(job.startedAt).toISOString()}`}`,
    ...(problem === undefined ? [] : ['', problem.title, ...(problem.because === undefined ? [] : [problem.because])]),
    '',
    'Steps',
    ...job.steps.map(step => `- ${step.title}: ${step.status}${step.note === undefined ? '' : ` (${step.note})`}`),
    ...(job.undos.length === 0 ? [] : ['', 'Undone', ...undoneOf(job).map(undo => `- ${undo.title}: ${undo.status}`)]),
    ...(job.checked === undefined ? [] : [job.checked.sentence]),
    '',
    `Log, last ${formatNumberOf(Math.min(lines.length, 60), 'line')}`,
    ...lines.slice(-60).map(line => (line.prefix === undefined ? line.text : `${line.prefix} ${line.text}`)),
  ].join('\n')
}

/** From when to when a job ran: “14:30:02 to 14:37:10”. */
export function spanOf(job: JobView): string {
  if (job.startedAt === undefined) return ''
  return isEnded(job.status) && job.endedAt !== undefined
    ? `${formatClock(job.startedAt)} to ${formatClock(job.endedAt)}`
    : `since ${formatClock(job.startedAt)}`
}

function lowerFirst(text: string): string {
  return /^(?:Its|The|An?) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
