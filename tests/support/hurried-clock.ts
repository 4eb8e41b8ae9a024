import type { Clock } from '../../electron/ports/clock.ts'

/** A clock on which durations pass so many times faster than in truth; the wall clock is the true one. */
export function hurriedClock(clock: Clock, times: number): Clock {
  return {
    now: clock.now,
    monotonic: () => clock.monotonic() * times,
    wait: (ms, signal) => clock.wait(ms / times, signal),
    every: (ms, work) => clock.every(ms / times, work),
  }
}
