import type { Clock } from '../ports/clock.ts'

/** Time as the demo lives it: the wall clock is the real one, durations are shortened by the speed. */
export interface DemoTime {
  /** Milliseconds since 1970. */
  now(): number
  /** How many real milliseconds a duration of the simulated world takes. */
  realMs(simulatedMs: number): number
  /** Lets a duration of the simulated world pass; rejects with the signal's reason. */
  pass(simulatedMs: number, signal?: AbortSignal): Promise<void>
  /** Changes how many times faster than real life things go, from now on. */
  setSpeed(speed: number): void
  readonly speed: number
}

/** Demo time on a clock. */
export function demoTime(clock: Clock, initialSpeed: number): DemoTime {
  let speed = initialSpeed
  return {
    now: () => clock.now(),
    realMs: simulatedMs => simulatedMs / speed,
    pass: (simulatedMs, signal) => clock.wait(simulatedMs / speed, signal),
    setSpeed: value => {
      speed = value
    },
    get speed() {
      return speed
    },
  }
}

/** The machine's own clock, for a demo that is given none. */
export function machineClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const ended = () => {
          clearTimeout(timer)
          reject(signal?.reason)
        }
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', ended)
          resolve()
        }, ms)
        signal?.addEventListener('abort', ended, { once: true })
      }),
    every: (ms, work) => {
      const timer = setInterval(() => void work(), ms)
      return () => clearInterval(timer)
    },
  }
}
