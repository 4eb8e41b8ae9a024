import type { ClusterAccess } from '../../electron/ports/cluster-access.ts'
import type { Store } from '../../electron/ports/store.ts'
import type { JobEvent } from '../../shared/model/job.ts'

/** Where a host is killed: just before its nth write of job events that matter, or at its nth change of the cluster, heard there or not. */
export interface Death {
  readonly at: 'event' | 'call-unheard' | 'call-unanswered'
  readonly number: number
}

/** A life that ends once; whoever is under way then never comes back. */
export interface Life {
  readonly death: Death
  alive(): boolean
  /** Counts one of these, and says whether that was the one. */
  passes(what: 'event' | 'call'): boolean
  readonly ended: Promise<void>
}

/** Makes a life that ends at a point. */
export function createLife(death: Death): Life {
  const counts = { event: 0, call: 0 }
  let alive = true
  let end = (): void => undefined
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  return {
    death,
    alive: () => alive,
    ended,
    passes: what => {
      counts[what] += 1
      const last = alive && death.at.startsWith(what) && counts[what] === death.number
      if (last) {
        alive = false
        end()
      }
      return last
    },
  }
}

/** What is only told of the work: a kill there is one between the events around it. */
const onlyTold: readonly JobEvent['type'][] = ['line', 'did', 'step-progress', 'state']

/** The same store as long as the host lives. */
export function mortalStore(store: Store, life: Life): Store {
  const jobs = mortal(store.jobs, life, (name, [, events]) => {
    if (name === 'append' && (events as readonly JobEvent[]).some(({ type }) => !onlyTold.includes(type))) life.passes('event')
  })
  return { ...store, jobs, audit: mortal(store.audit, life) }
}

/** The same ways to clusters as long as the host lives. */
export function mortalAccess(access: ClusterAccess, life: Life): ClusterAccess {
  return { ...access, session: target => mortal(access.session(target), life) }
}

function mortal<T extends object>(
  area: T,
  life: Life,
  hears: (name: string | symbol, given: readonly unknown[]) => void = () => undefined,
): T {
  const never = new Promise<never>(() => undefined)
  return new Proxy(area, {
    get: (target, name, receiver) => {
      const member: unknown = Reflect.get(target, name, receiver)
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        hears(name, given)
        if (!life.alive()) return never
        const result: unknown = member.apply(target, given)
        if (!(result instanceof Promise)) return result
        return result.then(
          value => (life.alive() ? value : never),
          (error: unknown) => {
            if (life.alive()) throw error
            return never
          },
        )
      }
    },
  })
}
