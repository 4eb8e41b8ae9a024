import type { Engine } from './engine.ts'

/** Resolves when the test holds; it is asked again after every event of the engine. Rejects with the signal's reason. */
export async function until(engine: Engine, signal: AbortSignal, test: () => boolean): Promise<void> {
  engine.settle()
  while (!test()) {
    signal.throwIfAborted()
    await new Promise<void>(resolve => {
      let stop = (): void => undefined
      let told = false
      const done = () => {
        told = true
        stop()
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done, { once: true })
      // What became due in the meantime is told while `listen` has not come back yet.
      stop = engine.listen(done)
      if (told) stop()
    })
  }
}
