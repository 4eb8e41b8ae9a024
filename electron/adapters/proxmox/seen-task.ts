import type { z } from 'zod'
import type { ClusterTask } from '../../../shared/model/cluster.ts'
import type { TaskStatus } from '../../ports/cluster-access.ts'
import type { About } from './about.ts'
import type { TaskRow, taskStatus } from './answers.ts'
import { meaningOf } from './refusal.ts'
import { taskSubject, taskTitle } from './task-titles.ts'

/** A task of a list. */
export function seenTask(row: TaskRow, nameOf: (vmid: number) => string | undefined): ClusterTask {
  const { vmid, subject } = taskSubject(row.id, nameOf)
  const state = row.endtime === undefined ? 'running' : row.status === undefined ? 'unknown' : endOf(row.status)
  return {
    id: row.upid,
    node: row.node,
    type: row.type,
    title: taskTitle(row.type, subject),
    ...(vmid !== undefined && { vmid }),
    user: row.user,
    state,
    ...((state === 'failed' || state === 'warned') && { outcome: row.status }),
    startedAt: row.starttime * 1000,
    ...(row.endtime !== undefined && { endedAt: row.endtime * 1000 }),
  }
}

/** How a task stands; one that ended without a word was killed. */
export function taskState(read: z.output<typeof taskStatus>, about: About): TaskStatus {
  const outcome = read.exitstatus ?? (read.status === 'running' ? '' : 'unexpected status')
  const state = read.status === 'running' ? 'running' : endOf(outcome)
  const problem = state === 'failed' ? meaningOf(outcome, about) : undefined
  return { state, outcome, startedAt: read.starttime * 1000, type: read.type, ...(problem && { problem }) }
}

function endOf(status: string): 'succeeded' | 'warned' | 'failed' {
  return status === 'OK' ? 'succeeded' : status.startsWith('WARNINGS') ? 'warned' : 'failed'
}
