import { AppError } from '../../shared/errors/app-error.ts'
import type { Deed } from '../../shared/model/job.ts'
import { taskProgress } from '../core/guest/task-progress.ts'
import type { Clock } from '../ports/clock.ts'
import type { ClusterSession, TaskRef } from '../ports/cluster-access.ts'

/** Hears how a task goes on. */
export interface TaskWitness {
  line(text: string): void
  progress(fraction: number, detail?: { readonly note?: string }): void
  did(deed: Deed): void
}

/** Which guest is cared for, where, and by which clock waits are measured. */
export interface GuestDesk {
  readonly clusterName: string
  readonly guest: string
  readonly session: ClusterSession
  readonly clock: Clock
  readonly signal: AbortSignal
}

const firstLookMs = 400
const longestLookMs = 3_000
const patienceMs = 5 * 60_000
const lockPatienceMs = 2 * 60_000
const lockLookMs = 3_000
/** Losing the way to a cluster says nothing about its task. */
const outages = ['ClusterUnreachable', 'NodeDown', 'ClusterNoQuorum'] as const

/**
 * Follows a task to its end, with its lines and its progress where Proxmox tells one; a way that is lost for a while is waited
 * for. Cancelling aborts it. Errors: that which Proxmox's words mean, GuestTaskFailed with them where they are not known.
 */
export async function followTask(desk: GuestDesk, task: TaskRef, doing: string, witness: TaskWitness): Promise<void> {
  const { session, clock, signal } = desk
  let heard = 0
  let lostAt: number | undefined
  for (let pauseMs = firstLookMs; ; pauseMs = Math.min(pauseMs * 1.5, longestLookMs)) {
    try {
      const status = await session.task(task, signal)
      heard = await tell(session, task, heard, witness, signal)
      lostAt = undefined
      if (status.state === 'failed')
        throw (
          status.problem ?? new AppError('GuestTaskFailed', { guest: desk.guest, cluster: desk.clusterName, doing, words: status.outcome })
        )
      if (status.state === 'warned') witness.line(`Proxmox warns: ${status.outcome}. The lines above say of what.`)
      if (status.state !== 'running') return
    } catch (error) {
      if (signal.aborted) {
        await session.abortTask(task).catch(() => undefined)
        throw signal.reason
      }
      if (!(error instanceof AppError) || !outages.some(code => error.is(code))) throw error
      lostAt ??= clock.monotonic()
      if (clock.monotonic() - lostAt > patienceMs) throw error
    }
    await clock.wait(pauseMs, signal).catch(async (reason: unknown) => {
      await session.abortTask(task).catch(() => undefined)
      throw reason
    })
  }
}

async function tell(session: ClusterSession, task: TaskRef, heard: number, witness: TaskWitness, signal: AbortSignal): Promise<number> {
  const lines = await session.taskLog(task, heard, signal)
  for (const { text } of lines) {
    witness.line(text)
    const progress = taskProgress(text)
    if (progress) witness.progress(progress.fraction, progress.amounts === undefined ? undefined : { note: progress.amounts })
  }
  return lines.at(-1)?.number ?? heard
}

/** Does work that a lock may hold up: waits for it with a word, and gives up with GuestLocked after two minutes. */
export async function whenFree<T>(desk: GuestDesk, witness: TaskWitness, work: () => Promise<T>): Promise<T> {
  const began = desk.clock.monotonic()
  for (let told = false; ; told = true) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof AppError) || !error.is('GuestLocked') || desk.clock.monotonic() - began > lockPatienceMs) throw error
      if (!told) witness.line(`${desk.guest} is busy with something else; waiting for it, at most 2 minutes.`)
      await desk.clock.wait(lockLookMs, desk.signal)
    }
  }
}
