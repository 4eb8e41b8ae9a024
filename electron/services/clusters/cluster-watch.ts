import { AppError } from '../../../shared/errors/app-error.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { Cluster } from '../../../shared/model/cluster.ts'
import type { SeenCluster, SeenGuest } from '../../../shared/model/seen-cluster.ts'
import { visibleOfCluster } from '../../core/cluster/visible-of-cluster.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ClusterSession } from '../../ports/cluster-access.ts'
import type { Log } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Changes } from '../changes.ts'
import { createWatch } from '../monitoring/watch.ts'
import { type ClusterConnections, hostsOf } from './cluster-connections.ts'

/** All that is remembered about one cluster. */
export interface WatchedCluster {
  cluster: Cluster
  seen?: SeenCluster
  seenAt?: number
  version?: string
  /** Why the last poll brought nothing. */
  problem?: WireError
  failures: number
}

/** The polls of one cluster. */
export interface ClusterWatch {
  readonly watched: WatchedCluster
  start(): void
  /** Polls now, after the poll that may be under way. */
  now(): Promise<void>
  /** Counts the wait anew, because how often to poll changed. */
  reschedule(): void
  /**
   * Polls now, and once more when Proxmox's own list has caught up; until then the guest itself is asked. Resolves when it was
   * read, or after a few seconds when it could not be.
   */
  touched(vmid: number | undefined): Promise<void>
  stop(): void
}

export interface ClusterWatchDependencies {
  readonly connections: ClusterConnections
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly changes: Changes
  readonly pollSeconds: () => number
  /** Takes in what a poll saw, before it is told. */
  readonly onSeen: (watched: WatchedCluster, seen: SeenCluster) => Promise<void>
}

/** Nobody waits longer for a cluster that took the question and says nothing. */
const silentAfterMs = 45_000
/** How long whoever changed something waits for it to be seen. */
const seenWithinMs = 5_000
/** How old Proxmox's list of guests may be, and a little more. */
const listAgeMs = 12_000

/** Makes the polls of a cluster: one overview each time, less often while it fails. */
export function watchCluster(watched: WatchedCluster, dependencies: ClusterWatchDependencies): ClusterWatch {
  const { connections, clock, randomness, log, changes, pollSeconds, onSeen } = dependencies
  const ended = new AbortController()
  /** Guests that were changed here, until the list is sure to know it; on the clock that never goes back. */
  const changed = new Map<number, number>()
  let planned = false
  const watch = createWatch({ watched, clock, randomness, pollSeconds, poll: (_, signal) => poll(signal) })

  async function poll(signal: AbortSignal): Promise<void> {
    const before = visibleOfCluster(watched)
    try {
      const { seen, version } = await ask(signal)
      if (ended.signal.aborted) return
      Object.assign(watched, { seen, version, seenAt: clock.now(), failures: 0 })
      delete watched.problem
      await onSeen(watched, seen)
    } catch (error) {
      if (signal.aborted || ended.signal.aborted) return
      watched.problem = failureOf(error)
      watched.failures += 1
    }
    if (visibleOfCluster(watched) !== before) changes.tell('clusters')
  }

  async function ask(signal: AbortSignal): Promise<{ readonly seen: SeenCluster; readonly version: string }> {
    const { cluster } = watched
    const end = new AbortController()
    const cut = new AbortController()
    const silent = clock.wait(silentAfterMs, end.signal).then(() => {
      throw new AppError('ClusterUnreachable', { cluster: cluster.name, tried: hostsOf(cluster) })
    })
    try {
      const session = await Promise.race([connections.session(cluster), silent])
      return await Promise.race([read(session, AbortSignal.any([signal, cut.signal])), silent])
    } finally {
      end.abort()
      cut.abort()
      silent.catch(() => undefined)
    }
  }

  async function read(session: ClusterSession, signal: AbortSignal) {
    // A cluster that was away may have been brought to another version.
    const known = watched.failures === 0 ? watched.version : undefined
    const [seen, version] = await Promise.all([session.overview(signal), known ?? session.version(signal)])
    return { seen: { ...seen, guests: await withTruth(session, seen.guests, signal) }, version }
  }

  /** The list with those guests that were just changed as they truly are. */
  async function withTruth(session: ClusterSession, guests: readonly SeenGuest[], signal: AbortSignal): Promise<readonly SeenGuest[]> {
    for (const [vmid, until] of changed) if (until < clock.monotonic()) changed.delete(vmid)
    const truths = new Map<number, SeenGuest | undefined>()
    for (const vmid of changed.keys()) {
      try {
        truths.set(vmid, await session.find(vmid, signal))
      } catch (error) {
        signal.throwIfAborted()
        log.debug('a changed guest could not be asked', { cluster: watched.cluster.name, vmid, error })
      }
    }
    const others = guests.filter(guest => !truths.has(guest.vmid))
    return [...others, ...[...truths.values()].filter(guest => guest !== undefined)]
  }

  function failureOf(error: unknown): WireError {
    if (error instanceof AppError) return error.toWire()
    log.error('poll of a cluster failed', { cluster: watched.cluster.name, error })
    return { code: 'ClusterGarbled', data: { cluster: watched.cluster.name, what: 'its nodes and guests' } }
  }

  function planAnother(): void {
    if (planned) return
    planned = true
    clock.wait(listAgeMs, ended.signal).then(
      () => {
        planned = false
        return watch.now(false)
      },
      () => undefined,
    )
  }

  return {
    watched,
    start: watch.start,
    now: () => watch.now(false),
    reschedule: watch.reschedule,
    touched: async vmid => {
      if (vmid !== undefined) changed.set(vmid, clock.monotonic() + listAgeMs)
      planAnother()
      const read = new AbortController()
      const limit = clock.wait(seenWithinMs, AbortSignal.any([ended.signal, read.signal])).catch(() => undefined)
      await Promise.race([watch.now(false), limit])
      read.abort()
    },
    stop: () => {
      ended.abort()
      watch.stop()
    },
  }
}
