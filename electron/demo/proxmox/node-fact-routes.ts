import { createHash } from 'node:crypto'
import { availableUpdates, packages, processorModels, services } from './node-facts.ts'
import { Answer, type Asked, type Route } from './route.ts'
import { atMost, count, flag, listOf, oneOf, text, vmid } from './rules.ts'
import { versionOf } from './version.ts'
import type { PveWorld } from './world.ts'

const audit = [['/nodes/{node}', 'Sys.Audit']] as const
const modify = [['/nodes/{node}', 'Sys.Modify']] as const
const rootAudit = [['/', 'Sys.Audit']] as const
const arch = { ...oneOf('x86_64', 'aarch64'), only: '9.2' } as const
const day = { ...text, pattern: /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?$/ } as const
const graphics = {
  id: '0000:00:02.0',
  class: '0x030000',
  vendor: '0x8086',
  vendor_name: 'Intel Corporation',
  device: '0x46d1',
  device_name: 'Alder Lake-N [UHD Graphics]',
  subsystem_vendor: '0x8086',
  subsystem_vendor_name: 'Intel Corporation',
  subsystem_device: '0x7270',
  iommugroup: -1,
} as const
const parts =
  'aplinfo apt capabilities ceph certificates config disks dns firewall hardware hosts journal lxc migrateall netstat network qemu query-oci-repo-tags query-url-metadata replication report rrd rrddata scan sdn services spiceshell startall status stopall storage subscription suspendall syslog tasks termproxy time version vncshell vzdump wakeonlan'

/** Facts about a node that seldom change: they are plausible, and cannot be changed. */
export const nodeFactRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}',
    handle: ({ world }) =>
      parts
        .split(' ')
        .filter(name => world.version !== '8.4' || name !== 'query-oci-repo-tags')
        .map(name => ({ name })),
  },
  { method: 'GET', path: '/nodes/{node}/dns', needs: audit, handle: () => ({ search: 'home.arpa', dns1: '192.168.1.1' }) },
  {
    method: 'GET',
    path: '/nodes/{node}/time',
    needs: audit,
    handle: ({ world }) => ({ time: seconds(world), localtime: seconds(world), timezone: 'Etc/UTC' }),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/config',
    needs: rootAudit,
    rules: {
      property: oneOf(
        ...['acme', ...Array.from({ length: 6 }, (_, index) => `acmedomain${index}`), 'ballooning-target', 'description'],
        ...['startall-onboot-delay', 'wakeonlan'],
      ),
    },
    handle: () => ({}),
  },
  { method: 'GET', path: '/nodes/{node}/hosts', needs: rootAudit, handle: ({ world }) => hostsOf(world) },
  { method: 'GET', path: '/nodes/{node}/netstat', needs: audit, handle: () => [] },
  { method: 'GET', path: '/nodes/{node}/aplinfo', handle: () => [] },
  { method: 'GET', path: '/nodes/{node}/replication', rules: { guest: vmid }, handle: () => [] },
  {
    method: 'GET',
    path: '/nodes/{node}/disks/list',
    needs: audit,
    rules: { 'include-partitions': flag, skipsmart: flag, type: oneOf('unused', 'journal_disks') },
    handle: () => [],
  },
  {
    method: 'GET',
    path: '/nodes/{node}/services',
    needs: audit,
    handle: () =>
      services.map(([service, desc]) => ({
        service,
        name: service,
        desc,
        state: 'running',
        'active-state': 'active',
        'unit-state': 'enabled',
      })),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/syslog',
    needs: [['/nodes/{node}', 'Sys.Syslog']],
    rules: { limit: count, service: atMost(128), since: day, start: count, until: day },
    handle: syslog,
  },
  {
    method: 'GET',
    path: '/nodes/{node}/hardware/pci',
    needs: [
      ['/', 'Sys.Audit'],
      ['/', 'Sys.Modify'],
    ],
    rules: { 'pci-class-blacklist': listOf(text), verbose: flag },
    handle: ({ params }) => [params.verbose === '0' ? { id: graphics.id } : graphics],
  },
  { method: 'GET', path: '/nodes/{node}/apt/update', needs: modify, handle: () => availableUpdates },
  { method: 'GET', path: '/nodes/{node}/apt/versions', needs: audit, handle: () => packages },
  {
    method: 'GET',
    path: '/nodes/{node}/subscription',
    handle: ({ node }) => ({
      status: 'notfound',
      message: 'There is no subscription key',
      serverid: createHash('md5').update(node.name).digest('hex').toUpperCase(),
      url: 'https://www.proxmox.com/en/proxmox-virtual-environment/pricing',
    }),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/capabilities/qemu/cpu',
    rules: { arch },
    handle: ({ world }) =>
      processorModels.map(({ name, vendor, abstract }) => ({
        name,
        vendor,
        custom: 0,
        ...(abstract && world.version !== '8.4' && { abstract: 1 }),
      })),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/capabilities/qemu/machines',
    rules: { arch },
    handle: () =>
      ['10.0+pve1', '10.0', '9.2+pve1', '9.2', '9.1', '9.0', '8.2', '8.1', '8.0'].flatMap(version => [
        machine('i440fx', version),
        machine('q35', version),
      ]),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/scan',
    handle: ({ world }) =>
      ['cifs', ...(world.version === '8.4' ? ['glusterfs'] : []), 'iscsi', 'lvm', 'nfs', 'pbs', 'zfs'].map(method => ({ method })),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/report',
    needs: audit,
    handle: ({ world, node }) =>
      `\n==== general system info ====\n\n# hostname\n${node.name}\n\n# cat /etc/hosts\n${hostsOf(world).data}\n# pveversion\n${versionOf(world).version}\n`,
  },
]

function machine(type: 'i440fx' | 'q35', version: string): Readonly<Record<string, unknown>> {
  const id = `pc-${type}-${version}`
  return { id, type, version, ...(version.includes('+') && { changes: 'Disables S3/S4 power states by default.' }) }
}

function hostsOf(world: PveWorld): { readonly data: string; readonly digest: string } {
  const lines = [...world.nodes.values()].map(({ address, name }) => `${address} ${name}.home.arpa ${name}\n`)
  const data = `127.0.0.1 localhost\n${lines.join('')}`
  return { data, digest: createHash('sha1').update(data).digest('hex') }
}

/** What the cluster's log says of the node, as its journal would. */
function syslog({ world, node, params }: Asked): Answer {
  const lines = [...world.log].reverse().filter(event => event.node === node.name)
  const shown = lines.map(
    ({ at, user, message }) => `${new Date(at).toUTCString().slice(8, 25)} ${node.name} pvedaemon[1400]: <${user}> ${message}`,
  )
  const all = [`${new Date(node.bootedAt).toUTCString().slice(8, 25)} ${node.name} systemd[1]: Startup finished.`, ...shown]
  const start = Number(params.start ?? 0)
  return new Answer(
    all.slice(start, start + Number(params.limit ?? 500)).map((t, index) => ({ n: start + index + 1, t })),
    { total: all.length },
  )
}

function seconds(world: PveWorld): number {
  return Math.floor(world.time.now() / 1000)
}
