import type { Clock } from '../../ports/clock.ts'
import type { DeviceSession } from '../../ports/device-access.ts'
import type { Randomness } from '../../ports/randomness.ts'
import { isLasting, type Watched } from './watched-device.ts'

/** The schedule of one device, or of one cluster. */
export interface Watch {
  /** Polls at once and then again and again. */
  start(): void
  /** Polls anew, after the poll that may be under way; callers meanwhile share one. */
  now(facts: boolean): Promise<void>
  /** Polls in a moment, unless it was polled just now. */
  soon(): void
  /** Counts the wait anew, because how often to poll changed. */
  reschedule(): void
  /** Listens to the connection of the device, so that its loss or return is seen at once. */
  listen(session: DeviceSession): void
  /** Ends the schedule and the poll under way. */
  stop(): void
}

const leastGapMs = 5_000
const mostBackoffMs = 300_000

/** Makes a schedule; times are jittered by a tenth, so that many spread out. */
export function createWatch({
  watched,
  clock,
  randomness,
  pollSeconds,
  poll,
}: {
  readonly watched: Pick<Watched, 'failures' | 'problem'>
  readonly clock: Clock
  readonly randomness: Randomness
  readonly pollSeconds: () => number
  readonly poll: (facts: boolean, signal: AbortSignal) => Promise<void>
}): Watch {
  let stopped = false
  let sleep = new AbortController()
  let polling = new AbortController()
  let running: Promise<void> | undefined
  let queued: { readonly done: Promise<void>; facts: boolean } | undefined
  let polledAt = Number.NEGATIVE_INFINITY
  let heard: DeviceSession | undefined
  let stopListening = (): void => undefined

  function run(facts: boolean): Promise<void> {
    if (stopped) return Promise.resolve()
    polledAt = clock.monotonic()
    polling = new AbortController()
    running = poll(facts, polling.signal).finally(() => {
      running = undefined
      sleep.abort()
    })
    return running
  }

  function now(facts: boolean): Promise<void> {
    if (!running) return run(facts)
    if (queued) {
      queued.facts ||= facts
      return queued.done
    }
    const next: { done: Promise<void>; facts: boolean } = { facts, done: Promise.resolve() }
    next.done = running.then(() => {
      queued = undefined
      return run(next.facts)
    })
    queued = next
    return next.done
  }

  function delayMs(): number {
    const usual = pollSeconds() * 1000
    const problem = watched.failures > 0 ? watched.problem : undefined
    const wanted = !problem ? usual : isLasting(problem) ? mostBackoffMs : Math.min(usual * 2 ** (watched.failures - 1), mostBackoffMs)
    return Math.max(wanted, usual) * (0.95 + randomness.fraction() / 10)
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      await (running ?? run(false))
      await pause()
    }
  }

  /** Sleeps until the next poll is due, counting anew whenever one ended meanwhile. */
  async function pause(): Promise<void> {
    while (!stopped) {
      sleep = new AbortController()
      const left = polledAt + delayMs() - clock.monotonic()
      const passed = await clock.wait(Math.max(left, 0), sleep.signal).then(
        () => true,
        () => false,
      )
      if (passed) return
    }
  }

  function soon(): void {
    if (running || clock.monotonic() - polledAt < leastGapMs) return
    void run(false)
  }

  return {
    start: () => void loop(),
    now,
    soon,
    reschedule: () => sleep.abort(),
    listen: session => {
      if (session === heard) return
      stopListening()
      heard = session
      stopListening = session.onConnected(connected => {
        if (!connected || watched.failures > 0) soon()
      })
    },
    stop: () => {
      stopped = true
      sleep.abort()
      polling.abort()
      stopListening()
    },
  }
}
