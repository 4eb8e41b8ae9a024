import { between, chance } from '../chance.ts'
import type { DemoTime } from '../demo-time.ts'
import { hardwareAddress, uuidOf } from './guests/guest-digest.ts'
import { putVolume } from './volumes.ts'
import type { PveConfig, PveGuest, PveStorage, PveVersion, PveVolume, PveWorld } from './world.ts'

const gib = 1024 ** 3
const mib = 1024 ** 2
const dayMs = 24 * 3600 * 1000

/** A guest of the demo in short. */
interface Planned {
  readonly vmid: number
  readonly type: 'qemu' | 'lxc'
  readonly name: string
  readonly node: string
  readonly cores: number
  readonly memoryMiB: number
  readonly diskGiB: number
  readonly storage: string
  readonly bridge: string
  readonly vlan?: number
  readonly upDays?: number
  readonly os: string
  readonly tags?: string
  readonly template?: boolean
}

const planned: readonly Planned[] = [
  {
    vmid: 100,
    type: 'qemu',
    name: 'web-01',
    node: 'pve1',
    cores: 2,
    memoryMiB: 4096,
    diskGiB: 32,
    storage: 'local-lvm',
    bridge: 'vmbr0',
    upDays: 41,
    os: 'l26',
    tags: 'web',
  },
  {
    vmid: 101,
    type: 'lxc',
    name: 'pihole',
    node: 'pve1',
    cores: 1,
    memoryMiB: 512,
    diskGiB: 8,
    storage: 'local-lvm',
    bridge: 'vmbr0',
    upDays: 41,
    os: 'debian',
  },
  {
    vmid: 102,
    type: 'qemu',
    name: 'win-desktop',
    node: 'pve1',
    cores: 4,
    memoryMiB: 8192,
    diskGiB: 120,
    storage: 'tank',
    bridge: 'vmbr0',
    os: 'win11',
  },
  {
    vmid: 103,
    type: 'qemu',
    name: 'db-1',
    node: 'pve2',
    cores: 4,
    memoryMiB: 8192,
    diskGiB: 100,
    storage: 'ceph',
    bridge: 'vmbr0',
    upDays: 19,
    os: 'l26',
    tags: 'prod',
  },
  {
    vmid: 104,
    type: 'lxc',
    name: 'monitor',
    node: 'pve2',
    cores: 1,
    memoryMiB: 1024,
    diskGiB: 16,
    storage: 'local-lvm',
    bridge: 'vmbr0',
    upDays: 19,
    os: 'debian',
  },
  {
    vmid: 105,
    type: 'lxc',
    name: 'dev-box',
    node: 'pve3',
    cores: 2,
    memoryMiB: 2048,
    diskGiB: 20,
    storage: 'local-lvm',
    bridge: 'vmbr1',
    vlan: 20,
    os: 'ubuntu',
  },
  {
    vmid: 106,
    type: 'lxc',
    name: 'ci-1',
    node: 'pve3',
    cores: 4,
    memoryMiB: 4096,
    diskGiB: 40,
    storage: 'ceph',
    bridge: 'vmbr1',
    vlan: 20,
    upDays: 6,
    os: 'debian',
  },
  {
    vmid: 9000,
    type: 'qemu',
    name: 'debian-13-template',
    node: 'pve1',
    cores: 2,
    memoryMiB: 2048,
    diskGiB: 3,
    storage: 'ceph',
    bridge: 'vmbr0',
    os: 'l26',
    template: true,
  },
]

const images = [
  { volid: 'local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst', content: 'vztmpl', format: 'tzst', mib: 124 },
  { volid: 'local:vztmpl/debian-12-standard_12.12-1_amd64.tar.zst', content: 'vztmpl', format: 'tzst', mib: 121 },
  { volid: 'local:vztmpl/alpine-3.22-default_20250617_amd64.tar.xz', content: 'vztmpl', format: 'txz', mib: 3 },
  { volid: 'local:vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst', content: 'vztmpl', format: 'tzst', mib: 135 },
  { volid: 'local:iso/debian-13.1.0-amd64-netinst.iso', content: 'iso', format: 'iso', mib: 783 },
  { volid: 'local:import/debian-13-genericcloud-amd64.qcow2', content: 'import', format: 'qcow2', mib: 330 },
  { volid: 'local:import/noble-server-cloudimg-amd64.qcow2', content: 'import', format: 'qcow2', mib: 590 },
] as const

/** The cluster of the demo: `nodes` of it, and so many made-up guests besides its own. */
export function demoWorld(options: {
  readonly version: PveVersion
  readonly time: DemoTime
  readonly nodes: number
  readonly guests: number
  readonly addresses: readonly string[]
  readonly seed: string
}): PveWorld {
  const { version, time, seed } = options
  const world = emptyWorld(version, time, options.nodes > 1 ? 'home' : undefined)
  const now = time.now()
  const shapes = [
    { cores: 8, memoryBytes: 31.2 * gib, own: 5.9 * gib, days: 41 },
    { cores: 4, memoryBytes: 15.5 * gib, own: 2.4 * gib, days: 19 },
    { cores: 4, memoryBytes: 15.5 * gib, own: 2.2 * gib, days: 41 },
  ] as const
  for (let number = 1; number <= options.nodes; number += 1) {
    const shape = shapes[(number - 1) % shapes.length] ?? shapes[0]
    const grows = options.guests > 0 ? 32 : 1
    const name = `pve${number}`
    world.nodes.set(name, {
      name,
      number,
      address: options.addresses[number - 1] ?? options.addresses[0] ?? '127.0.0.1',
      cores: shape.cores * grows,
      memoryBytes: Math.round(shape.memoryBytes * grows),
      ownMemoryBytes: Math.round(shape.own),
      online: true,
      bootedAt: now - shape.days * dayMs,
    })
    world.networks.set(name, [
      { iface: 'eno1', type: 'eth', autostart: false, ports: '', vlanAware: false },
      {
        iface: 'vmbr0',
        type: 'bridge',
        cidr: `192.168.1.${10 + number}/24`,
        gateway: '192.168.1.1',
        comments: 'Home network',
        autostart: true,
        ports: 'eno1',
        vlanAware: true,
      },
      { iface: 'vmbr1', type: 'bridge', comments: 'Lab network, VLAN 20', autostart: true, ports: 'eno1.20', vlanAware: false },
    ])
    for (const image of images) {
      putVolume(world, {
        volid: image.volid,
        storage: 'local',
        node: name,
        content: image.content,
        format: image.format,
        sizeBytes: image.mib * mib,
        usedBytes: image.mib * mib,
        ctime: Math.floor((now - 60 * dayMs) / 1000),
      })
    }
  }
  for (const storage of storagesFor(options.nodes)) world.storages.set(storage.name, storage)
  for (const plan of planned) if (world.nodes.has(plan.node) && world.storages.has(plan.storage)) addGuest(world, plan, seed)
  for (let index = 0; index < options.guests; index += 1) addGuest(world, madeUp(index, options.nodes, seed), seed)
  if (options.nodes > 1) addPast(world)
  return world
}

/** A world with nothing in it. */
export function emptyWorld(version: PveVersion, time: DemoTime, clusterName: string | undefined): PveWorld {
  return {
    version,
    time,
    ...(clusterName !== undefined && { clusterName }),
    nodes: new Map(),
    storages: new Map(),
    volumes: new Map(),
    guests: new Map(),
    tasks: [],
    managed: new Map(),
    pools: new Map(),
    options: new Map(),
    networks: new Map(),
    stagedNetworks: new Map(),
    fingerprints: new Map(),
  }
}

function storagesFor(nodes: number): readonly PveStorage[] {
  const local: PveStorage = {
    name: 'local',
    type: 'dir',
    shared: false,
    path: '/var/lib/vz',
    content: ['iso', 'vztmpl', 'backup', 'snippets', 'import', 'images', 'rootdir'],
    totalBytes: 94 * gib,
    otherBytes: 9 * gib,
    disabled: false,
  }
  const thin: PveStorage = {
    name: 'local-lvm',
    type: 'lvmthin',
    shared: false,
    content: ['images', 'rootdir'],
    totalBytes: 349 * gib,
    disabled: false,
  }
  if (nodes === 1) return [local, thin]
  return [
    local,
    thin,
    {
      name: 'tank',
      type: 'zfspool',
      shared: false,
      nodes: ['pve1'],
      content: ['images', 'rootdir', 'backup'],
      totalBytes: 3.6 * 1024 * gib,
      otherBytes: 1.1 * 1024 * gib,
      disabled: false,
    },
    {
      name: 'ceph',
      type: 'rbd',
      shared: true,
      content: ['images', 'rootdir'],
      totalBytes: 894 * gib,
      otherBytes: 250 * gib,
      disabled: false,
    },
  ]
}

function addGuest(world: PveWorld, plan: Planned, seed: string): void {
  const { vmid, type, node, name } = plan
  const volid = `${plan.storage}:${plan.template ? 'base' : type === 'lxc' ? 'subvol' : 'vm'}-${vmid}-disk-0`
  const mac = hardwareAddress(seed, vmid)
  const tag = plan.vlan === undefined ? '' : `,tag=${plan.vlan}`
  const disk = `${volid},size=${plan.diskGiB}G`
  const common: PveConfig = {
    memory: String(plan.memoryMiB),
    cores: String(plan.cores),
    ostype: plan.os,
    ...(plan.upDays !== undefined && { onboot: '1' }),
    ...(plan.tags !== undefined && { tags: plan.tags }),
  }
  const config: PveConfig =
    type === 'lxc'
      ? {
          ...common,
          arch: 'amd64',
          hostname: name,
          rootfs: disk,
          swap: '512',
          unprivileged: '1',
          features: 'nesting=1',
          net0: `name=eth0,bridge=${plan.bridge},hwaddr=${mac},ip=dhcp${tag},type=veth`,
        }
      : {
          ...common,
          name,
          boot: 'order=scsi0;net0',
          scsihw: 'virtio-scsi-single',
          scsi0: disk,
          net0: `virtio=${mac},bridge=${plan.bridge}${tag}`,
          agent: '1',
          smbios1: `uuid=${uuidOf(seed, vmid, 'smbios')}`,
          vmgenid: uuidOf(seed, vmid, 'generation'),
          meta: 'creation-qemu=10.0.2,ctime=1735689600',
          ...(plan.template && { template: '1' }),
        }
  const running = plan.upDays !== undefined
  const startedAt = running ? world.time.now() - plan.upDays * dayMs : 0
  const guest: PveGuest = {
    vmid,
    type,
    node,
    config,
    pending: {},
    snapshots: [],
    status: running ? 'running' : 'stopped',
    paused: false,
    startedAt,
    template: plan.template === true,
    obeys: true,
    address: `192.168.1.${100 + (vmid % 100)}`,
  }
  world.guests.set(vmid, guest)
  const volume: PveVolume = {
    volid,
    storage: plan.storage,
    node,
    content: type === 'lxc' ? 'rootdir' : 'images',
    format: 'raw',
    sizeBytes: plan.diskGiB * gib,
    usedBytes: Math.round(plan.diskGiB * gib * between(0.2, 0.5, seed, vmid)),
    ctime: Math.floor((world.time.now() - 50 * dayMs) / 1000),
    vmid,
  }
  putVolume(world, volume)
}

function madeUp(index: number, nodes: number, seed: string): Planned {
  const vmid = 1000 + index
  const isMachine = chance(seed, 'kind', index) < 0.4
  const runs = chance(seed, 'runs', index) < 0.8
  return {
    vmid,
    type: isMachine ? 'qemu' : 'lxc',
    name: `${isMachine ? 'vm' : 'ct'}-${String(index + 1).padStart(4, '0')}`,
    node: `pve${(index % nodes) + 1}`,
    cores: 1 + Math.floor(chance(seed, 'cores', index) * 4),
    memoryMiB: 256 * 2 ** Math.floor(chance(seed, 'memory', index) * 4),
    diskGiB: 4,
    storage: 'local-lvm',
    bridge: 'vmbr0',
    os: isMachine ? 'l26' : 'debian',
    ...(runs && { upDays: Math.ceil(chance(seed, 'up', index) * 40) }),
  }
}

/** Tasks and backups from before, as a lived-in cluster has them. */
function addPast(world: PveWorld): void {
  const now = world.time.now()
  const past = [
    { minutes: 38, node: 'pve2', type: 'qmsnapshot', id: '103', seconds: 3, log: ["snapshotting 'drive-scsi0' (ceph:vm-103-disk-0)"] },
    {
      minutes: 732,
      node: 'pve1',
      type: 'vzdump',
      id: '100',
      seconds: 128,
      log: [
        'INFO: starting new backup job: vzdump 100 --storage tank --mode snapshot',
        'INFO: 100% (11.4 GiB of 11.4 GiB) in 2m 8s, read: 91.2 MiB/s',
        'INFO: Finished Backup of VM 100 (00:02:08)',
      ],
    },
    {
      minutes: 734,
      node: 'pve2',
      type: 'vzdump',
      id: '103',
      seconds: 571,
      log: ['INFO: starting new backup job: vzdump 103 --storage local --mode snapshot', 'INFO: Finished Backup of VM 103 (00:09:31)'],
    },
    {
      minutes: 7 * 1440,
      node: 'pve2',
      type: 'vzmigrate',
      id: '106',
      seconds: 64,
      log: [
        "starting migration of CT 106 to node 'pve3'",
        'WARN: first attempt timed out, trying again',
        'migration finished successfully (duration 00:01:04)',
      ],
    },
  ] as const
  for (const { minutes, node, type, id, seconds, log } of past) {
    const startedAt = Math.floor(now / 1000) - minutes * 60
    const hex = (number: number) => number.toString(16).toUpperCase().padStart(8, '0')
    const warned = log.some(line => line.startsWith('WARN'))
    const exitstatus = warned ? 'WARNINGS: 1' : 'OK'
    world.tasks.push({
      upid: `UPID:${node}:${hex(2000 + minutes)}:${hex(4_000_000 - minutes)}:${hex(startedAt)}:${type}:${id}:root@pam:`,
      node,
      pid: 2000 + minutes,
      pstart: 4_000_000 - minutes,
      startedAt,
      type,
      id,
      user: 'root@pam',
      endedAt: startedAt + seconds,
      exitstatus,
      log: [...log, warned ? 'TASK WARNINGS: 1' : 'TASK OK'],
      abort: new AbortController(),
    })
  }
  const db = world.guests.get(103)
  if (db) {
    db.snapshots = [
      {
        name: 'before-tuning',
        description: 'Before the new settings',
        at: Math.floor(now / 1000) - 38 * 60,
        config: db.config,
        vmstate: false,
      },
    ]
    db.parent = 'before-tuning'
  }
  const web = world.guests.get(100)
  if (web) {
    const made = new Date(now - 732 * 60_000)
    const stamp = made
      .toISOString()
      .slice(0, 19)
      .replace('T', '-')
      .replaceAll(':', '_')
      .replace(/^(\d+)-(\d+)-(\d+)/, '$1_$2_$3')
    putVolume(world, {
      volid: `tank:backup/vzdump-qemu-100-${stamp}.vma.zst`,
      storage: 'tank',
      node: 'pve1',
      content: 'backup',
      format: 'vma.zst',
      sizeBytes: 11.4 * gib,
      usedBytes: 11.4 * gib,
      ctime: Math.floor(made.getTime() / 1000),
      vmid: 100,
      notes: 'web-01',
      backupOf: { ...web },
    })
  }
}
