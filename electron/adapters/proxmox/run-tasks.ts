import type { ClusterSession, TaskRef } from '../../ports/cluster-access.ts'
import * as answers from './answers.ts'
import type { Client } from './client.ts'
import { aboutGuest, type GuestNames } from './guest-calls.ts'
import { guestName } from './see-cluster.ts'
import { seenTask, taskState } from './seen-task.ts'
import { taskSubject } from './task-titles.ts'

const linesAtOnce = 1000

/** Tasks: how they stand, what they wrote, their end. */
export function runTasks(client: Client, names: GuestNames): Pick<ClusterSession, 'task' | 'taskLog' | 'abortTask' | 'guestTasks'> {
  const path = ({ node, upid }: TaskRef, ...parts: readonly string[]) => ['nodes', node, 'tasks', upid, ...parts]

  /** A backup ends with words that say nothing; its lines say why it failed. */
  async function backupFailure(task: TaskRef, signal: AbortSignal | undefined): Promise<string> {
    const call = { method: 'GET', path: path(task, 'log'), parameters: { limit: linesAtOnce }, doing: 'the lines of a task' } as const
    const rows = await client.ask(call, answers.taskLog, signal)
    const why = rows.map(row => /^ERROR: Backup of VM \d+ failed - (.+)$/.exec(row.t)?.[1]).find(words => words !== undefined)
    return why ?? 'job errors'
  }

  return {
    task: async (task, signal) => {
      const call = { method: 'GET', path: path(task, 'status'), doing: 'the state of a task' } as const
      const read = await client.ask(call, answers.taskStatus, signal)
      const exitstatus = read.exitstatus === 'job errors' ? await backupFailure(task, signal) : read.exitstatus
      return taskState(
        { ...read, exitstatus },
        { cluster: client.cluster, writes: true, node: task.node, ...subjectOf(task.upid, names), doing: 'this' },
      )
    },
    taskLog: async (task, after, signal) => {
      const parameters = { start: after, limit: linesAtOnce }
      const rows = await client.ask(
        { method: 'GET', path: path(task, 'log'), parameters, doing: 'the lines of a task' },
        answers.taskLog,
        signal,
      )
      // Of a task that wrote nothing yet Proxmox makes up a line, whose number the first true line will have.
      return rows.filter(row => row.n > after && !(row.n === 1 && row.t === 'no content')).map(row => ({ number: row.n, text: row.t }))
    },
    abortTask: async (task, signal) => {
      await client.ask({ method: 'DELETE', path: path(task), doing: 'the end of a task' }, answers.nothing, signal)
    },
    guestTasks: async (guest, limit, signal) => {
      const parameters = { vmid: guest.vmid, limit, source: 'all' }
      const { doing } = aboutGuest(names, guest, 'the tasks of %')
      const rows = await client.ask({ method: 'GET', path: ['nodes', guest.node, 'tasks'], parameters, doing }, answers.tasks, signal)
      return rows.map(row => seenTask(row, vmid => names.get(vmid))).sort((one, other) => other.startedAt - one.startedAt)
    },
  }
}

/** The guest that a task's identity names: `UPID:node:pid:pstart:starttime:type:id:user:`. */
function subjectOf(upid: string, names: GuestNames): { readonly guest?: string; readonly vmid?: number } {
  const [, , , , , type = '', id] = upid.split(':')
  const { vmid } = taskSubject(id, () => undefined)
  return vmid === undefined
    ? {}
    : { vmid, guest: names.get(vmid) ?? guestName(type.startsWith('vz') && type !== 'vzdump' ? 'lxc' : 'vm', vmid) }
}
