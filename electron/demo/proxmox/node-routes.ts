import { isOn } from './cluster-routes.ts'
import { nodeLoad } from './node-load.ts'
import type { Route } from './route.ts'
import { versionOf } from './version.ts'
import { usedBytes } from './volumes.ts'
import type { PveWorld } from './world.ts'

const audit = [['/nodes/{node}', 'Sys.Audit']] as const
const rrdSpans = { hour: [60, 70], day: [1800, 70], week: [10_800, 70], month: [43_200, 70], year: [604_800, 70] } as const

/** Calls about a node itself. */
export const nodeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes',
    handle: ({ world, caller }) =>
      [...world.nodes.values()].map(node => {
        const base = {
          node: node.name,
          type: 'node',
          id: `node/${node.name}`,
          status: node.online ? 'online' : 'offline',
          level: '',
          ssl_fingerprint: world.fingerprints.get(node.name) ?? '',
        }
        if (!caller.may(`/nodes/${node.name}`, 'Sys.Audit')) return base
        const load = nodeLoad(world, node)
        const limits = { maxcpu: node.cores, maxmem: node.memoryBytes }
        return node.online
          ? {
              ...base,
              ...limits,
              cpu: load.cpu,
              mem: load.memoryBytes,
              disk: load.diskUsedBytes,
              maxdisk: load.diskTotalBytes,
              uptime: load.uptimeSeconds,
            }
          : { ...base, ...limits }
      }),
  },
  {
    method: 'GET',
    path: '/nodes/{node}',
    handle: () => ['lxc', 'network', 'qemu', 'rrddata', 'status', 'storage', 'tasks', 'version', 'vzdump'].map(name => ({ name })),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/status',
    needs: audit,
    handle({ world, node }) {
      const load = nodeLoad(world, node)
      const { version, repoid } = versionOf(world)
      const kernel = world.version === '9.2' ? '6.14.11-4-pve' : '6.8.12-9-pve'
      const free = node.memoryBytes - load.memoryBytes
      return {
        uptime: load.uptimeSeconds,
        cpu: load.cpu,
        wait: 0,
        idle: 0,
        ksm: { shared: 0 },
        loadavg: [1, 0.9, 0.8].map(share => (load.cpu * node.cores * share).toFixed(2)),
        memory: { total: node.memoryBytes, used: load.memoryBytes, free, ...(world.version === '9.2' && { available: free }) },
        swap: { total: 0, used: 0, free: 0 },
        rootfs: {
          total: load.diskTotalBytes,
          used: load.diskUsedBytes,
          avail: load.diskTotalBytes - load.diskUsedBytes,
          free: load.diskTotalBytes - load.diskUsedBytes,
        },
        pveversion: `pve-manager/${version}/${repoid}`,
        kversion: `Linux ${kernel} #1 SMP PREEMPT_DYNAMIC`,
        'current-kernel': { sysname: 'Linux', release: kernel, version: '#1 SMP PREEMPT_DYNAMIC', machine: 'x86_64' },
        'boot-info': { mode: 'efi', secureboot: 0 },
        cpuinfo: {
          cpus: node.cores,
          cores: Math.ceil(node.cores / 2),
          sockets: 1,
          model: 'Intel(R) N100',
          mhz: '2800.000',
          hvm: '1',
          user_hz: 100,
          flags: 'fpu vmx sse4_2 aes avx2',
        },
      }
    },
  },
  { method: 'GET', path: '/nodes/{node}/version', handle: ({ world }) => versionOf(world) },
  { method: 'GET', path: '/nodes/{node}/dns', needs: audit, handle: () => ({ search: 'home.arpa', dns1: '192.168.1.1' }) },
  {
    method: 'GET',
    path: '/nodes/{node}/time',
    needs: audit,
    handle: ({ world }) => ({ time: seconds(world), localtime: seconds(world), timezone: 'Etc/UTC' }),
  },
  { method: 'GET', path: '/nodes/{node}/config', needs: audit, handle: () => ({}) },
  {
    method: 'GET',
    path: '/nodes/{node}/hosts',
    needs: audit,
    handle: ({ node }) => ({ data: `127.0.0.1 localhost\n${node.address} ${node.name}\n`, digest: '0'.repeat(40) }),
  },
  ...(['disks/list', 'aplinfo', 'netstat', 'replication', 'services'] as const).map(
    (part): Route => ({ method: 'GET', path: `/nodes/{node}/${part}`, needs: audit, handle: () => [] }),
  ),
  {
    method: 'GET',
    path: '/nodes/{node}/certificates/info',
    handle: ({ world, node }) => [
      {
        filename: 'pve-ssl.pem',
        fingerprint: world.fingerprints.get(node.name) ?? '',
        subject: `/O=PVE Cluster Node/CN=${node.name}`,
        issuer: '/CN=Proxmox Virtual Environment',
        san: [node.address, node.name, 'localhost'],
        notbefore: seconds(world) - 86_400,
        notafter: seconds(world) + 730 * 86_400,
        'public-key-bits': 2048,
        'public-key-type': 'rsaEncryption',
      },
    ],
  },
  {
    method: 'GET',
    path: '/nodes/{node}/rrddata',
    needs: audit,
    rules: {
      timeframe: { type: 'string', choices: ['hour', 'day', 'week', 'month', 'year'] },
      cf: { type: 'string', optional: true, choices: ['AVERAGE', 'MAX'] },
    },
    handle({ world, node, params }) {
      const [step, count] = rrdSpans[params.timeframe as keyof typeof rrdSpans]
      const last = Math.floor(seconds(world) / step) * step
      return Array.from({ length: count }, (_, index) => {
        const time = last - (count - 1 - index) * step
        if (time * 1000 < node.bootedAt) return { time }
        const load = nodeLoad(world, node, time * 1000)
        return {
          time,
          cpu: load.cpu,
          maxcpu: node.cores,
          memused: load.memoryBytes,
          memtotal: node.memoryBytes,
          rootused: load.diskUsedBytes,
          roottotal: load.diskTotalBytes,
          loadavg: load.cpu * node.cores,
          iowait: 0,
          swapused: 0,
          swaptotal: 0,
          netin: load.cpu * 4e6,
          netout: load.cpu * 2.5e6,
        }
      })
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage',
    rules: {
      content: { type: 'string', optional: true },
      enabled: { type: 'boolean', optional: true },
      format: { type: 'boolean', optional: true },
      storage: { type: 'string', optional: true },
      target: { type: 'string', optional: true },
    },
    handle: ({ world, node, params, caller }) =>
      [...world.storages.values()]
        .filter(
          storage =>
            isOn(storage, node) &&
            (caller.may(`/storage/${storage.name}`, 'Datastore.Audit') ||
              caller.may(`/storage/${storage.name}`, 'Datastore.AllocateSpace')),
        )
        .filter(
          storage =>
            (params.storage === undefined || storage.name === params.storage) &&
            (params.enabled !== '1' || !storage.disabled) &&
            (params.content === undefined || params.content.split(',').some(wanted => storage.content.includes(wanted))),
        )
        .map(storage => storageStatus(world, storage.name, node.name)),
  },
]

/** How full a storage is on a node, as lists and its own status tell it. */
export function storageStatus(world: PveWorld, name: string, node: string): Readonly<Record<string, unknown>> {
  const storage = world.storages.get(name)
  if (!storage) return {}
  const base = { storage: name, type: storage.type, content: storage.content.join(','), shared: storage.shared ? 1 : 0 }
  if (storage.disabled) return { ...base, active: 0, enabled: 0, avail: 0, total: 0, used: 0 }
  const used = usedBytes(world, storage, node)
  return {
    ...base,
    active: 1,
    enabled: 1,
    total: storage.totalBytes,
    used,
    avail: storage.totalBytes - used,
    used_fraction: used / storage.totalBytes,
  }
}

function seconds(world: PveWorld): number {
  return Math.floor(world.time.now() / 1000)
}
