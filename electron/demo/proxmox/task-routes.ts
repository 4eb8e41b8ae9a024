import { Answer, type Asked, Refusal, type Route } from './route.ts'
import { listedTask } from './tasks.ts'
import type { PveTask } from './world.ts'

const text = { type: 'string', optional: true } as const
const count = { type: 'integer', optional: true, minimum: 0 } as const

function taskOf({ world, params, node }: Asked): PveTask {
  const upid = params.upid ?? ''
  if (!/^UPID:[^:]+:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:[^:]+:[^:]*:[^:]+:$/.test(upid))
    throw new Refusal(400, 'Parameter verification failed.', { upid: 'unable to parse worker upid' })
  const task = world.tasks.find(one => one.upid === upid && one.node === node.name)
  if (!task) throw new Refusal(400, 'Parameter verification failed.', { upid: 'no such task' })
  return task
}

/** A task is its maker's to see, token or not, and everybody's with Sys.Audit. */
function ownTask(asked: Asked): PveTask {
  const task = taskOf(asked)
  const owner = (user: string) => user.split('!')[0]
  if (owner(task.user) !== owner(asked.caller.user) && !asked.caller.may(`/nodes/${asked.node.name}`, 'Sys.Audit'))
    throw new Refusal(403, `Permission check failed (/nodes/${asked.node.name}, Sys.Audit)`)
  return task
}

/** Calls about tasks. */
export const taskRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}/tasks',
    rules: {
      start: count,
      limit: count,
      userfilter: text,
      typefilter: text,
      vmid: { type: 'integer', optional: true, minimum: 100 },
      errors: { type: 'boolean', optional: true },
      source: { type: 'string', optional: true, choices: ['archive', 'active', 'all'] },
      since: count,
      until: count,
      statusfilter: text,
    },
    handle(asked) {
      const { world, node, params, caller } = asked
      const all = caller.may(`/nodes/${node.name}`, 'Sys.Audit')
      const source = params.source ?? 'archive'
      const wanted = params.statusfilter?.split(',')
      const fit = world.tasks.filter(
        task =>
          task.node === node.name &&
          (all || task.user.split('!')[0] === caller.user.split('!')[0]) &&
          (source === 'all' || (source === 'active') === (task.endedAt === undefined)) &&
          (params.vmid === undefined || task.id === params.vmid) &&
          (params.typefilter === undefined || task.type === params.typefilter) &&
          (params.userfilter === undefined || task.user.includes(params.userfilter)) &&
          (params.errors !== '1' || (task.exitstatus !== undefined && task.exitstatus !== 'OK')) &&
          (wanted === undefined || wanted.includes(statusWord(task))) &&
          (params.since === undefined || task.startedAt >= Number(params.since)) &&
          (params.until === undefined || task.startedAt <= Number(params.until)),
      )
      const start = Number(params.start ?? 0)
      return new Answer(fit.slice(start, start + Number(params.limit ?? 50)).map(listedTask), { total: fit.length })
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/tasks/{upid}/status',
    handle(asked) {
      const { upid, node, pid, pstart, startedAt, type, id, user, endedAt, exitstatus } = ownTask(asked)
      return {
        upid,
        node,
        pid,
        pstart,
        starttime: startedAt,
        type,
        id,
        user: user.split('!')[0],
        ...(user.includes('!') && { tokenid: user.split('!')[1] }),
        ...(endedAt === undefined ? { status: 'running' } : { status: 'stopped', exitstatus }),
      }
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/tasks/{upid}/log',
    rules: { start: count, limit: count, download: { type: 'boolean', optional: true } },
    handle(asked) {
      const { log } = ownTask(asked)
      const start = Number(asked.params.start ?? 0)
      const shown = log.slice(start, start + Number(asked.params.limit ?? 50))
      return new Answer(shown.length > 0 ? shown.map((line, index) => ({ n: start + index + 1, t: line })) : [{ n: 1, t: 'no content' }], {
        total: log.length,
      })
    },
  },
  {
    method: 'DELETE',
    path: '/nodes/{node}/tasks/{upid}',
    quorum: false,
    handle(asked) {
      const task = ownTask(asked)
      if (task.endedAt === undefined) task.abort.abort()
      return null
    },
  },
]

function statusWord({ exitstatus }: PveTask): string {
  if (exitstatus === undefined) return 'unknown'
  return exitstatus === 'OK' ? 'ok' : exitstatus.startsWith('WARNINGS') ? 'warning' : 'error'
}
