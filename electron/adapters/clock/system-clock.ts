import type { Clock } from '../../ports/clock.ts'

/** The clock of this computer. Nothing that waits on it keeps the program alive. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason)
          return
        }
        const onAbort = (): void => {
          clearTimeout(timer)
          reject(signal?.reason)
        }
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        }, ms).unref()
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
    every: (ms, work) => {
      let busy = false
      const turn = async (): Promise<void> => {
        if (busy) return
        busy = true
        try {
          await work()
        } finally {
          busy = false
        }
      }
      const timer = setInterval(() => void turn(), ms).unref()
      return () => clearInterval(timer)
    },
  }
}
