import { expect, test } from 'vitest'
import { stepsOf } from '../../../renderer/lib/job.ts'
import { newJobView } from '../../../shared/jobs/reduce-job.ts'
import type { JobStep, JobView } from '../../../shared/model/job.ts'

const step = (status: JobStep['status']): JobStep => ({ id: status, title: `Do ${status}`, status, weight: 1, fraction: 0, bars: [] })

function statesOf(status: JobView['status']) {
  const job = newJobView({ id: 'j', kind: 'k', subject: { kind: 'none', name: 'home' }, startedBy: 'Ada', createdAt: 0, input: {} })
  const steps = (['done', 'now', 'cancelled', 'failed', 'to-do'] as const).map(step)
  return stepsOf({ ...job, status, steps }, 0).map(each => each.state)
}

test('what was cancelled is cancelled and never failed', () => {
  expect(statesOf('running')).toEqual(['done', 'now', 'cancelled', 'failed', 'todo'])
  expect(statesOf('cancelled')).toEqual(['done', 'cancelled', 'cancelled', 'failed', 'todo'])
  expect(statesOf('failed')).toEqual(['done', 'failed', 'cancelled', 'failed', 'todo'])
})
