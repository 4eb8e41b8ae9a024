import { AppError } from '../../../shared/errors/app-error.ts'
import type { Code } from '../../../shared/errors/catalog.ts'
import type { Cluster } from '../../../shared/model/cluster.ts'
import type { KnownCluster } from '../../core/guest/known-cluster.ts'
import type { ClusterReach } from '../../kinds/guest-task.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Redaction } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Audit } from '../audit.ts'
import type { GuestKeys } from '../clusters/guest-keys.ts'
import type { Clusters } from '../clusters.ts'
import type { JobRunner } from '../job-runner.ts'

/** What guests are made from. */
export interface GuestDependencies {
  readonly clusters: Clusters
  readonly jobs: JobRunner
  readonly audit: Audit
  readonly guestKeys: GuestKeys
  readonly secrets: Secrets
  readonly randomness: Randomness
  readonly clock: Clock
  readonly redaction: Redaction
}

/** What the jobs on guests work with. */
export interface GuestServices extends GuestDependencies {
  /** The way to a cluster, by name or id. Errors: NotFound, ClusterLoginRefused. */
  reach(cluster: string): Promise<ClusterReach>
  /** Does the work, and again while the cluster or a node is away: for undoing, which must not give up because of a reboot. */
  patiently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>
  /** What guests are decided on, read now. */
  known(cluster: Cluster, signal: AbortSignal | undefined): Promise<KnownCluster>
  /** Has whoever asks from now on see a guest as it is; a cluster that was forgotten meanwhile needs nothing. */
  touched(cluster: string, vmid?: number): Promise<void>
}

const patienceMs = 5 * 60_000
const longestWaitMs = 15_000
const away: readonly Code[] = ['ClusterUnreachable', 'NodeDown', 'ClusterNoQuorum', 'OutcomeUnknown']

/** Adds the ways to clusters; `onTouched` hears of every guest that was changed. */
export function createGuestServices(dependencies: GuestDependencies, onTouched: (cluster: Cluster, vmid: number) => void): GuestServices {
  const { clusters, clock } = dependencies

  async function patiently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const until = clock.monotonic() + patienceMs
    for (let waitMs = 1000; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      try {
        return await work()
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof AppError) || !away.includes(error.code) || clock.monotonic() + waitMs > until) throw error
      }
      await clock.wait(waitMs, signal)
    }
  }

  return {
    ...dependencies,
    patiently,
    reach: async nameOrId => {
      const cluster = clusters.resolve(nameOrId)
      return { cluster: cluster.name, session: await clusters.session(cluster), clock }
    },
    known: async (cluster, signal) => {
      const [view, bridges, images] = await Promise.all([
        clusters.refresh(cluster, signal),
        clusters.bridges(cluster.id, signal),
        clusters.images(cluster.id, undefined, signal),
      ])
      const { name, nodes, storages, problem } = view
      if (problem && nodes.length === 0) throw new AppError(problem.code, problem.data)
      return { name, nodes, storages, guests: clusters.guests(cluster), bridges, images }
    },
    touched: async (id, vmid) => {
      const cluster = clusters.list().find(each => each.id === id)
      if (!cluster) return
      if (vmid !== undefined) onTouched(cluster, vmid)
      await clusters.touched(cluster, vmid)
    },
  }
}
