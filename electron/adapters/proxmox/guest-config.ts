import type { GuestConfig, GuestDisk, GuestNetwork, GuestType, PendingChange } from '../../../shared/model/guest.ts'
import type { PendingSettings } from './answers.ts'
import { parseProperties, propertyOf } from './property-string.ts'
import { readFlag, readNumber, readTags } from './scalars.ts'
import { guestName, present } from './see-cluster.ts'

/** Settings as Proxmox holds them: `memory` → `512`. */
export type RawSettings = Readonly<Record<string, string | undefined>>

/** The settings as they will be once what waits took effect. */
export function comingSettings(rows: PendingSettings): RawSettings {
  return Object.fromEntries(rows.filter(row => !row.delete).map(row => [row.key, row.pending ?? row.value]))
}

/** What waits for a restart. */
export function pendingChanges(rows: PendingSettings): readonly PendingChange[] {
  return rows
    .filter(row => row.delete || (row.pending !== undefined && row.pending !== row.value))
    .map(row => ({ field: row.key, ...present({ now: row.value, next: row.delete ? undefined : row.pending }) }))
    .sort((one, other) => (one.field < other.field ? -1 : 1))
}

/** The settings of a guest in MycoPod's words. */
export function guestConfig(type: GuestType, vmid: number, raw: RawSettings): GuestConfig {
  return {
    type,
    name: (type === 'vm' ? raw.name : raw.hostname) ?? guestName(type, vmid),
    description: (raw.description ?? '').trimEnd(),
    tags: [...readTags(raw.tags)],
    cores: coresOf(type, raw),
    memoryMiB: memoryOf(raw),
    disks: slotsOf(raw, type === 'vm' ? vmDiskSlot : containerDiskSlot).map(([slot, value]) => disk(slot, value)),
    networks: slotsOf(raw, /^net\d+$/).map(([slot, value]) => network(type, slot, value, raw)),
    bootOrder: type === 'vm' ? bootOrder(raw.boot) : [],
    startOnBoot: readFlag(raw.onboot),
    features: parseProperties(raw.features ?? '').map(([name, value]) => (value === '1' ? name : `${name}=${value}`)),
    protected: readFlag(raw.protection),
    agent: type === 'vm' && agentOf(raw.agent),
    template: readFlag(raw.template),
    digest: raw.digest ?? '',
    ...present({
      leastMemoryMiB: type === 'vm' ? readNumber(raw.balloon) : undefined,
      swapMiB: type === 'lxc' ? (readNumber(raw.swap) ?? 512) : undefined,
      os: raw.ostype,
      cloudInit: cloudInit(type, raw),
      unprivileged: type === 'lxc' ? readFlag(raw.unprivileged) : undefined,
      lock: raw.lock,
    }),
  }
}

/** Where a virtual machine has disks and drives. */
const vmDiskSlot = /^(?:ide|sata|scsi|virtio|unused|efidisk|tpmstate)\d+$/
const containerDiskSlot = /^(?:rootfs|mp\d+|unused\d+)$/

/** The slot of a cloud-init drive, where there is one. */
export function cloudInitSlot(raw: RawSettings): string | undefined {
  return slotsOf(raw, /^(?:ide|sata|scsi)\d+$/).find(([, value]) => isCloudInit(value))?.[0]
}

/** Sockets of a virtual machine: its cores are counted for each. */
export function socketsOf(raw: RawSettings): number {
  return readNumber(raw.sockets) ?? 1
}

function coresOf(type: GuestType, raw: RawSettings): number {
  // A container without a number may use every core of its node: 0.
  return type === 'lxc' ? (readNumber(raw.cores) ?? 0) : (readNumber(raw.cores) ?? 1) * socketsOf(raw)
}

function memoryOf(raw: RawSettings): number {
  const properties = parseProperties(raw.memory ?? '')
  return readNumber(propertyOf(properties, 'current') ?? propertyOf(properties, '')) ?? 512
}

function agentOf(value: string | undefined): boolean {
  const properties = parseProperties(value ?? '')
  return readFlag(propertyOf(properties, 'enabled') ?? propertyOf(properties, ''))
}

function cloudInit(type: GuestType, raw: RawSettings): GuestConfig['cloudInit'] {
  if (type !== 'vm' || cloudInitSlot(raw) === undefined) return undefined
  return { hasKeys: (raw.sshkeys ?? '') !== '', ...present({ user: raw.ciuser }) }
}

function bootOrder(boot: string | undefined): string[] {
  const order = propertyOf(parseProperties(boot ?? ''), 'order') ?? ''
  return order.split(';').filter(slot => slot !== '')
}

function disk(slot: string, value: string): GuestDisk {
  const properties = parseProperties(value)
  const file = propertyOf(properties, '') ?? propertyOf(properties, 'file') ?? propertyOf(properties, 'volume') ?? ''
  const storage = /^([A-Za-z][\w.-]*):/.exec(file)?.[1]
  const kind = slot.startsWith('unused')
    ? 'unused'
    : isCloudInit(value)
      ? 'cloud-init'
      : propertyOf(properties, 'media') === 'cdrom'
        ? 'cdrom'
        : /^(?:efidisk|tpmstate)/.test(slot)
          ? 'other'
          : 'disk'
  return {
    slot,
    kind,
    ...present({
      storage,
      volume: storage === undefined ? undefined : file,
      sizeBytes: sizeInBytes(propertyOf(properties, 'size')),
      path: slot === 'rootfs' ? '/' : propertyOf(properties, 'mp'),
    }),
  }
}

function isCloudInit(value: string): boolean {
  return /^[^,]*(?::cloudinit|[:/]vm-\d+-cloudinit)(?:\.\w+)?(?:,|$)/.test(value)
}

const models = new Set([
  'virtio',
  'e1000',
  'e1000e',
  'rtl8139',
  'vmxnet3',
  'i82551',
  'i82557b',
  'i82559er',
  'ne2k_isa',
  'ne2k_pci',
  'pcnet',
])

/** The model of a virtual machine's card and its hardware address, written `virtio=BC:24:…` or `model=virtio,macaddr=…`. */
function card(value: string): { readonly model?: string; readonly mac?: string } {
  const properties = parseProperties(value)
  const named = properties.find(([name]) => models.has(name) || name.startsWith('e1000'))
  return named
    ? { model: named[0], mac: named[1] }
    : present({ model: propertyOf(properties, 'model') ?? propertyOf(properties, ''), mac: propertyOf(properties, 'macaddr') })
}

function network(type: GuestType, slot: string, value: string, raw: RawSettings): GuestNetwork {
  const properties = parseProperties(value)
  const addresses = type === 'lxc' ? properties : parseProperties(raw[slot.replace('net', 'ipconfig')] ?? '')
  const { model, mac } = type === 'vm' ? card(value) : { model: undefined, mac: propertyOf(properties, 'hwaddr') }
  const [ip, ip6] = [propertyOf(addresses, 'ip'), propertyOf(addresses, 'ip6')]
  const fourth = ip !== undefined && ip !== 'manual'
  return {
    slot,
    ...present({
      bridge: propertyOf(properties, 'bridge'),
      vlan: readNumber(propertyOf(properties, 'tag')),
      mac: mac?.toUpperCase(),
      model,
      address: fourth ? ip : ip6,
      gateway: propertyOf(addresses, fourth ? 'gw' : 'gw6'),
    }),
  }
}

const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40, P: 2 ** 50 }

function sizeInBytes(size: string | undefined): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([KMGTP]?)$/.exec(size ?? '') ?? []
  return amount === undefined ? undefined : Math.round(Number(amount) * (units[unit] ?? 1))
}

function slotsOf(raw: RawSettings, pattern: RegExp): readonly (readonly [slot: string, value: string])[] {
  return Object.entries(raw)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && pattern.test(entry[0]))
    .sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
}
