/** Lets a bounded number in at once; the others wait in order of arrival and are never turned away. */
export interface WaitingLine {
  /** Resolves with how to leave, or rejects with the signal's reason. */
  enter(signal?: AbortSignal): Promise<() => void>
  /** How many are inside. */
  inside(): number
  /** From now on at most this many are let in, one at least. */
  narrow(places: number): void
}

export function createWaitingLine(places: number): WaitingLine {
  let open = places
  let inside = 0
  const waiting: (() => void)[] = []
  const admit = () => {
    while (inside < open) {
      const next = waiting.shift()
      if (!next) return
      next()
    }
  }
  const leaver = () => {
    let left = false
    return () => {
      if (left) return
      left = true
      inside -= 1
      admit()
    }
  }
  return {
    inside: () => inside,
    narrow(places) {
      open = Math.max(1, places)
    },
    enter(signal) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const giveUp = () => {
          waiting.splice(waiting.indexOf(come), 1)
          reject(signal?.reason)
        }
        const come = () => {
          signal?.removeEventListener('abort', giveUp)
          inside += 1
          resolve(leaver())
        }
        signal?.addEventListener('abort', giveUp, { once: true })
        waiting.push(come)
        admit()
      })
    },
  }
}
