import type { ClientContext, ClientLink } from '@orpc/client'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { AppError } from '../../shared/errors/app-error.ts'

/** One way to the host, used until it breaks and then thrown away. */
export interface Pipe {
  readonly link: ClientLink<ClientContext>
  /** False from the moment it broke, before any call on it fails. */
  readonly isOpen: () => boolean
  /** Calls once when it breaks or is closed, at once if it already is; the answer takes the listener off. */
  readonly onClose: (listener: () => void) => () => void
  readonly close: () => void
}

/** Where the connection stands. `connected` means that the host has answered; `round` grows with each new connection. */
export type ConnectionState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'connected'; readonly round: number }
  /** Round 0 if it was never there; without `retryAt` a try is under way. */
  | { readonly phase: 'lost'; readonly round: number; readonly retryAt?: number }
  | { readonly phase: 'signed-out' }

/** What the connection needs from outside. */
export interface ConnectionParts {
  readonly open: () => Promise<Pipe>
  /** Resolves with the host's first answer; also asked from time to time to notice a dead line. */
  readonly probe: (link: ClientLink<ClientContext>) => Promise<unknown>
  /** Whether opening failed because nobody is signed in. */
  readonly isSignedOut: () => Promise<boolean>
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  /** 0 to 1. */
  readonly random: () => number
}

/** The one owner of connecting and reconnecting. */
export interface Connection {
  readonly state: StoreApi<ConnectionState>
  /** Sends each call once over the pipe of the moment; the first calls leave as soon as there is one. A call in flight when the pipe breaks fails with ConnectionLost and is never sent again. */
  readonly link: ClientLink<ClientContext>
  /** Ends the pause before the next try. */
  readonly retryNow: () => void
  readonly stop: () => void
}

const longestPauseMs = 15_000
const probeEveryMs = 20_000
const probePatienceMs = 10_000

/** The pause after that many failures in a row: doubling from half a second up to 15 s, somewhere in its upper half. */
export function pauseMs(failures: number, random: number): number {
  return Math.min(longestPauseMs, 500 * 2 ** Math.max(0, failures - 1)) * (0.5 + random / 2)
}

/** Starts connecting at once and goes on until stopped or signed out. */
export function createConnection(parts: ConnectionParts): Connection {
  const state = createStore<ConnectionState>(() => ({ phase: 'connecting' }))
  let pipe: Pipe | undefined
  let stopped = false
  let hurry: () => void = () => undefined
  const firstTried = Promise.withResolvers<void>()

  const set = (next: ConnectionState) => state.setState(next, true)

  const stayAlive = async (current: Pipe): Promise<void> => {
    for (;;) {
      await over(current, parts.wait(probeEveryMs))
      const answer = over(current, parts.probe(current.link)).then(
        () => true,
        () => current.isOpen(),
      )
      if (!(await Promise.race([answer, parts.wait(probePatienceMs).then(() => false)]))) return
    }
  }

  const run = async (): Promise<void> => {
    let failures = 0
    let round = 0
    while (!stopped) {
      try {
        pipe = await parts.open()
        firstTried.resolve()
        await over(pipe, parts.probe(pipe.link))
        failures = 0
        round += 1
        if (stopped) break
        set({ phase: 'connected', round })
        await stayAlive(pipe)
      } catch {
        failures += 1
      }
      pipe?.close()
      pipe = undefined
      if (stopped) break
      set({ phase: 'lost', round })
      firstTried.resolve()
      if (await parts.isSignedOut()) return set({ phase: 'signed-out' })
      const pause = pauseMs(failures, parts.random())
      set({ phase: 'lost', round, retryAt: parts.now() + pause })
      await Promise.race([parts.wait(pause), new Promise<void>(resolve => (hurry = resolve))])
      set({ phase: 'lost', round })
    }
    pipe?.close()
  }

  void run()

  return {
    state,
    retryNow: () => hurry(),
    stop: () => {
      stopped = true
      hurry()
      pipe?.close()
    },
    link: {
      call: async (path, input, options) => {
        await firstTried.promise
        const current = pipe
        const { phase } = state.getState()
        if (phase === 'signed-out') throw new AppError('NotSignedIn', {})
        if (current === undefined || phase === 'lost') throw new AppError('ConnectionLost', {})
        try {
          return await over(current, current.link.call(path, input, options))
        } catch (error) {
          if (!current.isOpen() && !options.signal?.aborted) throw new AppError('ConnectionLost', {}, { cause: error })
          throw error
        }
      },
    },
  }
}

/** Settles as the work does, or fails with ConnectionLost when the pipe closes first. */
function over<T>(pipe: Pipe, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const takeOff = pipe.onClose(() => reject(new AppError('ConnectionLost', {})))
    work.then(resolve, reject).finally(takeOff)
  })
}
