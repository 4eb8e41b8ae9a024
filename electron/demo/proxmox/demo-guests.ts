import { between, chance } from '../chance.ts'
import { hardwareAddress, uuidOf } from './guests/guest-digest.ts'
import { emulatorVersion } from './guests/guest-words.ts'
import { putVolume } from './volumes.ts'
import type { PveConfig, PveGuest, PveWorld } from './world.ts'

/** A guest of the demo in short. */
export interface PlannedGuest {
  readonly vmid: number
  readonly type: PveGuest['type']
  readonly name: string
  readonly node: string
  readonly cores: number
  readonly memoryMiB: number
  readonly diskGiB: number
  readonly storage: string
  readonly network: string
  readonly os: string
  /** For how many days it has been running; absent: it is off. */
  readonly upDays?: number
  readonly tags?: string
  readonly template?: true
}

const gib = 1024 ** 3
const dayMs = 24 * 3600 * 1000
const home = 'bridge=vmbr0'
const lab = 'bridge=vmbr1,tag=20'

type Shape = Pick<PlannedGuest, 'cores' | 'memoryMiB' | 'diskGiB' | 'storage' | 'network' | 'os'>
const shape = (cores: number, memoryMiB: number, diskGiB: number, storage: string, network: string, os: string): Shape => ({
  cores,
  memoryMiB,
  diskGiB,
  storage,
  network,
  os,
})

/** The guests that the demo begins with. */
export const demoGuests: readonly PlannedGuest[] = [
  { vmid: 100, type: 'qemu', name: 'web-01', node: 'pve1', ...shape(2, 4096, 32, 'local-lvm', home, 'l26'), upDays: 41, tags: 'web' },
  { vmid: 101, type: 'lxc', name: 'pihole', node: 'pve1', ...shape(1, 512, 8, 'local-lvm', home, 'debian'), upDays: 41 },
  { vmid: 102, type: 'qemu', name: 'win-desktop', node: 'pve1', ...shape(4, 8192, 120, 'tank', home, 'win11') },
  { vmid: 103, type: 'qemu', name: 'db-1', node: 'pve2', ...shape(4, 8192, 100, 'ceph', home, 'l26'), upDays: 19, tags: 'prod' },
  { vmid: 104, type: 'lxc', name: 'monitor', node: 'pve2', ...shape(1, 1024, 16, 'local-lvm', home, 'debian'), upDays: 19 },
  { vmid: 105, type: 'lxc', name: 'dev-box', node: 'pve3', ...shape(2, 2048, 20, 'local-lvm', lab, 'ubuntu') },
  { vmid: 106, type: 'lxc', name: 'ci-1', node: 'pve3', ...shape(4, 4096, 40, 'ceph', lab, 'debian'), upDays: 6 },
  { vmid: 9000, type: 'qemu', name: 'debian-13-template', node: 'pve1', ...shape(2, 2048, 3, 'ceph', home, 'l26'), template: true },
]

/** One of many guests that are there only to be many. */
export function madeUpGuest(index: number, nodes: number, seed: string): PlannedGuest {
  const isMachine = chance(seed, 'kind', index) < 0.4
  const cores = 1 + Math.floor(chance(seed, 'cores', index) * 4)
  const memoryMiB = 256 * 2 ** Math.floor(chance(seed, 'memory', index) * 4)
  return {
    vmid: 10_000 + index,
    type: isMachine ? 'qemu' : 'lxc',
    name: `${isMachine ? 'vm' : 'ct'}-${String(index + 1).padStart(4, '0')}`,
    node: `pve${(index % nodes) + 1}`,
    ...shape(cores, memoryMiB, 4, 'local-lvm', home, isMachine ? 'l26' : 'debian'),
    ...(chance(seed, 'runs', index) < 0.8 && { upDays: 1 + Math.floor(chance(seed, 'up', index) * 40) }),
  }
}

/** Puts a guest with its disk into the world. */
export function addGuest(world: PveWorld, plan: PlannedGuest, seed: string): void {
  const { vmid, type, node, storage } = plan
  const kind = world.storages.get(storage)?.type
  const stem = plan.template ? 'base' : type === 'lxc' && kind === 'zfspool' ? 'subvol' : 'vm'
  const volid = `${storage}:${stem}-${vmid}-disk-0`
  const now = world.time.now()
  const guest: PveGuest = {
    vmid,
    type,
    node,
    config: type === 'lxc' ? containerConfig(plan, volid, seed) : machineConfig(plan, volid, seed),
    pending: {},
    snapshots: [],
    status: plan.upDays === undefined ? 'stopped' : 'running',
    paused: false,
    startedAt: plan.upDays === undefined ? 0 : now - plan.upDays * dayMs,
    template: plan.template === true,
    obeys: true,
    ...(!plan.template && { address: addressOf(vmid) }),
  }
  world.guests.set(vmid, guest)
  putVolume(world, {
    volid,
    storage,
    node,
    content: type === 'lxc' ? 'rootdir' : 'images',
    format: stem === 'subvol' ? 'subvol' : 'raw',
    sizeBytes: plan.diskGiB * gib,
    usedBytes: kind === 'zfspool' ? plan.diskGiB * gib : Math.round(plan.diskGiB * gib * between(0.3, 0.5, seed, vmid)),
    ctime: Math.floor((now - 50 * dayMs) / 1000),
    vmid,
  })
}

function addressOf(vmid: number): string {
  return vmid < 255 ? `192.168.1.${vmid}` : `10.20.${(vmid >> 8) & 255}.${vmid & 255}`
}

function commonConfig({ memoryMiB, cores, os, upDays, tags }: PlannedGuest): PveConfig {
  return {
    memory: String(memoryMiB),
    cores: String(cores),
    ostype: os,
    ...(upDays !== undefined && { onboot: '1' }),
    ...(tags !== undefined && { tags }),
  }
}

function containerConfig(plan: PlannedGuest, volid: string, seed: string): PveConfig {
  return {
    ...commonConfig(plan),
    arch: 'amd64',
    hostname: plan.name,
    rootfs: `${volid},size=${plan.diskGiB}G`,
    swap: '512',
    unprivileged: '1',
    features: 'nesting=1',
    net0: `name=eth0,${plan.network},hwaddr=${hardwareAddress(seed, plan.vmid)},ip=dhcp,type=veth`,
  }
}

function machineConfig(plan: PlannedGuest, volid: string, seed: string): PveConfig {
  const { vmid } = plan
  return {
    ...commonConfig(plan),
    name: plan.name,
    agent: '1',
    boot: 'order=scsi0',
    scsihw: 'virtio-scsi-single',
    scsi0: `${volid},size=${plan.diskGiB}G`,
    net0: `virtio=${hardwareAddress(seed, vmid)},${plan.network}`,
    smbios1: `uuid=${uuidOf('bios', seed, vmid)}`,
    vmgenid: uuidOf('generation', seed, vmid),
    meta: `creation-qemu=${emulatorVersion},ctime=1760000000`,
    ...(plan.template && { serial0: 'socket', vga: 'serial0', ipconfig0: 'ip=dhcp' }),
  }
}
