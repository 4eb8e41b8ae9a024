import type { Clock } from '../../../electron/ports/clock.ts'

/** A clock on which pauses are over at once, and limits (5 s and more) never are, unless they are told to be. */
export interface PauseClock extends Clock {
  /** The pauses so far, in milliseconds. */
  readonly pauses: number[]
  /** Ends the limits of this length that are being waited for. */
  expire(ms: number): void
  /** Lets time pass without ending anything. */
  advance(ms: number): void
}

const shortestLimitMs = 5_000

/** Makes such a clock. */
export function createPauseClock(): PauseClock {
  let passed = 0
  const pauses: number[] = []
  const limits = new Set<{ readonly ms: number; readonly end: () => void }>()
  return {
    pauses,
    now: () => passed,
    monotonic: () => passed,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        if (ms < shortestLimitMs) {
          pauses.push(ms)
          passed += ms
          return resolve()
        }
        const limit = { ms, end: resolve }
        limits.add(limit)
        signal?.addEventListener('abort', () => {
          limits.delete(limit)
          reject(signal.reason)
        })
      }),
    every: () => () => undefined,
    expire: ms => {
      for (const limit of limits) if (limit.ms === ms) limit.end()
    },
    advance: ms => {
      passed += ms
    },
  }
}
