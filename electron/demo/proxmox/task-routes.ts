import { Answer, type Asked, Refusal, type Route } from './route.ts'
import { count, flag, listOf, oneOf, text, vmid } from './rules.ts'
import { endOf, listedTask, samePerson } from './tasks.ts'
import type { PveTask } from './world.ts'

const upidPattern = /^UPID:[^:\s]+:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:[^:\s]+:[^:\s]*:[^:\s]+:$/
const anyNumber = { type: 'integer', optional: true } as const
/** How long Proxmox waits for a task to obey before it kills it. */
const patienceMs = 5000

/** Calls about the tasks of a node. */
export const taskRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}/tasks',
    rules: {
      errors: flag,
      limit: count,
      since: anyNumber,
      source: oneOf('archive', 'active', 'all'),
      start: count,
      statusfilter: listOf(oneOf('ok', 'error', 'warning', 'unknown')),
      typefilter: text,
      until: anyNumber,
      userfilter: text,
      vmid,
    },
    handle(asked) {
      const { world, node, params, caller } = asked
      const all = caller.may(`/nodes/${node.name}`, 'Sys.Audit')
      const wanted = wantedTasks(params)
      const fit = world.tasks.filter(task => task.node === node.name && (all || samePerson(task.user, caller.user)) && wanted(task))
      const start = Number(params.start ?? 0)
      return new Answer(fit.slice(start, start + Number(params.limit ?? 50)).map(listedTask), { total: fit.length })
    },
  },
  { method: 'GET', path: '/nodes/{node}/tasks/{upid}', handle: asked => ownTask(asked) && [{ name: 'log' }, { name: 'status' }] },
  {
    method: 'GET',
    path: '/nodes/{node}/tasks/{upid}/status',
    handle(asked) {
      const { upid, node, pid, pstart, startedAt, type, id, user, endedAt, exitstatus } = ownTask(asked)
      const [person, tokenid] = user.split('!')
      return {
        upid,
        node,
        pid,
        pstart,
        starttime: startedAt,
        type,
        id,
        user: person,
        ...(tokenid !== undefined && { tokenid }),
        ...(endedAt === undefined ? { status: 'running' } : { status: 'stopped', exitstatus }),
      }
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/tasks/{upid}/log',
    rules: { start: count, limit: count, download: flag },
    handle(asked) {
      const { log } = ownTask(asked)
      if (log.length === 0) return new Answer([{ n: 1, t: 'no content' }], { total: 1 })
      const start = Number(asked.params.start ?? 0)
      const shown = log.slice(start, start + Number(asked.params.limit ?? 50))
      return new Answer(
        shown.map((line, index) => ({ n: start + index + 1, t: line })),
        { total: log.length },
      )
    },
  },
  {
    method: 'DELETE',
    path: '/nodes/{node}/tasks/{upid}',
    quorum: false,
    async handle(asked) {
      const task = ownTask(asked, 'Sys.Modify')
      if (task.endedAt !== undefined) return null
      task.abort.abort()
      const patience = new AbortController()
      const enough = asked.world.time.pass(patienceMs, patience.signal).catch(() => undefined)
      await Promise.race([endOf(task), enough])
      patience.abort()
      return null
    },
  },
]

/** The task of the path. Refuses one that is another person's, unless the caller has the privilege on the node. */
function ownTask({ world, params, node, caller }: Asked, privilege = 'Sys.Audit'): PveTask {
  const upid = params.upid ?? ''
  const refusal = (wrong: string) => new Refusal(400, 'Parameter verification failed.', { upid: wrong })
  if (!upidPattern.test(upid)) throw refusal('unable to parse worker upid')
  const task = world.tasks.find(one => one.upid === upid && one.node === node.name)
  if (!task) throw refusal('no such task')
  const path = `/nodes/${node.name}`
  if (!samePerson(task.user, caller.user) && !caller.may(path, privilege))
    throw new Refusal(403, `Permission check failed (${path}, ${privilege})`)
  return task
}

function wantedTasks(params: Asked['params']): (task: PveTask) => boolean {
  const { source = 'archive', vmid: guest, typefilter, userfilter, since, until } = params
  const states = params.statusfilter?.split(/[,;\s]+/)
  return task =>
    (source === 'all' || (source === 'active') === (task.endedAt === undefined)) &&
    (guest === undefined || task.id === guest) &&
    (typefilter === undefined || task.type === typefilter) &&
    (userfilter === undefined || task.user.includes(userfilter)) &&
    (since === undefined || task.startedAt >= Number(since)) &&
    (until === undefined || task.startedAt <= Number(until)) &&
    (params.errors !== '1' || outcomeOf(task) === 'error' || outcomeOf(task) === 'unknown') &&
    (states === undefined || states.includes(outcomeOf(task)))
}

function outcomeOf({ exitstatus }: PveTask): 'ok' | 'warning' | 'error' | 'unknown' {
  if (exitstatus === undefined || exitstatus === 'unexpected status') return 'unknown'
  if (exitstatus === 'OK') return 'ok'
  return exitstatus.startsWith('WARNINGS: ') ? 'warning' : 'error'
}
