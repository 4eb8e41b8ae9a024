import type { Change } from '../../shared/api/system.ts'
import type { Clock } from '../ports/clock.ts'

export type Topic = Change['topics'][number]

/** Tells those who watch what changed, so that they ask again. */
export interface Changes {
  /** Never blocks; several within 50 ms arrive as one change. */
  tell(topic: Topic): void
  /** Changes from now on until cancelled; what a slow reader missed arrives as one change. */
  watch(signal: AbortSignal): AsyncIterable<Change>
  /** Calls back for each change; returns how to stop. */
  on(listener: (change: Change) => void): () => void
}

const gapMs = 50

/** Makes the teller of changes: at most 20 changes a second. */
export function createChanges({ clock }: { readonly clock: Clock }): Changes {
  const listeners = new Set<(change: Change) => void>()
  const told = new Set<Topic>()
  let resting = false

  async function deliver(): Promise<void> {
    resting = true
    await Promise.resolve()
    while (told.size > 0) {
      const change: Change = { topics: [...told] }
      told.clear()
      for (const listener of [...listeners]) listener(change)
      await clock.wait(gapMs)
    }
    resting = false
  }

  function on(listener: (change: Change) => void): () => void {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }

  async function* watch(signal: AbortSignal): AsyncIterable<Change> {
    const missed = new Set<Topic>()
    let wake = (): void => undefined
    const stop = on(change => {
      for (const topic of change.topics) missed.add(topic)
      wake()
    })
    const aborted = (): void => wake()
    signal.addEventListener('abort', aborted)
    try {
      while (!signal.aborted) {
        if (missed.size > 0) {
          const topics = [...missed]
          missed.clear()
          yield { topics }
        } else {
          await new Promise<void>(resolve => {
            wake = resolve
          })
        }
      }
    } finally {
      signal.removeEventListener('abort', aborted)
      stop()
    }
  }

  return {
    tell: topic => {
      told.add(topic)
      if (!resting) void deliver()
    },
    watch,
    on,
  }
}
