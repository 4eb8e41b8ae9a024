import { logEvent } from './cluster-log.ts'
import { Killed } from './route.ts'
import type { PveNode, PveTask, PveWorld } from './world.ts'

const keptTasks = 2000
const begun = new WeakMap<PveWorld, number>()
const ends = new WeakMap<PveTask, Promise<void>>()

/** What a task does; what it throws becomes the exit status. */
export type TaskWork = (task: PveTask, signal: AbortSignal) => Promise<void>

/** Begins a task on a node and answers with its UPID. */
export function beginTask(
  world: PveWorld,
  node: PveNode,
  user: string,
  { type, id, work }: { readonly type: string; readonly id: string; readonly work: TaskWork },
): string {
  const number = (begun.get(world) ?? 0) + 1
  begun.set(world, number)
  const task = makeTask(node, user, { type, id, pid: 4096 + number * 7, at: world.time.now() })
  world.tasks.unshift(task)
  if (world.tasks.length > keptTasks) world.tasks.length = keptTasks
  logEvent(world, node.name, user, `starting task ${task.upid}`)
  const ended = work(task, task.abort.signal).then(
    () => end(world, task, 'OK'),
    (error: unknown) => {
      if (error instanceof Killed) return end(world, task, 'unexpected status', false)
      if (task.abort.signal.aborted) return end(world, task, 'received interrupt')
      return end(world, task, error instanceof Error ? error.message : String(error))
    },
  )
  ends.set(task, ended)
  return task.upid
}

/** A task that has just begun, with nothing done yet. `at` is in milliseconds. */
export function makeTask(
  node: Pick<PveNode, 'name' | 'bootedAt'>,
  user: string,
  { type, id, pid, at }: { readonly type: string; readonly id: string; readonly pid: number; readonly at: number },
): PveTask {
  const startedAt = Math.floor(at / 1000)
  const pstart = Math.max(1, Math.floor((at - node.bootedAt) / 10))
  const upid = `UPID:${node.name}:${hex(pid)}:${hex(pstart)}:${hex(startedAt)}:${type}:${id}:${user}:`
  return { upid, node: node.name, pid, pstart, startedAt, type, id, user, log: [], abort: new AbortController() }
}

/** Resolves when the task has ended. */
export function endOf(task: PveTask): Promise<void> {
  return ends.get(task) ?? Promise.resolve()
}

/** Ends a task as the death of its node does: without a last word. */
export function killTask(world: PveWorld, task: PveTask): void {
  if (task.endedAt !== undefined) return
  end(world, task, 'unexpected status', false)
  task.abort.abort()
}

function end(world: PveWorld, task: PveTask, status: string, says = true): void {
  if (task.endedAt !== undefined) return
  const warnings = task.log.filter(line => line.startsWith('WARN: ')).length
  const verdict = status === 'OK' && warnings > 0 ? `WARNINGS: ${warnings}` : status
  task.exitstatus = verdict
  task.endedAt = Math.floor(world.time.now() / 1000)
  const succeeded = verdict === 'OK' || verdict.startsWith('WARNINGS')
  if (says) task.log.push(succeeded ? `TASK ${verdict}` : `TASK ERROR: ${verdict}`)
  logEvent(world, task.node, task.user, `end task ${task.upid} ${verdict}`, !succeeded)
}

/** A task as a node's list shows it. */
export function listedTask(task: PveTask): Readonly<Record<string, unknown>> {
  const { upid, node, pid, pstart, startedAt, type, id, user, endedAt, exitstatus } = task
  return {
    upid,
    node,
    pid,
    pstart,
    starttime: startedAt,
    type,
    id,
    user,
    ...(endedAt === undefined ? { saved: '0', status: 'RUNNING' } : { endtime: endedAt, status: exitstatus }),
  }
}

/** Whether two callers are one person: tokens act for their user. */
export function samePerson(one: string, other: string): boolean {
  return one.split('!')[0] === other.split('!')[0]
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(8, '0')
}
