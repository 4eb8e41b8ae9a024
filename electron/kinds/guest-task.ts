import { z } from 'zod'
import { AppError } from '../../shared/errors/app-error.ts'
import type { Code } from '../../shared/errors/catalog.ts'
import { guestTypeSchema } from '../../shared/model/guest.ts'
import type { Deed } from '../../shared/model/job.ts'
import { taskProgress } from '../core/guest/task-progress.ts'
import type { Clock } from '../ports/clock.ts'
import type { ClusterSession, GuestPlace, TaskRef } from '../ports/cluster-access.ts'

/** The cluster that guests are in. */
export interface ClusterReach {
  /** For sentences. */
  readonly cluster: string
  readonly session: ClusterSession
  readonly clock: Clock
}

/** What is small and plain enough to be kept for a run after a restart. */
export type Kept = null | boolean | number | string | readonly Kept[] | { readonly [name: string]: Kept }

/** Hears what is done with a guest, and remembers, on disk, which task of Proxmox is waited for. */
export interface GuestWitness {
  line(text: string, stream?: 'out' | 'err'): void
  did(deed: Deed): void
  note(text: string): void
  progress(fraction: number, detail?: { readonly note?: string }): void
  /** Is on disk when it resolves. */
  keep(name: string, value: Kept): Promise<void>
  /** What was kept last under that name, also before a restart. */
  kept(name: string): Kept | undefined
  /** Hears of a task before it is asked for; resolves when it is on disk that it has to be settled where all is undone. */
  begins?(name: string): Promise<void>
}

/** A task to be run to its end. */
export interface GuestTask {
  /** Under which the task is remembered: a job that does the same thing twice calls it by two names. */
  readonly name: string
  /** Whose task it is in Proxmox: of a copy its source, at the node that does the work. */
  readonly guest: GuestPlace
  /** For sentences. */
  readonly guestName: string
  /** Proxmox's words for this kind of task, by which one is found whose answer was lost: `qmstart`. */
  readonly types: readonly string[]
  /** A noun phrase such as "The start". */
  readonly doing: string
  /** For "what I did", for example `POST /nodes/pve1/qemu/100/status/start`. */
  readonly call: string
  /** Asks Proxmox. Not cancelled, because the answer names the task; nothing comes back where it was done at once. */
  begin(): Promise<TaskRef | undefined>
  /** How long a lock that somebody else holds is waited for. */
  readonly patienceMs?: number
}

/** How a task is waited for. */
export interface TaskLimits {
  readonly youngMs: number
  readonly slowestMs: number
  /** How long its node may be out of reach while it runs. */
  readonly awayMs: number
}

const limits: TaskLimits = { youngMs: 500, slowestMs: 3000, awayMs: 10 * 60_000 }
const lockPatienceMs = 2 * 60_000
const lookAgainMs = 2000
const looks = 3
const away: readonly Code[] = ['ClusterUnreachable', 'NodeDown', 'OutcomeUnknown']

/**
 * Has Proxmox do something and waits for its end, once: where an earlier run asked already, that task is followed; where an
 * answer was lost, the task is looked for before anything is asked again. A lock is waited for, and told. Errors: GuestLocked,
 * GuestTaskFailed, and those of the task and of the call.
 */
export async function runTask(reach: ClusterReach, task: GuestTask, witness: GuestWitness, signal: AbortSignal): Promise<void> {
  if (isDone(witness.kept(task.name))) return
  let ref = await begunBefore(reach, witness.kept(task.name), signal)
  // Found by looking: whose guest it made is told by its identity, so that is remembered as well.
  if (ref && !taskIn(witness.kept(task.name))) await witness.keep(task.name, { upid: ref.upid, node: ref.node })
  let lockedSince: number | undefined
  for (;;) {
    try {
      ref ??= await ask(reach, task, witness, signal)
      if (lockedSince !== undefined) witness.note(`${task.guestName} was busy at first.`)
      if (ref) await followTask(reach, task, ref, witness, signal)
      return
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AppError) || !error.is('GuestLocked')) throw error
      lockedSince ??= reach.clock.monotonic()
      if (reach.clock.monotonic() - lockedSince >= (task.patienceMs ?? lockPatienceMs)) throw error
      witness.note(`${task.guestName} is busy (${error.data.lock}). MycoPod waits for it.`)
      await reach.clock.wait(limits.slowestMs, signal)
      ref = undefined
    }
  }
}

/** Waits for the end of a task, telling its lines and how far it is. Errors: as runTask. */
export async function followTask(
  { session, clock, cluster }: ClusterReach,
  { guestName, doing }: Pick<GuestTask, 'guestName' | 'doing'>,
  ref: TaskRef,
  witness: Pick<GuestWitness, 'line' | 'note' | 'progress'>,
  signal: AbortSignal,
): Promise<void> {
  let lines = 0
  let waitMs = limits.youngMs
  let awaySince: number | undefined
  for (;;) {
    try {
      const status = await session.task(ref, signal)
      for (const { number, text } of await session.taskLog(ref, lines, signal)) {
        lines = Math.max(lines, number)
        witness.line(text)
        const told = taskProgress(text)
        if (told) witness.progress(told.fraction, told.amounts === undefined ? {} : { note: told.amounts })
      }
      awaySince = undefined
      if (status.state === 'warned') witness.note(`Done, and ${cluster} warns: see the lines it wrote.`)
      if (status.state === 'succeeded' || status.state === 'warned') return
      if (status.state === 'failed')
        throw status.problem ?? new AppError('GuestTaskFailed', { guest: guestName, cluster, doing, words: status.outcome })
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AppError) || !away.includes(error.code)) throw error
      awaySince ??= clock.monotonic()
      if (clock.monotonic() - awaySince > limits.awayMs) throw error
      witness.note(`${ref.node} does not answer. What it does goes on meanwhile.`)
    }
    await clock.wait(waitMs, signal)
    waitMs = Math.min(waitMs * 1.5, limits.slowestMs)
  }
}

/**
 * Makes sure that a remembered task does nothing any more: aborts it, or waits for its end where half of it would be worse.
 * Says whether it was still running.
 */
export async function settleTask(
  reach: ClusterReach,
  kept: Kept | undefined,
  how: 'abort' | 'wait',
  witness: Pick<GuestWitness, 'line'>,
  signal: AbortSignal,
): Promise<boolean> {
  const ref = await begunBefore(reach, kept, signal)
  if (!ref || (await reach.session.task(ref, signal)).state !== 'running') return false
  if (how === 'abort') await reach.session.abortTask(ref, signal)
  const silent = { ...witness, note: () => undefined, progress: () => undefined }
  await followTask(reach, { guestName: '', doing: '' }, ref, silent, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    // However it ended, it has.
    if (!(error instanceof AppError) || away.includes(error.code)) throw error
  })
  return true
}

/** How "what I did" names a call about a guest, for example `POST /nodes/pve1/qemu/100/status/start`. */
export function callOf(method: 'POST' | 'PUT' | 'DELETE', { node, type, vmid }: GuestPlace, path = ''): string {
  return `${method} /nodes/${node}/${type === 'vm' ? 'qemu' : 'lxc'}/${vmid}${path === '' ? '' : `/${path}`}`
}

/** Remembers what was there before, asks, and remembers the task. */
async function ask(reach: ClusterReach, task: GuestTask, witness: GuestWitness, signal: AbortSignal): Promise<TaskRef | undefined> {
  const { vmid, type, node } = task.guest
  const search: Search = { guest: task.guest, types: task.types, before: [] }
  const sought = { ...search, before: (await tasksLike(reach, search, signal)).map(known => known.upid) }
  await witness.begins?.(task.name)
  await witness.keep(task.name, { sought: { ...sought, guest: { vmid, type, node } } })
  signal.throwIfAborted()
  for (let tries = 1; ; tries += 1) {
    const begun = await askOnce(reach, task, sought, tries === looks, signal)
    if (begun === 'lost') continue
    await witness.keep(task.name, begun === 'done' ? { done: true } : { upid: begun.upid, node: begun.node })
    witness.did({ kind: 'api', device: reach.cluster, call: task.call })
    return begun === 'done' ? undefined : begun
  }
}

/** `lost`: nobody knows whether it was heard, and there is no trace of it. */
async function askOnce(
  reach: ClusterReach,
  task: GuestTask,
  sought: Search,
  last: boolean,
  signal: AbortSignal,
): Promise<TaskRef | 'done' | 'lost'> {
  try {
    return (await task.begin()) ?? 'done'
  } catch (error) {
    if (!(error instanceof AppError) || !error.is('OutcomeUnknown')) throw error
    const found = await lookFor(reach, sought, signal)
    if (!found && last) throw error
    return found ?? 'lost'
  }
}

/** What tells a task whose answer was lost from those that were there before. */
interface Search {
  readonly guest: GuestPlace
  readonly types: readonly string[]
  readonly before: readonly string[]
}

const noteSchema = z.union([
  z.object({ upid: z.string(), node: z.string() }),
  z.object({
    sought: z.object({
      guest: z.object({ vmid: z.number(), type: guestTypeSchema, node: z.string() }),
      types: z.array(z.string()),
      before: z.array(z.string()),
    }),
  }),
])

/** The task that is remembered in what was kept, where its identity was heard. */
export function taskIn(kept: Kept | undefined): TaskRef | undefined {
  const note = noteSchema.safeParse(kept).data
  return note && 'upid' in note ? note : undefined
}

/** Whether it was done at once, without a task. */
function isDone(kept: Kept | undefined): boolean {
  return typeof kept === 'object' && kept !== null && 'done' in kept
}

/** The task that an earlier run asked for: remembered, or found where the program stopped before it heard the answer. */
async function begunBefore(reach: ClusterReach, kept: Kept | undefined, signal: AbortSignal): Promise<TaskRef | undefined> {
  const note = noteSchema.safeParse(kept).data
  return note && 'sought' in note ? lookFor(reach, note.sought, signal) : note
}

/** A task of this kind that was not there before; a node may need a moment to list it. */
async function lookFor(reach: ClusterReach, sought: Search, signal: AbortSignal): Promise<TaskRef | undefined> {
  for (let look = 1; ; look += 1) {
    const found = (await tasksLike(reach, sought, signal)).find(known => !sought.before.includes(known.upid))
    if (found || look === looks) return found
    await reach.clock.wait(lookAgainMs, signal)
  }
}

async function tasksLike({ session }: ClusterReach, { guest, types }: Search, signal: AbortSignal): Promise<readonly TaskRef[]> {
  const tasks = await session.guestTasks(guest, 20, signal)
  return tasks.filter(({ type }) => types.includes(type)).map(({ id, node }) => ({ upid: id, node }))
}
