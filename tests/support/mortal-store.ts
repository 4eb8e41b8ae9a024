import type { Store } from '../../electron/ports/store.ts'

/** A store that dies as a program does: from one moment on nothing gets through any more. */
export interface MortalStore extends Store {
  readonly alive: () => boolean
  /** How many writes of job events there were. */
  readonly appends: () => number
}

/** Wraps a store that dies at its `dieAt`th write of job events, just before or just after that write is on disk. */
export function createMortalStore(store: Store, dieAt = Number.POSITIVE_INFINITY, when: 'before' | 'after' = 'before'): MortalStore {
  let appends = 0
  let alive = true
  const check = (): void => {
    if (!alive) throw new Error('the program was killed')
  }
  const mortal = <T extends object>(area: T): T =>
    new Proxy(area, {
      get: (target, name, receiver) => {
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member
        return async (...given: unknown[]) => {
          check()
          if (name === 'append' && target === store.jobs) {
            appends += 1
            alive = appends < dieAt
            if (when === 'before') check()
          }
          const result: unknown = await member.apply(target, given)
          check()
          return result
        }
      },
    })
  return { ...store, jobs: mortal(store.jobs), audit: mortal(store.audit), alive: () => alive, appends: () => appends }
}
