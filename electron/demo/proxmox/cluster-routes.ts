import { coresOn, loadOf } from './guests/guest-load.ts'
import { diskBytesOf, memoryBytesOf } from './guests/guest-sizes.ts'
import { nameOf } from './guests/guest-words.ts'
import { nodeLoad } from './node-load.ts'
import { isQuorate } from './quorum.ts'
import { Answer, type Asked, Refusal, type Route } from './route.ts'
import { listedTask } from './tasks.ts'
import { versionOf } from './version.ts'
import { usedBytes } from './volumes.ts'
import type { PveGuest, PveNode, PveStorage, PveWorld } from './world.ts'

const text = { type: 'string', optional: true } as const
const flag = { type: 'boolean', optional: true } as const
const cacheMs = 10_000
/** Kinds of a resource in the order Proxmox tests them. */
const kinds: Readonly<Record<string, readonly string[]>> = { vm: ['qemu', 'lxc'], storage: ['storage'], node: ['node'], sdn: ['network'] }

type Resource = Readonly<Record<string, unknown>>
const caches = new WeakMap<PveWorld, { at: number; readonly loads: Map<number, Resource> }>()

/** Calls about the cluster as a whole. */
export const clusterRoutes: readonly Route[] = [
  { method: 'GET', path: '/version', handle: ({ world }) => versionOf(world) },
  {
    method: 'GET',
    path: '/cluster/status',
    needs: [['/', 'Sys.Audit']],
    handle: ({ world, node: local }) => [
      ...(world.clusterName === undefined
        ? []
        : [
            {
              type: 'cluster',
              id: 'cluster',
              name: world.clusterName,
              version: world.nodes.size,
              nodes: world.nodes.size,
              quorate: isQuorate(world) ? 1 : 0,
            },
          ]),
      ...[...world.nodes.values()].map(node => ({
        type: 'node',
        id: `node/${node.name}`,
        name: node.name,
        ip: node.address,
        level: '',
        online: node.online ? 1 : 0,
        local: node.name === local.name ? 1 : 0,
        nodeid: world.clusterName === undefined ? 0 : node.number,
      })),
    ],
  },
  {
    method: 'GET',
    path: '/cluster/resources',
    rules: { type: { type: 'string', optional: true, choices: ['vm', 'storage', 'node', 'sdn'] } },
    handle: resources,
  },
  {
    method: 'GET',
    path: '/cluster/tasks',
    handle: ({ world, caller }) => {
      const all = caller.may('/', 'Sys.Audit')
      return world.tasks
        .filter(task => all || task.user.split('!')[0] === caller.user.split('!')[0])
        .slice(0, 25)
        .map(task => {
          const { pid, pstart, ...listed } = listedTask(task)
          return task.endedAt === undefined ? { ...listed, pid, pstart } : { ...listed, saved: '1' }
        })
    },
  },
  {
    method: 'GET',
    path: '/cluster/nextid',
    rules: { vmid: { type: 'integer', optional: true, minimum: 100, maximum: 999_999_999 } },
    handle({ world, params }) {
      if (params.vmid !== undefined) {
        if (world.guests.has(Number(params.vmid)))
          throw new Refusal(400, 'Parameter verification failed.', { vmid: `VM ${params.vmid} already exists` })
        return params.vmid
      }
      const range = Object.fromEntries((world.options.get('next-id') ?? '').split(',').map(part => part.split('=')))
      for (let vmid = Number(range.lower ?? 100); vmid < Number(range.upper ?? 1_000_000); vmid += 1)
        if (!world.guests.has(vmid)) return String(vmid)
      throw new Refusal(500, 'unable to get any free VMID')
    },
  },
  {
    method: 'GET',
    path: '/cluster/options',
    needs: [['/', 'Sys.Audit']],
    handle: ({ world }) => ({
      description: '',
      mac_prefix: 'BC:24:11',
      'allowed-tags': [],
      ...Object.fromEntries(
        [...world.options].map(([key, value]) => [
          key,
          key === 'next-id'
            ? Object.fromEntries(value.split(',').map(part => part.split('=')))
            : key === 'description'
              ? `${value}\n`
              : value,
        ]),
      ),
    }),
  },
  {
    method: 'PUT',
    path: '/cluster/options',
    needs: [['/', 'Sys.Modify']],
    rules: {
      keyboard: text,
      description: text,
      'next-id': text,
      delete: text,
      mac_prefix: text,
      language: text,
      migration: text,
      bwlimit: text,
    },
    handle({ world, params }) {
      for (const key of params.delete?.split(',') ?? []) world.options.delete(key)
      for (const [key, value] of Object.entries(params)) if (key !== 'delete') world.options.set(key, value)
      return null
    },
  },
  {
    method: 'GET',
    path: '/cluster/log',
    rules: { max: { type: 'integer', optional: true, minimum: 1 } },
    handle: ({ world, params }) =>
      world.tasks.slice(0, Number(params.max ?? 50)).map((task, index) => ({
        uid: String(world.tasks.length - index),
        id: `${world.tasks.length - index}:${task.node}`,
        node: task.node,
        pid: task.pid,
        pri: 6,
        tag: 'pvedaemon',
        user: task.user,
        time: task.endedAt ?? task.startedAt,
        msg: task.endedAt === undefined ? `starting task ${task.upid}` : `end task ${task.upid} ${task.exitstatus}`,
      })),
  },
  {
    method: 'GET',
    path: '/cluster/ha/resources',
    rules: { type: { type: 'string', optional: true, choices: ['ct', 'vm'] } },
    needs: [['/', 'Sys.Audit']],
    handle: ({ world, params }) =>
      [...world.managed]
        .map(([vmid, state]) => ({ sid: sidOf(world, vmid), type: sidOf(world, vmid).split(':')[0] ?? '', state, digest: '0'.repeat(40) }))
        .filter(({ type }) => params.type === undefined || type === params.type),
  },
  {
    method: 'POST',
    path: '/cluster/ha/resources',
    needs: [['/', 'Sys.Console']],
    rules: {
      sid: { type: 'string' },
      state: { type: 'string', optional: true, choices: ['started', 'stopped', 'enabled', 'disabled', 'ignored'] },
      comment: text,
      group: text,
      type: text,
      max_restart: { type: 'integer', optional: true },
      max_relocate: { type: 'integer', optional: true },
    },
    handle({ world, params }) {
      const vmid = Number((params.sid ?? '').split(':').at(-1))
      if (!world.guests.has(vmid)) throw new Refusal(500, `unable to add HA resource: resource '${params.sid}' does not exist`)
      world.managed.set(vmid, params.state ?? 'started')
      return null
    },
  },
  {
    method: 'DELETE',
    path: '/cluster/ha/resources/{sid}',
    needs: [['/', 'Sys.Console']],
    rules: { purge: flag },
    handle({ world, params }) {
      world.managed.delete(Number((params.sid ?? '').split(':').at(-1)))
      return null
    },
  },
  {
    method: 'GET',
    path: '/cluster/ha/status/current',
    handle: ({ world, node }) => [
      {
        id: 'quorum',
        type: 'quorum',
        node: node.name,
        status: isQuorate(world) ? 'OK' : 'No quorum on node!',
        quorate: isQuorate(world) ? 1 : 0,
      },
    ],
  },
  ...(['/cluster/backup', '/cluster/replication', '/cluster/config/nodes', '/cluster/sdn/zones', '/cluster/metrics/server'] as const).map(
    (path): Route => ({ method: 'GET', path, handle: () => [] }),
  ),
]

function resources({ world, params, caller }: Asked): Answer {
  const wanted = params.type === undefined ? undefined : kinds[params.type]
  const all: Resource[] = []
  const fits = (type: string) => wanted === undefined || wanted.includes(type)
  if (fits('qemu'))
    for (const guest of world.guests.values()) if (caller.may(`/vms/${guest.vmid}`, 'VM.Audit')) all.push(guestResource(world, guest))
  for (const node of world.nodes.values()) {
    if (fits('node')) all.push(nodeResource(world, node, caller.may(`/nodes/${node.name}`, 'Sys.Audit')))
    if (fits('storage'))
      for (const storage of world.storages.values())
        if (
          isOn(storage, node) &&
          !storage.disabled &&
          (caller.may(`/storage/${storage.name}`, 'Datastore.Audit') || caller.may(`/storage/${storage.name}`, 'Datastore.AllocateSpace'))
        )
          all.push(storageResource(world, storage, node))
    if (fits('network') && world.version === '9.2' && caller.may('/sdn/zones/localnetwork', 'SDN.Audit'))
      all.push({
        id: `network/${node.name}/zone/localnetwork`,
        type: 'network',
        'network-type': 'zone',
        network: 'localnetwork',
        node: node.name,
        status: 'ok',
      })
  }
  if (wanted === undefined)
    for (const [poolid] of world.pools)
      if (caller.may(`/pool/${poolid}`, 'Pool.Audit')) all.push({ id: `/pool/${poolid}`, type: 'pool', pool: poolid })
  return new Answer(all, {})
}

/** A guest in lists of the cluster. Its load is a cache about 10 s old; its settings are not. */
export function guestResource(world: PveWorld, guest: PveGuest): Resource {
  const isLost = !world.nodes.get(guest.node)?.online
  const pool = [...world.pools].find(([, { guests }]) => guests.has(guest.vmid))?.[0]
  const managed = world.managed.get(guest.vmid)
  return {
    id: `${guest.type}/${guest.vmid}`,
    type: guest.type,
    vmid: guest.vmid,
    node: guest.node,
    name: nameOf(guest),
    template: guest.template ? 1 : 0,
    ...(isLost ? { status: 'unknown' } : cachedLoad(world, guest)),
    ...(guest.config.tags !== undefined && guest.config.tags !== '' && { tags: guest.config.tags }),
    ...(guest.config.lock !== undefined && { lock: guest.config.lock }),
    ...(pool !== undefined && { pool }),
    ...(managed !== undefined && { hastate: managed }),
  }
}

function cachedLoad(world: PveWorld, guest: PveGuest): Resource {
  const now = world.time.now()
  const cache = caches.get(world) ?? { at: now, loads: new Map() }
  if (world.time.realMs(1) > 0 && Math.abs(now - cache.at) >= Math.min(cacheMs, world.time.realMs(cacheMs))) {
    cache.at = now
    cache.loads.clear()
  }
  caches.set(world, cache)
  const known = cache.loads.get(guest.vmid)
  if (known) return known
  const load = loadOf(guest, world)
  const fresh: Resource = {
    status: guest.status,
    cpu: load.cpu,
    maxcpu: coresOn(guest, world),
    mem: load.memoryBytes,
    ...(world.version === '9.2' && { memhost: load.hostMemoryBytes }),
    maxmem: memoryBytesOf(guest),
    disk: guest.type === 'lxc' ? load.diskUsedBytes : 0,
    maxdisk: diskBytesOf(guest),
    netin: load.netInBytes,
    netout: load.netOutBytes,
    diskread: load.diskReadBytes,
    diskwrite: load.diskWriteBytes,
    uptime: load.uptimeSeconds,
  }
  cache.loads.set(guest.vmid, fresh)
  return fresh
}

function nodeResource(world: PveWorld, node: PveNode, seesLoad: boolean): Resource {
  const base = {
    id: `node/${node.name}`,
    type: 'node',
    node: node.name,
    status: node.online ? 'online' : 'offline',
    level: '',
    'cgroup-mode': 2,
  }
  if (!seesLoad) return base
  const load = nodeLoad(world, node)
  const limits = { maxcpu: node.cores, maxmem: node.memoryBytes, maxdisk: load.diskTotalBytes }
  return node.online
    ? { ...base, ...limits, cpu: load.cpu, mem: load.memoryBytes, disk: load.diskUsedBytes, uptime: load.uptimeSeconds }
    : { ...base, ...limits }
}

function storageResource(world: PveWorld, storage: PveStorage, node: PveNode): Resource {
  return {
    id: `storage/${node.name}/${storage.name}`,
    type: 'storage',
    storage: storage.name,
    node: node.name,
    status: node.online ? 'available' : 'unknown',
    plugintype: storage.type,
    shared: storage.shared ? 1 : 0,
    content: storage.content.join(','),
    ...(node.online && { disk: usedBytes(world, storage, node.name), maxdisk: storage.totalBytes }),
  }
}

/** Whether a node has a storage. */
export function isOn(storage: PveStorage, node: Pick<PveNode, 'name'>): boolean {
  return storage.nodes === undefined || storage.nodes.includes(node.name)
}

function sidOf(world: PveWorld, vmid: number): string {
  return `${world.guests.get(vmid)?.type === 'lxc' ? 'ct' : 'vm'}:${vmid}`
}
