import type { Clock } from '../../ports/clock.ts'
import type { Randomness } from '../../ports/randomness.ts'

const firstMs = 1000
const longestMs = 30_000

/** Keeps a failing attempt from being made again and again: one second after the first failure, doubling to thirty, each shortened at random by up to half. */
export interface Backoff {
  /** Makes the attempt, or rejects at once as the last one did while it is too early. */
  attempt<T>(attempt: () => Promise<T>): Promise<T>
}

export function createBackoff(clock: Clock, randomness: Randomness): Backoff {
  let failures = 0
  let notBeforeMs = Number.NEGATIVE_INFINITY
  let lastError: unknown
  return {
    async attempt(attempt) {
      if (clock.monotonic() < notBeforeMs) throw lastError
      try {
        const result = await attempt()
        failures = 0
        return result
      } catch (error) {
        lastError = error
        notBeforeMs = clock.monotonic() + Math.min(firstMs * 2 ** failures, longestMs) * (1 - randomness.fraction() / 2)
        failures += 1
        throw error
      }
    },
  }
}
