import type { Clock } from '../../electron/ports/clock.ts'

/** A clock moved by hand: time passes only in `pass`, and whoever waits is called in order of time. */
export interface HandClock extends Clock {
  /** Lets `ms` pass, running everything due on the way and what follows from it. */
  pass(ms: number): Promise<void>
  /** Sets the wall clock without letting time pass, as a correction by the network does. */
  jump(ms: number): void
}

interface Waiter {
  readonly at: number
  readonly wake: () => void
}

/** Makes a clock that stands at `start`. */
export function createHandClock(start = Date.UTC(2026, 0, 1)): HandClock {
  let passed = 0
  let offset = start
  const waiters = new Set<Waiter>()

  function wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const waiter: Waiter = { at: passed + Math.max(ms, 0), wake: resolve }
      waiters.add(waiter)
      signal?.addEventListener('abort', () => {
        if (waiters.delete(waiter)) reject(signal.reason)
      })
    })
  }

  function every(ms: number, work: () => Promise<void> | void): () => void {
    const stop = new AbortController()
    void (async () => {
      while (!stop.signal.aborted) {
        await wait(ms, stop.signal).catch(() => undefined)
        if (!stop.signal.aborted) await work()
      }
    })()
    return () => stop.abort()
  }

  return {
    now: () => offset + passed,
    monotonic: () => passed,
    wait,
    every,
    jump: ms => {
      offset += ms
    },
    pass: async ms => {
      const end = passed + ms
      for (;;) {
        await settled()
        const next = [...waiters].filter(waiter => waiter.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        passed = Math.max(passed, next.at)
        waiters.delete(next)
        next.wake()
      }
      passed = end
    },
  }
}

/** Resolves when everything that needs no time has happened. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(() => setImmediate(resolve)))
}
