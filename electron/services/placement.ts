import { AppError } from '../../shared/errors/app-error.ts'
import type { Device } from '../../shared/model/device.ts'
import type { PlacementAsk, PlacementDevice, PlacementRecord } from '../../shared/model/placement.ts'
import type { Recipe } from '../../shared/model/recipe.ts'
import { images } from '../core/compose/images.ts'
import { askOf } from '../core/place/ask-of.ts'
import { place } from '../core/place/place.ts'
import type { Clock } from '../ports/clock.ts'
import type { Randomness } from '../ports/randomness.ts'
import type { Store } from '../ports/store.ts'
import type { Clusters } from './clusters.ts'
import type { Inventory } from './inventory.ts'
import type { Monitoring } from './monitoring.ts'

const weekMs = 7 * 24 * 3600 * 1000

/** Decides where apps go, from what is known of the devices now. */
export interface Placement {
  /** What a recipe asks for, with the changes given. */
  ask(recipe: Recipe, changes?: Partial<PlacementAsk>): PlacementAsk
  /** Decides and stores the record. */
  decide(ask: PlacementAsk): Promise<PlacementRecord>
  /** The devices as placement sees them now. */
  devices(): Promise<readonly PlacementDevice[]>
  /** A stored record. Errors: NotFound. */
  get(id: string): Promise<PlacementRecord>
  /** Decides without storing, for catalog cards. */
  try(ask: PlacementAsk, devices: readonly PlacementDevice[]): PlacementRecord
}

export interface PlacementDependencies {
  readonly store: Store
  readonly inventory: Inventory
  readonly monitoring: Monitoring
  readonly clusters: Pick<Clusters, 'views' | 'guests'>
  readonly clock: Clock
  readonly randomness: Randomness
}

/** Placement over the inventory, the last samples and the stored apps. */
export function createPlacement({ store, inventory, monitoring, clusters, clock, randomness }: PlacementDependencies): Placement {
  const failedDeploys = async (): Promise<ReadonlyMap<string, number>> => {
    const since = clock.now() - weekMs
    const failed = new Map<string, number>()
    for (const job of await store.jobs.views({ limit: 200, status: ['failed'] })) {
      const device = job.kind === 'deploy' && job.createdAt >= since ? job.subject.device : undefined
      if (device !== undefined) failed.set(device, (failed.get(device) ?? 0) + 1)
    }
    return failed
  }

  const devices = async (): Promise<readonly PlacementDevice[]> => {
    const [apps, failed] = await Promise.all([store.apps.list(), failedDeploys()])
    const metals = metalsBelow(clusters)
    return Promise.all(
      inventory.list().map(async (device): Promise<PlacementDevice> => {
        const here = apps.filter(app => app.deviceId === device.id)
        return {
          ...seen(device, metals),
          answeredFraction: (await monitoring.answeredFraction(device.id)) ?? null,
          failedDeploys: failed.get(device.name) ?? 0,
          apps: here.map(app => ({ name: app.name, recipe: app.recipe, memoryBytes: memoryOf(device.id, app.name) })),
          // An app's own database serves that app alone; only a shared one would count here.
          databases: [],
        }
      }),
    )
  }

  const memoryOf = (deviceId: string, app: string): number =>
    (monitoring.latest(deviceId)?.containers ?? [])
      .filter(container => container.app === app)
      .reduce((sum, container) => sum + (container.memoryBytes ?? 0), 0)

  const seen = (
    device: Device,
    metals: ReadonlyMap<string, string>,
  ): Omit<PlacementDevice, 'answeredFraction' | 'failedDeploys' | 'apps' | 'databases'> => {
    const view = monitoring.view(device)
    const { facts, sample } = view
    const disk = diskFor(facts?.docker?.rootDir ?? '/var/lib/docker', sample?.filesystems ?? [])
    return {
      name: device.name,
      state: view.state,
      maintenance: device.maintenance,
      sampleAgeMs: monitoring.sampleAgeMs(device.id) ?? null,
      architecture: facts?.architecture ?? null,
      memoryTotalBytes: sample?.memoryTotalBytes ?? 0,
      memoryAvailableBytes: sample?.memoryAvailableBytes ?? 0,
      storageTotalBytes: disk?.totalBytes ?? 0,
      storageFreeBytes: disk?.freeBytes ?? 0,
      cores: facts?.cpu.cores ?? 1,
      coreSpeed: facts?.cpu.coreSpeed ?? 1,
      cpuFraction: monitoring.recentCpu(device.id) ?? sample?.cpuFraction ?? 0,
      docker: facts?.docker?.running === true,
      compose: facts?.docker?.composeVersion !== undefined,
      takenPorts: takenPorts(sample),
      hardware: facts?.hardware ?? [],
      imagesPresent: [...new Set((sample?.containers ?? []).map(container => container.image))],
      metal: metals.get(device.name) ?? null,
    }
  }

  return {
    ask: (recipe, changes = {}) => ({ ...askOf(recipe.manifest, images(recipe.compose)), ...changes }),
    async decide(ask) {
      const record = place(ask, await devices(), { id: randomness.id(), at: clock.now() })
      await store.decisions.save(record)
      return record
    },
    devices,
    try: (ask, seenDevices) => place(ask, seenDevices, { id: 'unsaved', at: clock.now() }),
    async get(id) {
      const record = await store.decisions.get(id)
      if (record === undefined) throw new AppError('NotFound', { what: 'decision', name: id })
      return record
    },
  }
}

/** By the name of a device that is a node of Proxmox or a guest on it: that node, with its cluster where there are several. */
function metalsBelow(clusters: PlacementDependencies['clusters']): ReadonlyMap<string, string> {
  const views = clusters.views()
  const spoken = (node: string, cluster: string) => (views.length > 1 ? `${node} of ${cluster}` : node)
  const nodes = views.flatMap(view => view.nodes.map(({ name, device }) => ({ device, metal: spoken(name, view.name) })))
  const guests = clusters.guests().map(({ device, node, cluster }) => ({ device, metal: spoken(node, cluster) }))
  return new Map([...nodes, ...guests].flatMap(({ device, metal }) => (device === undefined ? [] : [[device, metal]])))
}

/** The file system that holds a path: the one with the longest mount point above it. */
function diskFor<F extends { readonly mount: string }>(path: string, filesystems: readonly F[]): F | undefined {
  return filesystems
    .filter(filesystem => filesystem.mount === '/' || path === filesystem.mount || path.startsWith(`${filesystem.mount}/`))
    .sort((a, b) => b.mount.length - a.mount.length)[0]
}

function takenPorts(sample: ReturnType<Monitoring['latest']>): PlacementDevice['takenPorts'] {
  const byContainer = (sample?.containers ?? []).flatMap(container =>
    container.state === 'running'
      ? container.ports.map(port => ({ port: port.host, protocol: port.protocol, by: container.app ?? container.name }))
      : [],
  )
  const others = (sample?.listeningPorts ?? [])
    .filter(listening => !byContainer.some(port => port.port === listening.port && port.protocol === listening.protocol))
    .map(listening => ({ ...listening, by: 'another program' }))
  return [...byContainer, ...others].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1))
}
