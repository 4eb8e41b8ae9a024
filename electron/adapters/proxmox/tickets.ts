import type { ClusterTarget } from '../../ports/cluster-access.ts'

/** What a login gave: good for 2 hours on every node of the cluster. */
export interface Ticket {
  readonly ticket: string
  readonly csrfToken: string
  readonly user: string
  /** On the monotonic clock. */
  readonly since: number
}

/** Tickets that sessions of this program hold, so that a login with a second factor serves the session that follows its test. */
export interface Tickets {
  find(target: ClusterTarget): Ticket | undefined
  keep(target: ClusterTarget, ticket: Ticket): void
  drop(ticket: Ticket): void
  /** Drops whatever was kept for a target. */
  forget(target: ClusterTarget): void
}

/** Makes an empty shelf of tickets. */
export function createTickets(): Tickets {
  let kept: readonly { readonly target: ClusterTarget; readonly ticket: Ticket }[] = []
  return {
    find: target => kept.find(each => isSame(each.target, target))?.ticket,
    keep: (target, ticket) => {
      kept = [{ target, ticket }, ...kept.filter(each => !isSame(each.target, target))]
    },
    drop: ticket => {
      kept = kept.filter(each => each.ticket !== ticket)
    },
    forget: target => {
      kept = kept.filter(each => !isSame(each.target, target))
    },
  }
}

/** Whether two targets are one cluster with one login: the same user and password, and a door in common. */
function isSame(one: ClusterTarget, other: ClusterTarget): boolean {
  return (
    one.login.method === 'password' &&
    other.login.method === 'password' &&
    one.login.user === other.login.user &&
    one.login.password === other.login.password &&
    one.doors.some(door => other.doors.some(each => each.url === door.url && each.fingerprint === door.fingerprint))
  )
}
