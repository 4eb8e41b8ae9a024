import type { StoreApi } from 'zustand/vanilla'
import type { Problem } from '../../shared/errors/problem.ts'
import type { ConnectionState } from './connection.ts'
import { failureOf } from './errors.ts'

/** Where a stream stands: `waiting` for the connection to come back, after which it resumes. */
export type LiveState =
  | { readonly phase: 'opening' | 'live' | 'waiting' | 'ended' }
  | { readonly phase: 'failed'; readonly problem: Problem }

/** What a stream needs to be followed. */
export interface Stream<Batch> {
  /** Opens the stream after the last `seq` seen; 0 at first. */
  readonly open: (from: { readonly after: number; readonly signal: AbortSignal }) => Promise<AsyncIterable<Batch>>
  readonly onBatch: (batch: Batch) => void
  /** The last `seq` in a batch, for streams that can resume. */
  readonly seqOf?: (batch: Batch) => number | undefined
}

/** Follows one stream until it ends, fails for good or is stopped. */
export async function follow<Batch>(parts: {
  readonly current: () => Stream<Batch>
  readonly connection: StoreApi<ConnectionState>
  readonly signal: AbortSignal
  readonly onState: (state: LiveState) => void
}): Promise<void> {
  const { current, signal, onState } = parts
  let after = 0
  while (!signal.aborted) {
    const round = await nextConnection(parts.connection, signal)
    if (round === undefined) return
    try {
      const batches = await current().open({ after, signal })
      onState({ phase: 'live' })
      for await (const batch of batches) {
        if (signal.aborted) return
        after = current().seqOf?.(batch) ?? after
        current().onBatch(batch)
      }
      return signal.aborted ? undefined : onState({ phase: 'ended' })
    } catch (error) {
      if (signal.aborted) return
      const failure = failureOf(error)
      if (failure.kind === 'known' || failure.kind === 'internal') return onState({ phase: 'failed', problem: failure.problem })
      onState({ phase: 'waiting' })
      if (!(await endOfRound(parts.connection, round, signal))) return
    }
  }
}

/** The round of the connection in force, waiting for one if there is none. */
function nextConnection(state: StoreApi<ConnectionState>, signal: AbortSignal): Promise<number | undefined> {
  return until(state, signal, now => (now.phase === 'connected' ? now.round : undefined))
}

function endOfRound(state: StoreApi<ConnectionState>, round: number, signal: AbortSignal): Promise<true | undefined> {
  return until(state, signal, now => (now.phase === 'connected' && now.round === round ? undefined : true))
}

/** Waits until the state yields a value; nothing when stopped. */
function until<T>(
  state: StoreApi<ConnectionState>,
  signal: AbortSignal,
  read: (now: ConnectionState) => T | undefined,
): Promise<T | undefined> {
  return new Promise(resolve => {
    const first = read(state.getState())
    if (first !== undefined || signal.aborted) return resolve(signal.aborted ? undefined : first)
    const settle = (value: T | undefined) => {
      unsubscribe()
      signal.removeEventListener('abort', stop)
      resolve(value)
    }
    const stop = () => settle(undefined)
    const unsubscribe = state.subscribe(now => {
      const value = read(now)
      if (value !== undefined) settle(value)
    })
    signal.addEventListener('abort', stop, { once: true })
  })
}
