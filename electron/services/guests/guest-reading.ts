import { AppError } from '../../../shared/errors/app-error.ts'
import type { Cluster, ClusterTask } from '../../../shared/model/cluster.ts'
import type { GuestBackup, GuestDetail, GuestView, LoadPoint } from '../../../shared/model/guest.ts'
import { mainDisk } from '../../core/guest/known-cluster.ts'
import type { ClusterSession, GuestPlace } from '../../ports/cluster-access.ts'
import { createAtMost } from '../monitoring/at-most.ts'
import type { GuestServices } from './guest-services.ts'

/** A guest by name or number. */
export interface GuestRef {
  readonly guest: string
  readonly cluster?: string | undefined
}

/** Where a guest's first disk and its network cards are. */
export interface GuestWhereabouts {
  readonly vmid: number
  readonly storage?: string
  readonly bridges: string[]
}

/** What is read of guests when somebody asks. */
export interface GuestReading {
  detail(ref: GuestRef, signal?: AbortSignal): Promise<GuestDetail>
  load(ref: GuestRef & { readonly range: 'hour' | 'day' | 'week' }, signal?: AbortSignal): Promise<readonly LoadPoint[]>
  tasks(ref: GuestRef, signal?: AbortSignal): Promise<readonly ClusterTask[]>
  /** On every node that answers, newest first. */
  backups(ref: GuestRef, signal?: AbortSignal): Promise<readonly GuestBackup[]>
  /** Read once and kept for ten minutes, or until MycoPod changed the guest; guests that do not answer are left out. */
  places(ask: { readonly cluster: string; readonly guests: readonly number[] }, signal?: AbortSignal): Promise<readonly GuestWhereabouts[]>
  /** Forgets what was kept of a guest. */
  forget(cluster: Cluster, vmid: number): void
}

const keptMs = 10 * 60_000
const atOnce = 4
const shownTasks = 20

/** Makes the readings. */
export function createGuestReading({ clusters, clock }: Pick<GuestServices, 'clusters' | 'clock'>): GuestReading {
  const kept = new Map<string, { readonly at: number; readonly where: GuestWhereabouts }>()
  const inTurn = createAtMost(atOnce)

  async function found(
    ref: GuestRef,
    signal?: AbortSignal,
  ): Promise<{ readonly view: GuestView; readonly place: GuestPlace; readonly cluster: Cluster; readonly session: ClusterSession }> {
    const view = clusters.resolveGuest(ref)
    const cluster = clusters.resolve(view.cluster)
    const session = await clusters.session(cluster)
    const place = { vmid: view.vmid, type: view.type, node: view.node }
    try {
      await session.status(place, signal)
      return { view, place, cluster, session }
    } catch (error) {
      // It may have moved since the last poll.
      if (!(error instanceof AppError) || !error.is('GuestGone')) throw error
      const now = await session.find(view.vmid, signal)
      if (!now) throw error
      return { view: { ...view, node: now.node }, place: { ...place, node: now.node }, cluster, session }
    }
  }

  return {
    async detail(ref, signal) {
      const { view, place, session } = await found(ref, signal)
      const [status, { config, pending }, snapshots, addresses] = await Promise.all([
        session.status(place, signal),
        session.config(place, signal),
        session.snapshots(place, signal),
        session.addresses(place, signal).catch(() => []),
      ])
      const guest: GuestView = {
        ...view,
        name: status.name,
        state: status.state,
        highlyAvailable: status.highlyAvailable,
        uptimeSeconds: status.uptimeSeconds,
        tags: [...config.tags],
        ...(status.memoryUsedBytes !== undefined && { memoryUsedBytes: status.memoryUsedBytes }),
        ...(status.memoryTotalBytes !== undefined && { memoryTotalBytes: status.memoryTotalBytes }),
      }
      return {
        guest,
        config,
        pending: [...pending],
        snapshots: [...snapshots],
        addresses: [...addresses],
        consoleUrl: session.consoleUrl(place, status.name),
      }
    },
    async load(ref, signal) {
      const { place, session } = await found(ref, signal)
      return session.guestLoad(place, ref.range, signal)
    },
    async tasks(ref, signal) {
      const { place, session } = await found(ref, signal)
      return session.guestTasks(place, shownTasks, signal)
    },
    async backups(ref, signal) {
      const view = clusters.resolveGuest(ref)
      return (await clusters.clusterBackups(view.cluster, signal)).filter(backup => backup.vmid === view.vmid)
    },
    async places({ cluster: name, guests }, signal) {
      const cluster = clusters.resolve(name)
      const session = await clusters.session(cluster)
      const known = new Map(clusters.guests(cluster).map(view => [view.vmid, view]))
      const read = guests.map(async vmid => {
        const before = kept.get(`${cluster.id}/${vmid}`)
        if (before && clock.monotonic() - before.at < keptMs) return before.where
        const view = known.get(vmid)
        if (!view) return undefined
        const { config } = await inTurn(() => session.config(view, signal))
        const storage = mainDisk(config)?.storage
        const bridges = [...new Set(config.networks.flatMap(card => card.bridge ?? []))]
        const where: GuestWhereabouts = { vmid, bridges, ...(storage !== undefined && { storage }) }
        kept.set(`${cluster.id}/${vmid}`, { at: clock.monotonic(), where })
        return where
      })
      const answers = await Promise.allSettled(read)
      signal?.throwIfAborted()
      return answers.flatMap(answer => (answer.status === 'fulfilled' && answer.value ? [answer.value] : []))
    },
    forget: (cluster, vmid) => void kept.delete(`${cluster.id}/${vmid}`),
  }
}
