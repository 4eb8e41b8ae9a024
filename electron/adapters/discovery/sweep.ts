import type { Clock } from '../../ports/clock.ts'

/** How politely a network is asked. */
export interface Manners {
  readonly inFlight: number
  readonly perSecond: number
}

/** Does the work for each item, never more at once and never more a second than manners allow; stops beginning when cancelled. */
export async function sweep<T>(
  items: Iterable<T>,
  manners: Manners,
  clock: Clock,
  work: (item: T) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>()
  const startedMs = clock.monotonic()
  let begun = 0
  for (const item of items) {
    if (signal.aborted) break
    const dueMs = startedMs + (begun * 1000) / manners.perSecond
    const earlyMs = dueMs - clock.monotonic()
    if (earlyMs > 0) await clock.wait(earlyMs, signal).catch(() => {})
    while (running.size >= manners.inFlight) await Promise.race(running)
    if (signal.aborted) break
    begun += 1
    const job: Promise<void> = work(item).finally(() => running.delete(job))
    running.add(job)
  }
  await Promise.all(running)
}
