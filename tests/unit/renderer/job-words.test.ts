import { expect, test } from 'vitest'
import { cancelCost, doing, outcomeOf, reportOf, subjectTitle, titleOf } from '../../../renderer/lib/job-words.ts'
import { newJobView, reduceJobEvents } from '../../../shared/jobs/reduce-job.ts'
import type { JobEventBody, JobView } from '../../../shared/model/job.ts'

function jobAfter(...bodies: readonly JobEventBody[]): JobView {
  const job = {
    id: 'j',
    kind: 'deploy',
    subject: { kind: 'app', name: 'notes', device: 'nuc-1' } as const,
    startedBy: 'Anna',
    input: {},
    createdAt: 1000,
  }
  return reduceJobEvents(
    newJobView(job),
    bodies.map((body, index) => ({ ...body, seq: index + 1, at: 1000 * (index + 1) })),
  )
}

const queued: JobEventBody = {
  type: 'queued',
  title: 'Deploy Our Notes to nuc-1',
  locks: [],
  steps: [{ id: 'ready', title: 'Make sure nuc-1 is ready', weight: 1 }],
}
const folder: JobEventBody = { type: 'undo-registered', undo: 'u1', title: 'The folder /opt/mycopod/notes', kind: 'folder', data: {} }

test('cancelling says that nothing is lost, or what is taken away, named where that is wanted', () => {
  expect(cancelCost(jobAfter(queued, { type: 'started' }), true)).toBe('Nothing was made so far, so cancelling takes nothing away.')
  const made = jobAfter(queued, { type: 'started' }, folder)
  expect(cancelCost(made, true)).toContain('what was made so far: the folder /opt/mycopod/notes.')
  expect(cancelCost(made, false)).not.toContain('/opt')
})

test('each end has its word and its tone', () => {
  const ended = (outcome: 'succeeded' | 'failed' | 'cancelled', undone: boolean) =>
    outcomeOf(jobAfter(queued, { type: 'started' }, { type: 'ended', outcome, undone }))
  expect(ended('succeeded', false)).toEqual({ tone: 'ok', word: 'Done', sentence: 'Took 1\u00a0s' })
  expect(ended('failed', true)).toMatchObject({ tone: 'bad', word: 'Rolled back' })
  expect(ended('failed', false)).toMatchObject({ tone: 'bad', word: 'Failed' })
  expect(ended('cancelled', true)).toMatchObject({ tone: 'off', word: 'Cancelled' })
})

test('a job is told in the present until it ended', () => {
  const running = jobAfter(queued, { type: 'started' })
  expect(titleOf(running)).toBe('Deploying Our Notes to nuc-1')
  expect(titleOf(jobAfter(queued, { type: 'ended', outcome: 'succeeded', undone: false }))).toBe('Deploy Our Notes to nuc-1')
  for (const [title, now] of [
    ['Make sure nuc-1 is ready', 'Making sure nuc-1 is ready'],
    ['See what differs', 'Seeing what differs'],
    ['Stop its containers', 'Stopping its containers'],
    ['Set up', 'Setting up'],
    ['Start', 'Starting'],
    ['Installing Docker', 'Installing Docker'],
  ] as const)
    expect(doing(title)).toBe(now)
})

test('an app is called as the title of its job calls it', () => {
  expect(subjectTitle(jobAfter(queued))).toBe('Our Notes')
  expect(subjectTitle(jobAfter({ ...queued, title: 'Restart Our Notes' }))).toBe('Our Notes')
})

test('a report holds the fault, the steps, what was undone and the last of the log', () => {
  const error = { code: 'ImageNotFound', data: { image: 'absent:1', device: 'nuc-1' } } as const
  const job = jobAfter(
    queued,
    { type: 'started' },
    folder,
    { type: 'undo-started', undo: 'u1' },
    { type: 'undo-ended', undo: 'u1', result: 'done' },
    { type: 'ended', outcome: 'failed', undone: true, error },
  )
  const lines = Array.from({ length: 80 }, (_, index) => ({ prefix: '14:00:00', text: `line ${index}.` }))
  const report = reportOf(job, lines)
  expect(report).toContain('The download absent:1 does not exist')
  expect(report).toContain('- Make sure nuc-1 is ready: to-do')
  expect(report).toContain('- The folder /opt/mycopod/notes: done')
  expect(report).toContain('14:00:00 line 79.')
  expect(report).not.toContain('line 19.')
})
