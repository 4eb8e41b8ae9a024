import type { DemoTime } from '../demo-time.ts'
import { addGuest, demoGuests, madeUpGuest } from './demo-guests.ts'
import { addPast } from './demo-past.ts'
import { putVolume } from './volumes.ts'
import type { PveInterface, PveStorage, PveVersion, PveWorld } from './world.ts'

const gib = 1024 ** 3
const mib = 1024 ** 2
const dayMs = 24 * 3600 * 1000

/** Unequal machines; more nodes than these begin again. */
const machines = [
  { cores: 8, memoryGiB: 31.2, ownGiB: 5.9, upDays: 41 },
  { cores: 4, memoryGiB: 15.5, ownGiB: 2.4, upDays: 19 },
  { cores: 4, memoryGiB: 15.5, ownGiB: 2.2, upDays: 41 },
] as const
/** How much bigger they are where they hold a thousand guests each. */
const manyFold = 32

const files = [
  { name: 'vztmpl/debian-13-standard_13.1-2_amd64.tar.zst', format: 'tzst', mib: 124 },
  { name: 'vztmpl/debian-12-standard_12.12-1_amd64.tar.zst', format: 'tzst', mib: 121 },
  { name: 'vztmpl/alpine-3.22-default_20250617_amd64.tar.xz', format: 'txz', mib: 3 },
  { name: 'vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst', format: 'tzst', mib: 135 },
  { name: 'iso/debian-13.1.0-amd64-netinst.iso', format: 'iso', mib: 783 },
  { name: 'import/debian-13-genericcloud-amd64.qcow2', format: 'qcow2', mib: 330 },
  { name: 'import/noble-server-cloudimg-amd64.qcow2', format: 'qcow2', mib: 590 },
] as const

const local: PveStorage = {
  name: 'local',
  type: 'dir',
  shared: false,
  path: '/var/lib/vz',
  content: ['iso', 'vztmpl', 'backup', 'snippets', 'import'],
  totalBytes: 94 * gib,
  otherBytes: 4 * gib,
  disabled: false,
}
const thin: PveStorage = {
  name: 'local-lvm',
  type: 'lvmthin',
  shared: false,
  content: ['images', 'rootdir'],
  totalBytes: 349 * gib,
  otherBytes: 3 * gib,
  settings: { vgname: 'pve', thinpool: 'data' },
  disabled: false,
}
const tank: PveStorage = {
  name: 'tank',
  type: 'zfspool',
  shared: false,
  nodes: ['pve1'],
  content: ['images', 'rootdir'],
  totalBytes: Math.round(3.6 * 1024 * gib),
  otherBytes: Math.round(1.1 * 1024 * gib),
  settings: { pool: 'tank' },
  disabled: false,
}
const ceph: PveStorage = {
  name: 'ceph',
  type: 'rbd',
  shared: true,
  content: ['images', 'rootdir'],
  totalBytes: 894 * gib,
  otherBytes: 260 * gib,
  settings: { pool: 'ceph' },
  disabled: false,
}

/** The cluster of the demo: so many nodes of it, and so many made-up guests besides its own. The same seed gives the same guests. */
export function demoWorld(options: {
  readonly version: PveVersion
  readonly time: DemoTime
  readonly nodes: number
  readonly guests: number
  /** One a node, or one for all. */
  readonly addresses: readonly string[]
  readonly seed: string
}): PveWorld {
  const { version, time, seed, nodes } = options
  const world = emptyWorld(version, time, nodes > 1 ? 'home' : undefined)
  // A node alone has only what is in it.
  for (const storage of nodes > 1 ? [local, thin, tank, ceph] : [local, thin]) world.storages.set(storage.name, { ...storage })
  for (let number = 1; number <= nodes; number += 1) addNode(world, number, options)
  for (const plan of demoGuests) {
    const storage = world.storages.has(plan.storage) ? plan.storage : 'local-lvm'
    if (world.nodes.has(plan.node)) addGuest(world, { ...plan, storage }, seed)
  }
  for (let index = 0; index < options.guests; index += 1) addGuest(world, madeUpGuest(index, nodes, seed), seed)
  if (nodes >= machines.length) addPast(world)
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
    certificates: new Map(),
    firewall: new Map(),
    backupJobs: new Map(),
    log: [],
  }
}

function addNode(world: PveWorld, number: number, { guests, addresses }: Parameters<typeof demoWorld>[0]): void {
  const machine = machines[(number - 1) % machines.length] ?? machines[0]
  const grown = guests > 0 ? manyFold : 1
  const name = `pve${number}`
  const now = world.time.now()
  world.nodes.set(name, {
    name,
    number,
    address: addresses[number - 1] ?? addresses[0] ?? '127.0.0.1',
    cores: machine.cores * grown,
    memoryBytes: Math.round(machine.memoryGiB * gib) * grown,
    ownMemoryBytes: Math.round(machine.ownGiB * gib),
    online: true,
    bootedAt: now - machine.upDays * dayMs,
  })
  world.networks.set(name, networkOf(number))
  for (const file of files) {
    putVolume(world, {
      volid: `local:${file.name}`,
      storage: 'local',
      node: name,
      content: file.name.split('/')[0] ?? '',
      format: file.format,
      sizeBytes: file.mib * mib,
      usedBytes: file.mib * mib,
      ctime: Math.floor((now - 30 * dayMs) / 1000),
    })
  }
}

function networkOf(number: number): readonly PveInterface[] {
  const address = { cidr: `192.168.1.${10 + number}/24`, gateway: '192.168.1.1' }
  return [
    { iface: 'eno1', settings: { type: 'eth' } },
    {
      iface: 'vmbr0',
      settings: { type: 'bridge', bridge_ports: 'eno1', ...address, autostart: '1', bridge_vlan_aware: '1', comments: 'Home network' },
    },
    { iface: 'vmbr1', settings: { type: 'bridge', bridge_ports: 'eno1.20', autostart: '1', comments: 'Lab network, VLAN 20' } },
  ]
}
