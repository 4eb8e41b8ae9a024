import { problemOf } from '../../../shared/errors/app-error.ts'
import type { AppView } from '../../../shared/model/app.ts'
import type { Cluster } from '../../../shared/model/cluster.ts'
import type { Entry } from '../../../shared/model/declaration.ts'
import { images } from '../../core/compose/images.ts'
import { keyOfEntry } from '../../core/declare/entry-key.ts'
import type { KnownCluster } from '../../core/guest/known-cluster.ts'
import { namesIn, type ObservedCluster, type ObservedDevice, type ObservedWorld } from '../../core/plan/observed-world.ts'
import type { Log } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Apps } from '../apps.ts'
import type { Catalog } from '../catalog.ts'
import type { Clusters } from '../clusters.ts'
import type { Guests } from '../guests.ts'
import type { Inventory } from '../inventory.ts'
import type { JobRunner } from '../job-runner.ts'
import type { Monitoring } from '../monitoring.ts'
import type { Placement } from '../placement.ts'
import { wireErrorOf } from '../wire-error-of.ts'

export interface ObserveDependencies {
  readonly clusters: Pick<Clusters, 'list' | 'view' | 'guests' | 'clusterBackups'>
  readonly guests: Pick<Guests, 'observe'>
  readonly apps: Pick<Apps, 'list'>
  readonly catalog: Pick<Catalog, 'list'>
  readonly placement: Pick<Placement, 'devices'>
  readonly inventory: Pick<Inventory, 'list'>
  readonly monitoring: Pick<Monitoring, 'view'>
  readonly jobs: Pick<JobRunner, 'running'>
  readonly log: Log
  readonly randomness: Randomness
  readonly timeZone: string
}

/** Looks at the lab as far as entries depend on it; what cannot be read says why, and harms nothing else. */
export function createObserve(
  dependencies: ObserveDependencies,
): (entries: readonly Entry[], signal?: AbortSignal) => Promise<ObservedWorld> {
  const { clusters, guests, apps, catalog, placement, inventory, monitoring, jobs, timeZone } = dependencies

  function inWords(error: unknown): string {
    const { title, because } = problemOf(wireErrorOf(error, dependencies))
    return because === undefined ? `${title}.` : `${title}. ${because}`
  }

  async function clusterOf(cluster: Cluster, entries: readonly Entry[], signal: AbortSignal | undefined): Promise<ObservedCluster> {
    const { name } = cluster
    try {
      const { known, guests: seen, unread } = await guests.observe(cluster, namesIn(entries), signal)
      const problem = clusters.view(cluster).problem
      const removes = entries.some(entry => entry.kind === 'guest' && entry.state === 'absent')
      return {
        name,
        known,
        guests: seen,
        unread: unread.map(({ name: guest, error }) => ({ name: guest, because: inWords(error) })),
        ...(problem && { unreadable: `${problemOf(problem).title}.` }),
        ...(removes && { lastBackups: await backupsOf(cluster, signal) }),
      }
    } catch (error) {
      signal?.throwIfAborted()
      return { name, known: lastKnown(cluster), guests: [], unreadable: inWords(error) }
    }
  }

  function lastKnown(cluster: Cluster): KnownCluster {
    const { name, nodes, storages } = clusters.view(cluster)
    return { name, nodes, storages, guests: clusters.guests(cluster), bridges: [], images: [] }
  }

  /** The newest backup of each guest; what is not answered is not said. */
  async function backupsOf(cluster: Cluster, signal: AbortSignal | undefined): Promise<Readonly<Record<number, number>>> {
    const newest: Record<number, number> = {}
    const all = await clusters.clusterBackups(cluster.id, signal).catch(() => [])
    for (const { vmid, at } of all) newest[vmid] = Math.max(newest[vmid] ?? 0, at)
    return newest
  }

  async function devicesNow(): Promise<ObservedDevice[]> {
    const placed = await placement.devices()
    const all = clusters.guests()
    return placed.map(device => {
      const found = inventory.list().find(each => each.name === device.name)
      const view = found && monitoring.view(found)
      const away = device.state === 'offline' || device.state === 'unknown'
      const guest = all.find(each => each.device === device.name)
      return {
        device,
        ...(away && { unreadable: view?.problem ? `${problemOf(view.problem).title}.` : `${device.name} was not seen yet.` }),
        ...(guest && { guest: { cluster: guest.cluster, vmid: guest.vmid } }),
      }
    })
  }

  return async (entries, signal) => {
    const [seenClusters, devices, seenApps] = await Promise.all([
      Promise.all(clusters.list().map(cluster => clusterOf(cluster, entries, signal))),
      devicesNow(),
      apps.list(),
    ])
    return {
      clusters: seenClusters,
      devices,
      apps: seenApps,
      recipes: catalog.list().map(({ manifest, compose }) => ({ manifest, images: [...images(compose)] })),
      timeZone,
      busy: busyKeys(jobs, seenApps),
    }
  }
}

/** Keys of the guests and apps that a job works on now. */
export function busyKeys(jobs: Pick<JobRunner, 'running'>, apps: readonly AppView[]): string[] {
  return jobs.running().flatMap(({ subject }) => {
    if (subject.kind === 'guest') return [`guest:${subject.name}`]
    if (subject.kind !== 'app') return []
    const app = apps.find(each => each.name === subject.name)
    return [app ? keyOfApp(app) : `app:${subject.name}`]
  })
}

/** The key that an entry about an app has. */
export function keyOfApp({ recipe, name }: Pick<AppView, 'recipe' | 'name'>): string {
  return keyOfEntry({ kind: 'app', app: recipe, ...(name !== recipe && { name }) })
}
