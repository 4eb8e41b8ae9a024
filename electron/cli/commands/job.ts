import { problemOf } from '../../../shared/errors/app-error.ts'
import type { Deed } from '../../../shared/model/job.ts'
import { type Command, positional } from '../command.ts'
import { problemText } from '../failure.ts'
import { moment, percent, table } from '../table.ts'

const job = ['JOB'] as const

/** Commands about jobs. */
export const commands: readonly Command[] = [
  {
    name: 'job list',
    takes: [],
    options: {},
    summary: 'Jobs, newest first',
    async run(invocation) {
      const jobs = await (await invocation.client()).jobs.list({})
      invocation.answer(jobs, () =>
        jobs.length === 0
          ? 'Nothing ran yet.'
          : table(
              ['JOB', 'WHEN', 'STATE', 'DONE', 'WHAT'],
              jobs.map(view => [view.id, moment(view.createdAt), view.status, percent(view.fraction), view.title]),
            ),
      )
      return 0
    },
  },
  {
    name: 'job show',
    takes: job,
    options: {},
    summary: 'One job with its steps',
    async run(invocation) {
      const view = await (await invocation.client()).jobs.get({ job: positional(invocation, 0) })
      invocation.answer(view, () =>
        [
          `${view.title}: ${view.status}, ${percent(view.fraction)}`,
          ...view.steps.map(step => `  ${step.status.padEnd(9)} ${step.title}`),
          ...view.undos.filter(undo => undo.status !== 'registered').map(undo => `  ↶ ${undo.title}: ${undo.status}`),
          ...(view.error ? [problemText(problemOf(view.error))] : []),
        ].join('\n'),
      )
      return 0
    },
  },
  {
    name: 'job cancel',
    takes: job,
    options: {},
    summary: 'Cancel a job; what it made so far is undone',
    async run(invocation) {
      const view = await (await invocation.client()).jobs.cancel({ job: positional(invocation, 0) })
      invocation.answer(view, `${view.title}: ${view.status}`)
      return 0
    },
  },
  {
    name: 'what-i-did',
    takes: job,
    options: {},
    summary: 'Everything a job ran and wrote, secrets masked',
    async run(invocation) {
      const did = await (await invocation.client()).jobs.whatIDid({ job: positional(invocation, 0) })
      invocation.answer(did, () =>
        [
          did.title,
          ...did.deeds.map(({ deed }) => `  ${deedText(deed)}`),
          ...did.files.flatMap(file => ['', `${file.device}:${file.path} (mode ${file.mode})`, file.content.trimEnd()]),
          ...(did.undone.length === 0 ? [] : ['', 'Undone:', ...did.undone.map(undo => `  ${undo.title}: ${undo.result}`)]),
        ].join('\n'),
      )
      return 0
    },
  },
]

function deedText(deed: Deed): string {
  switch (deed.kind) {
    case 'command':
      return `${deed.device} ${deed.asRoot ? '#' : '$'} ${deed.command}${deed.exitCode === undefined ? '' : `  → ${deed.exitCode}`}`
    case 'api':
      return `${deed.device} ${deed.call}`
    case 'file':
      return `${deed.device} wrote ${deed.path} (mode ${deed.mode})`
  }
}
