/** Queues by name, each with a bound on how much runs at once. */
export interface Queues {
  /** Does the work when its turn comes; an abort while it waits gives up the place. */
  run<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

interface Queue {
  running: number
  readonly waiting: Set<() => void>
}

/** Makes queues in which `atOnce` pieces of work run at a time. */
export function createQueues(atOnce: number): Queues {
  const queues = new Map<string, Queue>()

  function turn(queue: Queue, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal?.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        queue.waiting.delete(begin)
        reject(signal?.reason)
      }
      queue.waiting.add(begin)
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }

  function next(name: string, queue: Queue): void {
    const [begin] = queue.waiting
    if (begin) {
      // The place passes on: nobody who comes in between can take it.
      queue.waiting.delete(begin)
      begin()
      return
    }
    queue.running -= 1
    if (queue.running === 0) queues.delete(name)
  }

  return {
    run: async (name, work, signal) => {
      signal?.throwIfAborted()
      const queue = queues.get(name) ?? { running: 0, waiting: new Set() }
      queues.set(name, queue)
      if (queue.running < atOnce) queue.running += 1
      else await turn(queue, signal)
      try {
        return await work()
      } finally {
        next(name, queue)
      }
    },
  }
}
