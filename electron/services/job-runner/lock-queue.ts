/** Jobs in the order they came, each begun as soon as no job before it wants one of its locks. */
export interface LockQueue {
  /** Takes a place; nothing begins before `ready`, but jobs that come later wait behind it already. */
  join(id: string, title: string, locks: readonly string[]): void
  /** From now on it may begin; calls `begin` at once when its locks are free. */
  ready(id: string, begin: () => void): void
  /** Gives place and locks back. */
  leave(id: string): void
  /** The first job that holds or waits for one of these locks. */
  holder(locks: readonly string[]): { readonly id: string; readonly title: string } | undefined
}

interface Place {
  readonly id: string
  readonly title: string
  readonly locks: readonly string[]
  begin?: () => void
  begun: boolean
}

/** Makes an empty queue. All locks of a job are taken together, so jobs never wait for each other in a circle. */
export function createLockQueue(): LockQueue {
  const places: Place[] = []

  function beginWhatCan(): void {
    const taken = new Set(places.filter(place => place.begun).flatMap(place => place.locks))
    for (const place of [...places]) {
      if (!place.begun && place.begin && place.locks.every(lock => !taken.has(lock))) {
        place.begun = true
        place.begin()
      }
      for (const lock of place.locks) taken.add(lock)
    }
  }

  return {
    join: (id, title, locks) => {
      places.push({ id, title, locks, begun: false })
    },
    ready: (id, begin) => {
      const place = places.find(candidate => candidate.id === id)
      if (place) place.begin = begin
      beginWhatCan()
    },
    leave: id => {
      const index = places.findIndex(place => place.id === id)
      if (index >= 0) places.splice(index, 1)
      beginWhatCan()
    },
    holder: locks => places.find(place => place.locks.some(lock => locks.includes(lock))),
  }
}
