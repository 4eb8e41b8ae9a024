import type { ClusterView } from '../../../shared/model/cluster.ts'
import type { LabInventory } from '../../../shared/model/declaration.ts'
import type { GuestView, Image } from '../../../shared/model/guest.ts'
import { gib } from '../../core/guest/known-cluster.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Apps } from '../apps.ts'
import type { Catalog } from '../catalog.ts'
import type { Clusters } from '../clusters.ts'
import type { Inventory } from '../inventory.ts'

export interface OwnLabDependencies {
  readonly inventory: Pick<Inventory, 'list'>
  readonly apps: Pick<Apps, 'list'>
  readonly catalog: Pick<Catalog, 'list'>
  readonly clusters: Pick<Clusters, 'list' | 'views' | 'guests' | 'bridges' | 'images'>
  readonly clock: Clock
  readonly log: Log
}

/** What a cluster has besides what every poll tells. */
interface Rest {
  readonly at: number
  readonly bridges: readonly string[]
  readonly images: readonly Image[]
}

/** Networks and images seldom change, and asking for them costs calls. */
const restIsGoodForMs = 60_000
const mib = 1024 ** 2

/** Reads the lab as names are understood against it; what a cluster does not answer is left out. */
export function createOwnLab({ inventory, apps, catalog, clusters, clock, log }: OwnLabDependencies): () => Promise<LabInventory> {
  const rests = new Map<string, Rest>()

  async function restOf(cluster: string): Promise<Rest> {
    const known = rests.get(cluster)
    if (known && clock.monotonic() - known.at < restIsGoodForMs) return known
    try {
      const [bridges, images] = await Promise.all([clusters.bridges(cluster), clusters.images(cluster)])
      const rest = { at: clock.monotonic(), bridges: bridges.map(bridge => bridge.name), images }
      rests.set(cluster, rest)
      return rest
    } catch (error) {
      log.warn('networks and images of a cluster could not be read for a declaration', { cluster, error })
      return known ?? { at: 0, bridges: [], images: [] }
    }
  }

  return async () => {
    const all = await Promise.all(clusters.list().map(cluster => restOf(cluster.id)))
    const views = clusters.views()
    const guests = clusters.guests()
    const images = all.flatMap(rest => rest.images)
    return {
      nodes: views.flatMap(nodesOf),
      storages: unique(views.flatMap(view => view.storages.map(storage => storage.name))),
      bridges: unique(all.flatMap(rest => rest.bridges)),
      templates: unique([
        ...guests.filter(guest => guest.template).map(guest => guest.name),
        ...images.filter(image => image.kind !== 'iso').map(image => image.name),
      ]),
      isos: unique(images.filter(image => image.kind === 'iso').map(image => image.name)),
      devices: inventory.list().map(({ name }) => ({ name, kind: 'docker' })),
      guests: guests.filter(guest => !guest.template).map(seenGuest),
      apps: (await apps.list()).map(({ name, recipe, device, state }) => ({
        app: recipe,
        ...(name !== recipe && { name }),
        device,
        state: state === 'stopped' ? 'stopped' : 'running',
      })),
      destinations: [],
      catalog: catalog.list().map(recipe => recipe.manifest.slug),
    }
  }
}

function nodesOf({ nodes }: ClusterView): LabInventory['nodes'] {
  return nodes.map(({ name, cores, memoryTotalBytes }) => ({
    name,
    cores: cores ?? 0,
    memoryMiB: Math.round((memoryTotalBytes ?? 0) / mib),
  }))
}

function seenGuest({ name, type, node, state, cores, memoryTotalBytes, diskTotalBytes }: GuestView): LabInventory['guests'][number] {
  return {
    name,
    type,
    node,
    state: state === 'stopped' ? 'stopped' : 'running',
    ...(cores !== undefined && { cores }),
    ...(memoryTotalBytes !== undefined && { memoryMiB: Math.round(memoryTotalBytes / mib) }),
    ...(diskTotalBytes !== undefined && { diskGiB: Math.round(diskTotalBytes / gib) }),
  }
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}
