/** Something that has to wait for others. */
export interface Ordered {
  readonly id: string
  /** Ids of what has to be done before; those that are not in the list count as done. */
  readonly after: readonly string[]
}

/**
 * Does work on each thing once all that it waits for is done, at most `atOnce` at a time, in the order of the list where
 * there is a choice. After the first failure, or an abort, nothing more is begun; it rejects with that failure when all
 * that was under way is over.
 */
export async function inOrder<T extends Ordered>(
  things: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const waiting = new Map(things.map(thing => [thing.id, thing]))
  const underWay = new Map<string, Promise<void>>()
  let failure: { readonly error: unknown } | undefined
  const isReady = (thing: T) => thing.after.every(id => !waiting.has(id) && !underWay.has(id))

  while (true) {
    if (!failure && !signal.aborted) {
      for (const thing of [...waiting.values()].filter(isReady).slice(0, atOnce - underWay.size)) {
        waiting.delete(thing.id)
        const done = work(thing)
          .catch((error: unknown) => {
            failure ??= { error }
          })
          .finally(() => underWay.delete(thing.id))
        underWay.set(thing.id, done)
      }
    }
    if (underWay.size === 0) break
    await Promise.race(underWay.values())
  }
  if (failure) throw failure.error
  signal.throwIfAborted()
  if (waiting.size > 0) throw new Error(`these wait for each other: ${[...waiting.keys()].join(', ')}`)
}
