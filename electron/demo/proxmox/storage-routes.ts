import { createHash } from 'node:crypto'
import { nodeLoad } from './node-load.ts'
import { isOn } from './resources.ts'
import { type Asked, Refusal, type Route, type Rules } from './route.ts'
import {
  atMost,
  bandwidths,
  configId,
  digest,
  each,
  flag,
  listOf,
  node,
  oneOf,
  required,
  splitList,
  storageContent,
  storageId,
  text,
} from './rules.ts'
import { usedBytes } from './volumes.ts'
import type { PveStorage, PveWorld } from './world.ts'

const define = [['/storage', 'Datastore.Allocate']] as const
const see = [
  ['/storage/{storage}', 'Datastore.Audit'],
  ['/storage/{storage}', 'Datastore.AllocateSpace'],
] as const
/** What the simulation has; the others are known but refused. */
const simulated = ['dir', 'lvmthin', 'zfspool', 'rbd', 'nfs'] as const
const known = ['btrfs', 'cephfs', 'cifs', 'dir', 'esxi', 'iscsi', 'iscsidirect', 'lvm', 'lvmthin', 'nfs', 'pbs', 'rbd', 'zfs', 'zfspool']
const alsoIn = { '8.4': ['glusterfs'] } as const
const wanted: Readonly<Record<(typeof simulated)[number], readonly string[]>> = {
  dir: ['path'],
  lvmthin: ['vgname', 'thinpool'],
  nfs: ['server', 'export'],
  rbd: ['pool'],
  zfspool: ['pool'],
}

const changeable: Rules = {
  bwlimit: bandwidths,
  ...each('blocksize comstar_hg comstar_tg content-dirs data-pool encryption-key is_mountpoint keyring lio_tpg'.split(' '), text),
  ...each(
    'master-pubkey monhost mountpoint namespace options pool prune-backups saferemove_throughput server subdir username'.split(' '),
    text,
  ),
  ...each('create-base-path create-subdirs disable fuse krbd mkdir nocow nowritecache saferemove shared'.split(' '), flag),
  ...each(['skip-cert-verification', 'sparse', 'tagged_only'], flag),
  ...each(['domain', 'password'], atMost(256)),
  ...each(['maxfiles'], { type: 'integer', optional: true, minimum: 0, only: '8.4' }),
  ...each(['server2'], { ...text, only: '8.4' }),
  ...each(['transport'], { ...oneOf('tcp', 'rdma', 'unix'), only: '8.4' }),
  ...each(['zfs-base-path'], { ...text, only: '9.2' }),
  ...each(['snapshot-as-volume-chain'], { ...flag, only: '9.2' }),
  ...each(['saferemove-stepsize'], { type: 'integer', optional: true, choices: ['1', '2', '4', '8', '16', '32'], only: '9.2' }),
  content: listOf(storageContent),
  fingerprint: { ...text, pattern: /^(?:[A-Fa-f0-9]{2}:){31}[A-Fa-f0-9]{2}$/ },
  format: oneOf('raw', 'qcow2', 'subvol', 'vmdk'),
  'fs-name': configId,
  'max-protected-backups': { type: 'integer', optional: true, minimum: -1 },
  nodes: listOf(node),
  port: { type: 'integer', optional: true, minimum: 1, maximum: 65_535 },
  preallocation: oneOf('off', 'metadata', 'falloc', 'full'),
  smbversion: oneOf('default', '2.0', '2.1', '3', '3.0', '3.11'),
}

/** Definitions of storages, and how full they are on a node. */
export const storageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/storage',
    rules: { type: { ...oneOf(...known), alsoIn } },
    handle: ({ world, caller, params }) =>
      [...world.storages.values()]
        .filter(storage => maySee(caller, storage) && (params.type === undefined || storage.type === params.type))
        .map(storage => toldDefinition(world, storage)),
  },
  {
    method: 'POST',
    path: '/storage',
    needs: define,
    rules: {
      ...changeable,
      ...each('authsupported base datastore export iscsiprovider path portal share target thinpool vgname'.split(' '), text),
      volume: { ...text, only: '8.4' },
      storage: required(storageId),
      type: { ...required(oneOf(...known)), alsoIn },
    },
    handle: defineStorage,
  },
  {
    method: 'GET',
    path: '/storage/{storage}',
    needs: [['/storage/{storage}', 'Datastore.Allocate']],
    handle: asked => toldDefinition(asked.world, storageOf(asked, `storage '${asked.params.storage}' does not exist`)),
  },
  {
    method: 'PUT',
    path: '/storage/{storage}',
    needs: define,
    rules: { ...changeable, delete: { ...listOf(configId), maxLength: 4096 }, digest },
    handle(asked) {
      const { params, world } = asked
      const storage = storageOf(asked, `update storage failed: storage ID '${params.storage}' does not exist`)
      if (params.digest !== undefined && params.digest !== digestOf(world))
        throw new Refusal(500, 'update storage failed: detected modified configuration - file changed by other user? Try again.')
      const { storage: _, digest: __, delete: gone = '', content, disable, nodes, ...settings } = params
      const kept = Object.entries({ ...storage.settings, ...settings }).filter(([name]) => !splitList(gone).includes(name))
      storage.settings = Object.fromEntries(kept)
      if (content !== undefined) storage.content = splitList(content)
      if (disable !== undefined) storage.disabled = disable === '1'
      if (nodes !== undefined) storage.nodes = splitList(nodes)
      if (splitList(gone).includes('disable')) storage.disabled = false
      if (splitList(gone).includes('nodes')) delete storage.nodes
      return { storage: storage.name, type: storage.type }
    },
  },
  {
    method: 'DELETE',
    path: '/storage/{storage}',
    needs: define,
    handle(asked) {
      const { name } = storageOf(asked, `delete storage failed: storage '${asked.params.storage}' does not exist`)
      asked.world.storages.delete(name)
      return null
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage',
    rules: { content: listOf(storageContent), enabled: flag, format: flag, storage: storageId, target: node },
    handle: ({ world, node: here, params, caller }) => {
      const kinds = params.content === undefined ? undefined : splitList(params.content)
      return [...world.storages.values()]
        .filter(storage => isOn(storage, here) && maySee(caller, storage))
        .filter(storage => params.target === undefined || isOn(storage, { name: params.target }))
        .filter(({ name, disabled }) => (params.storage === undefined || name === params.storage) && (params.enabled !== '1' || !disabled))
        .filter(({ content }) => kinds?.some(kind => content.includes(kind)) ?? true)
        .map(storage => {
          const status = statusOf(world, storage, here.name)
          const fraction = status.total > 0 ? { used_fraction: status.used / status.total } : {}
          return { storage: storage.name, ...status, ...fraction }
        })
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage/{storage}',
    needs: see,
    handle: () => ['content', 'download-url', 'prunebackups', 'rrd', 'rrddata', 'status', 'upload'].map(subdir => ({ subdir })),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage/{storage}/status',
    needs: see,
    handle: asked => statusOf(asked.world, storageHere(asked), asked.node.name),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage/{storage}/rrddata',
    needs: see,
    rules: { cf: oneOf('AVERAGE', 'MAX'), timeframe: required(oneOf('hour', 'day', 'week', 'month', 'year')) },
    handle(asked) {
      const { world, node: here } = asked
      const { used, total } = statusOf(world, storageHere(asked), here.name)
      const last = Math.floor(world.time.now() / 60_000) * 60
      const { uptimeSeconds } = nodeLoad(world, here)
      return Array.from({ length: 60 }, (_, index) => last - (59 - index) * 60).map(time =>
        last - time > uptimeSeconds ? { time } : { time, used, total },
      )
    },
  },
]

/** The storage of the path, which is on the node and may be switched off. Refuses in Proxmox's words where there is none. */
export function storageHere(asked: Asked): PveStorage {
  const storage = storageOf(asked, `storage '${asked.params.storage}' does not exist`)
  if (!isOn(storage, asked.node)) throw new Refusal(500, `storage '${storage.name}' is not available on node '${asked.node.name}'`)
  return storage
}

function storageOf({ world, params }: Asked, otherwise: string): PveStorage {
  const storage = world.storages.get(params.storage ?? '')
  if (!storage) throw new Refusal(500, otherwise)
  return storage
}

function maySee(caller: Asked['caller'], { name }: PveStorage): boolean {
  return caller.may(`/storage/${name}`, 'Datastore.Audit') || caller.may(`/storage/${name}`, 'Datastore.AllocateSpace')
}

function defineStorage({ world, params }: Asked): Readonly<Record<string, string>> {
  const { storage: name = '', type: named, content, disable, nodes, shared, path, ...settings } = params
  const type = simulated.find(one => one === named)
  if (!type) throw new Refusal(500, `create storage failed: storages of the type '${named}' are not simulated`)
  for (const option of wanted[type])
    if (params[option] === undefined) throw new Refusal(500, `missing value for required option '${option}'`)
  if (world.storages.has(name)) throw new Refusal(500, `create storage failed: storage ID '${name}' already defined`)
  const usual = type === 'zfspool' || type === 'lvmthin' || type === 'rbd' ? 'images,rootdir' : 'images,rootdir,iso,vztmpl,backup,snippets'
  world.storages.set(name, {
    name,
    type,
    shared: shared === '1' || type === 'nfs' || type === 'rbd',
    content: splitList(content ?? usual),
    totalBytes: 250 * 1024 ** 3,
    disabled: disable === '1',
    settings,
    ...(path !== undefined && { path }),
    ...(nodes !== undefined && { nodes: splitList(nodes) }),
  })
  return { storage: name, type }
}

function toldDefinition(world: PveWorld, { name, type, content, shared, path, disabled, nodes, settings }: PveStorage) {
  const { priority, ...others } = settings ?? {}
  return {
    storage: name,
    type,
    content: content.join(','),
    digest: digestOf(world),
    ...others,
    ...(priority !== undefined && { priority: Number(priority) }),
    ...(path !== undefined && { path }),
    ...(shared && { shared: 1 }),
    ...(disabled && { disable: 1 }),
    ...(nodes && { nodes: nodes.join(',') }),
  }
}

/** What names the definitions as they are. */
function digestOf(world: PveWorld): string {
  const definitions = [...world.storages.values()].map(({ otherBytes: _, ...definition }) => definition)
  return createHash('sha1').update(JSON.stringify(definitions)).digest('hex')
}

function statusOf(world: PveWorld, storage: PveStorage, at: string) {
  const { type, content, shared, disabled, totalBytes } = storage
  const used = disabled ? 0 : usedBytes(world, storage, at)
  const total = disabled ? 0 : totalBytes
  return {
    type,
    content: content.join(','),
    shared: shared ? 1 : 0,
    active: disabled ? 0 : 1,
    enabled: disabled ? 0 : 1,
    total,
    used,
    avail: total - used,
  }
}
