import type { GuestNow, KnownCluster } from '../../../electron/core/guest/known-cluster.ts'
import { mainDisk } from '../../../electron/core/guest/known-cluster.ts'
import type { ObservedCluster, ObservedDevice, ObservedRecipe, ObservedWorld } from '../../../electron/core/plan/observed-world.ts'
import type { DesiredEntry, PlannedChanges } from '../../../electron/core/plan/planned-changes.ts'
import { webPortId } from '../../../electron/core/plan/web-port.ts'
import type { AppView } from '../../../shared/model/app.ts'
import type { NodeView } from '../../../shared/model/cluster.ts'
import type { AppEntry, Entry, GuestEntry } from '../../../shared/model/declaration.ts'
import type { GuestConfig, Image } from '../../../shared/model/guest.ts'
import type { PlacementDevice } from '../../../shared/model/placement.ts'
import type { PlanStep } from '../../../shared/model/plan.ts'
import { type Manifest, manifestSchema } from '../../../shared/model/recipe.ts'
import { aDevice } from '../place/arbitraries.ts'

export const MiB = 1024 ** 2
export const GiB = 1024 ** 3

/** A node with 32 GB of memory, a quarter of it used; override what a test is about. */
export function aNode(name: string, more: Partial<NodeView> = {}): NodeView {
  const memory = { memoryTotalBytes: 32 * GiB, memoryUsedBytes: 8 * GiB }
  return { name, state: 'online', cores: 8, guestMemoryBytes: 4 * GiB, ...memory, ...more }
}

/** A guest of ours that runs: 2 cores, 4 GB, a disk of 32 GB. */
export function aGuest(vmid: number, name: string, more: Partial<GuestNow> & { readonly settings?: Partial<GuestConfig> } = {}): GuestNow {
  const { settings, ...rest } = more
  const type = rest.type ?? 'vm'
  const slot = type === 'vm' ? 'scsi0' : 'rootfs'
  const ours = rest.ours ?? true
  return {
    vmid,
    name,
    type,
    node: 'pve1',
    state: 'running',
    template: false,
    ours,
    ...rest,
    config: {
      type,
      name,
      description: '',
      tags: ours ? ['mycopod'] : [],
      cores: 2,
      memoryMiB: 4096,
      disks: [{ slot, kind: 'disk', storage: 'local-lvm', volume: `vm-${vmid}-disk-0`, sizeBytes: 32 * GiB }],
      networks: [{ slot: 'net0', bridge: 'vmbr0', address: 'dhcp' }],
      bootOrder: type === 'vm' ? ['scsi0'] : [],
      startOnBoot: false,
      features: [],
      protected: false,
      agent: false,
      template: false,
      digest: `digest-${vmid}`,
      ...settings,
    },
  }
}

const images: readonly Image[] = ['pve1', 'pve2', 'pve3'].flatMap(node => [
  {
    volume: 'local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst',
    kind: 'container-template',
    name: 'debian-12-standard_12.7-1_amd64.tar.zst',
    storage: 'local',
    node,
    sizeBytes: 120 * MiB,
  } as const,
  {
    volume: 'local:import/noble-server-cloudimg-amd64.img',
    kind: 'disk-image',
    name: 'noble-server-cloudimg-amd64.img',
    storage: 'local',
    node,
    sizeBytes: 600 * MiB,
  } as const,
])

/** A cluster of three nodes with local disks and one shared storage. */
export function aCluster(guests: readonly GuestNow[] = [], more: Partial<KnownCluster> = {}): ObservedCluster {
  const nodes = more.nodes ?? [
    aNode('pve1', { memoryUsedBytes: 10 * GiB }),
    aNode('pve2', { memoryUsedBytes: 20 * GiB }),
    aNode('pve3', { memoryUsedBytes: 14 * GiB }),
  ]
  return {
    name: more.name ?? 'home',
    guests,
    lastBackups: {},
    known: {
      name: 'home',
      nodes,
      storages: [
        ...nodes.flatMap(({ name: node }) => [
          {
            name: 'local',
            node,
            kind: 'dir',
            shared: false,
            available: true,
            content: ['iso', 'vztmpl', 'import'],
            usedBytes: GiB,
            totalBytes: 100 * GiB,
          } as const,
          {
            name: 'local-lvm',
            node,
            kind: 'lvmthin',
            shared: false,
            available: true,
            content: ['images', 'rootdir'],
            usedBytes: 100 * GiB,
            totalBytes: 500 * GiB,
          } as const,
        ]),
        { name: 'ceph', kind: 'rbd', shared: true, available: true, content: ['images', 'rootdir'], usedBytes: 0, totalBytes: 400 * GiB },
      ].map(storage => ({ ...storage, content: [...storage.content] })) as KnownCluster['storages'],
      guests: guests.map(listedOf),
      bridges: [{ name: 'vmbr0', nodes: nodes.map(node => node.name) }],
      images,
      ...more,
    },
  }
}

/** A recipe of one web page, with a plain setting, a secret and one that counts only at the first start. */
export function aRecipe(slug: string, more: Partial<Manifest> = {}): ObservedRecipe {
  const manifest = manifestSchema.parse({
    slug,
    name: slug.replace(/^./, first => first.toUpperCase()),
    version: '1.2.3',
    checked: '2026-11-01',
    category: 'media',
    summary: 'An app.',
    description: 'An app.',
    website: 'https://app.test',
    documentation: 'https://app.test/docs',
    memoryMiB: { minimum: 256, typical: 512 },
    storageGiB: { minimum: 1, typical: 10 },
    cpu: { minimum: 0.1, typical: 0.5 },
    downloadMiB: 100,
    architectures: ['amd64', 'arm64'],
    web: { port: 'web' },
    ports: [{ id: 'web', purpose: 'Its page', service: 'app', container: 80, host: 8080 }],
    data: [{ volume: 'data', purpose: 'Films and series', class: 'precious' }],
    health: { service: 'app', startSeconds: 60 },
    settings: [
      { key: 'TITLE', label: 'Title', kind: 'text', default: 'Home' },
      { key: 'ADMIN_PASSWORD', label: 'Password', kind: 'password' },
      { key: 'LANGUAGE', label: 'Language', kind: 'text', default: 'en', onlyAtFirstStart: true },
    ],
    firstSteps: [],
    ...more,
  })
  return { manifest, images: [`${slug}:1.2.3`] }
}

/** An app that runs on nuc-1; override what a test is about. */
export function anApp(name: string, more: Partial<AppView> = {}): AppView {
  return {
    id: `id-${name}`,
    name,
    title: name.replace(/^./, first => first.toUpperCase()),
    recipe: name,
    version: '1.2.3',
    deviceId: 'nuc-1',
    device: 'nuc-1',
    settings: { TITLE: 'Home', LANGUAGE: 'en' },
    secretSettings: ['ADMIN_PASSWORD'],
    ports: [{ id: 'web', host: 8080, protocol: 'tcp' }],
    stage: 'deployed',
    createdAt: 1,
    updatedAt: 1,
    state: 'running',
    containers: [],
    ...more,
  }
}

export function observed(device: PlacementDevice, more: Partial<ObservedDevice> = {}): ObservedDevice {
  return { device, ...more }
}

/** A lab of one cluster and two devices; override what a test is about. */
export function aWorld(more: Partial<ObservedWorld> & { readonly guests?: readonly GuestNow[] } = {}): ObservedWorld {
  const { guests = [], ...rest } = more
  const here = (more.apps ?? []).map(({ name, recipe }) => ({ name, recipe, memoryBytes: GiB }))
  return {
    clusters: [aCluster(guests)],
    devices: [observed(aDevice('nuc-1', { apps: here })), observed(aDevice('nuc-2', { memoryAvailableBytes: 6 * GiB }))],
    apps: [],
    recipes: [aRecipe('jellyfin'), aRecipe('gitea', { data: [] }), aRecipe('immich')],
    timeZone: 'UTC',
    ...rest,
  }
}

/** Wishes of one declaration, each with a span of its own. */
export function wishes(...entries: readonly Entry[]): readonly DesiredEntry[] {
  return entries.map((entry, at) => ({ declaration: 'home', entry, spans: [[at * 10, at * 10 + 5]] }))
}

export const guest = (name: string, more: Omit<Partial<GuestEntry>, 'kind' | 'name'> = {}): GuestEntry => ({ kind: 'guest', name, ...more })
export const app = (slug: string, more: Omit<Partial<AppEntry>, 'kind' | 'app'> = {}): AppEntry => ({ kind: 'app', app: slug, ...more })
export const apart = (...members: string[]): Entry => ({ kind: 'rule', rule: 'apart', members })
export const together = (...members: string[]): Entry => ({ kind: 'rule', rule: 'together', members })
export const leaveAlone = (...members: string[]): Entry => ({ kind: 'rule', rule: 'leave-alone', members })

/** The lab after all steps of a plan were carried out as they say. */
export function afterPlan(world: ObservedWorld, { steps }: PlannedChanges): ObservedWorld {
  return steps.reduce(
    (lab, step) => (step.entry.kind === 'guest' ? withGuestStep(lab, step, step.entry) : withAppStep(lab, step, step.entry)),
    world,
  )
}

function listedOf({ vmid, name, type, node, template }: GuestNow): KnownCluster['guests'][number] {
  return { vmid, name, type, node, template }
}

function withGuestStep(world: ObservedWorld, step: PlanStep, entry: GuestEntry): ObservedWorld {
  return {
    ...world,
    clusters: world.clusters.map(cluster => {
      if (cluster.name !== step.cluster) return cluster
      const others = cluster.guests.filter(({ name }) => name !== entry.name)
      const now = cluster.guests.find(({ name }) => name === entry.name)
      const guests = step.action === 'delete' ? others : [...others, changed(now, entry, cluster)]
      const unnamed = cluster.known.guests.filter(({ vmid }) => !cluster.guests.some(each => each.vmid === vmid))
      return { ...cluster, guests, known: { ...cluster.known, guests: [...unnamed, ...guests.map(listedOf)] } }
    }),
  }
}

function changed(now: GuestNow | undefined, entry: GuestEntry, { guests }: ObservedCluster): GuestNow {
  const source = guests.find(({ name }) => name === entry.clone)
  const fresh = aGuest(1000 + guests.length, entry.name, {
    type: entry.type ?? 'vm',
    state: 'stopped',
    settings: source ? { ...source.config, tags: ['mycopod'] } : {},
  })
  const before = now ?? fresh
  const main = mainDisk(before.config)
  const onNetwork = {
    ...(entry.bridge && { bridge: entry.bridge }),
    ...(entry.vlan && { vlan: entry.vlan }),
    ...(entry.address && { address: entry.address }),
    ...(entry.gateway && { gateway: entry.gateway }),
  }
  return {
    ...before,
    ours: true,
    node: entry.node ?? before.node,
    state: entry.state === undefined || entry.state === 'absent' ? before.state : entry.state,
    config: {
      ...before.config,
      tags: [...new Set([...(entry.tags ?? before.config.tags), 'mycopod'])].sort(),
      cores: entry.cores ?? before.config.cores,
      memoryMiB: entry.memoryMiB ?? before.config.memoryMiB,
      startOnBoot: entry.startOnBoot ?? before.config.startOnBoot,
      disks: before.config.disks.map(disk =>
        disk.slot === main?.slot
          ? {
              ...disk,
              storage: entry.storage ?? disk.storage,
              sizeBytes: entry.diskGiB === undefined ? disk.sizeBytes : entry.diskGiB * GiB,
            }
          : disk,
      ),
      networks: before.config.networks.map((card, at) => (at === 0 ? { ...card, ...onNetwork } : card)),
      digest: `${before.config.digest}+`,
    },
  }
}

function withAppStep(world: ObservedWorld, step: PlanStep, entry: AppEntry): ObservedWorld {
  const name = entry.name ?? entry.app
  const others = world.apps.filter(each => each.name !== name)
  if (step.action === 'delete') return { ...world, apps: others }
  const recipe = world.recipes.find(({ manifest }) => manifest.slug === entry.app)
  const web = recipe && webPortId(recipe.manifest)
  const before = world.apps.find(each => each.name === name) ?? anApp(name, { recipe: entry.app, device: entry.device ?? 'nuc-1' })
  const on =
    entry.state === undefined ? (before.state === 'missing' ? 'running' : before.state) : entry.state === 'stopped' ? 'stopped' : 'running'
  const after: AppView = {
    ...before,
    settings: { ...before.settings, ...entry.settings },
    ports: before.ports.map(port => (port.id === web && entry.port !== undefined ? { ...port, host: entry.port } : port)),
    state: on,
    updatedAt: before.updatedAt + 1,
  }
  return { ...world, apps: [...others, after] }
}
