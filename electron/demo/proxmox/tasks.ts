import { Killed, Refusal } from './route.ts'
import type { PveNode, PveTask, PveWorld } from './world.ts'

const keptTasks = 2000
let processes = 4096

/** Begins a task on a node and answers with its UPID; what its work throws becomes the exit status. */
export function beginTask(
  world: PveWorld,
  node: PveNode,
  user: string,
  { type, id, work }: { readonly type: string; readonly id: string; readonly work: (task: PveTask, signal: AbortSignal) => Promise<void> },
): string {
  processes = (processes + 7) % 0x3fffff
  const startedAt = Math.floor(world.time.now() / 1000)
  const pid = processes
  const pstart = Math.max(1, Math.floor((world.time.now() - node.bootedAt) / 10))
  const upid = `UPID:${node.name}:${hex(pid)}:${hex(pstart)}:${hex(startedAt)}:${type}:${id}:${user}:`
  const task: PveTask = { upid, node: node.name, pid, pstart, startedAt, type, id, user, log: [], abort: new AbortController() }
  world.tasks.unshift(task)
  if (world.tasks.length > keptTasks) world.tasks.length = keptTasks
  void work(task, task.abort.signal).then(
    () => end(world, task, 'OK'),
    (error: unknown) => {
      if (error instanceof Killed) return end(world, task, 'unexpected status', false)
      if (task.abort.signal.aborted) return end(world, task, 'received interrupt')
      return end(world, task, error instanceof Refusal || error instanceof Error ? error.message : String(error))
    },
  )
  return upid
}

function end(world: PveWorld, task: PveTask, status: string, says = true): void {
  const warnings = task.log.filter(line => line.startsWith('WARN: ')).length
  task.exitstatus ??= status === 'OK' && warnings > 0 ? `WARNINGS: ${warnings}` : status
  task.endedAt ??= Math.floor(world.time.now() / 1000)
  if (!says) return
  task.log.push(
    task.exitstatus === 'OK'
      ? 'TASK OK'
      : task.exitstatus.startsWith('WARNINGS')
        ? `TASK ${task.exitstatus}`
        : `TASK ERROR: ${task.exitstatus}`,
  )
}

/** A task as lists show it. */
export function listedTask({
  upid,
  node,
  pid,
  pstart,
  startedAt,
  type,
  id,
  user,
  endedAt,
  exitstatus,
}: PveTask): Readonly<Record<string, unknown>> {
  return {
    upid,
    node,
    pid,
    pstart,
    starttime: startedAt,
    type,
    id,
    user,
    ...(endedAt !== undefined && { endtime: endedAt, status: exitstatus }),
  }
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(8, '0')
}
