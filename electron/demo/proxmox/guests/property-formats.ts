import type { PropertyFormat, PropertyRule } from './property-format.ts'

const cardModels = [
  'e1000',
  'e1000-82540em',
  'e1000-82544gc',
  'e1000-82545em',
  'e1000e',
  'i82551',
  'i82557b',
  'i82559er',
  'ne2k_isa',
  'ne2k_pci',
  'pcnet',
  'rtl8139',
  'virtio',
  'vmxnet3',
]

const flag: PropertyRule = { type: 'boolean' }
const count: PropertyRule = { type: 'integer' }
const amount: PropertyRule = { type: 'number' }
const span: PropertyRule = { type: 'integer', minimum: 1 }
const text: PropertyRule = { type: 'string' }
const size: PropertyRule = {
  wrong: value => (/^\d+(\.\d+)?[KMGT]?$/.test(value) ? undefined : "value does not look like a valid size: 'size'"),
}
const mac: PropertyRule = {
  wrong: value =>
    /^[a-f0-9][02468ace](:[a-f0-9]{2}){5}$/i.test(value) ? undefined : 'value does not look like a valid unicast MAC address',
}

/** Whether the words name a volume: `local-lvm:vm-100-disk-0`. */
export function isVolumeName(value: string): boolean {
  return /^[a-z][a-z0-9\-_.]*[a-z0-9]:.+$/i.test(value)
}

const volume: PropertyRule = {
  required: true,
  wrong: value =>
    value === 'none' || value === 'cdrom' || value.startsWith('/') || isVolumeName(value)
      ? undefined
      : `unable to parse volume ID '${value}'`,
}

const bursts = Object.fromEntries(
  ['bps', 'bps_rd', 'bps_wr'].flatMap(name => [
    [name, count],
    [`${name}_max_length`, span],
  ]),
)
const rates = Object.fromEntries(
  ['', '_rd', '_wr'].flatMap(way => [
    [`mbps${way}`, amount],
    [`mbps${way}_max`, amount],
    [`iops${way}`, count],
    [`iops${way}_max`, count],
    [`iops${way}_max_length`, span],
  ]),
)

/** A drive of a virtual machine, whatever it hangs on. */
export const driveFormat: PropertyFormat = {
  lone: 'file',
  keys: {
    file: volume,
    volume: { alias: 'file' },
    aio: { choices: ['native', 'threads', 'io_uring'] },
    backup: flag,
    cache: { choices: ['none', 'writethrough', 'writeback', 'unsafe', 'directsync'] },
    detect_zeroes: flag,
    discard: { choices: ['ignore', 'on'] },
    efitype: { choices: ['2m', '4m'] },
    format: { choices: ['raw', 'qcow', 'qed', 'qcow2', 'vmdk', 'cloop'] },
    'import-from': {
      wrong: value => (value.startsWith('/') || isVolumeName(value) ? undefined : `unable to parse volume ID '${value}'`),
    },
    iothread: flag,
    media: { choices: ['cdrom', 'disk'] },
    model: text,
    'ms-cert': { choices: ['2011', '2023', '2023w', '2023k'] },
    'pre-enrolled-keys': flag,
    product: text,
    queues: { type: 'integer', minimum: 2 },
    replicate: flag,
    rerror: { choices: ['ignore', 'report', 'stop'] },
    ro: flag,
    scsiblock: flag,
    serial: text,
    shared: flag,
    size,
    snapshot: flag,
    ssd: flag,
    vendor: text,
    version: { choices: ['v1.2', 'v2.0'] },
    werror: { choices: ['enospc', 'ignore', 'report', 'stop'] },
    wwn: { pattern: /^0x[0-9a-fA-F]{16}$/ },
    ...bursts,
    ...rates,
  },
}

/** A network card of a virtual machine. */
export const cardFormat: PropertyFormat = {
  lone: 'model',
  models: { names: cardModels, key: 'model', value: 'macaddr' },
  keys: {
    model: { required: true, choices: cardModels },
    macaddr: mac,
    bridge: { pattern: /^[-_.\w\d]+$/ },
    firewall: flag,
    link_down: flag,
    mtu: { type: 'integer', minimum: 1, maximum: 65520 },
    queues: { type: 'integer', minimum: 0, maximum: 64 },
    rate: { type: 'number', minimum: 0 },
    tag: { type: 'integer', minimum: 1, maximum: 4094 },
    trunks: { pattern: /^\d+(?:-\d+)?(?:;\d+(?:-\d+)?)*$/ },
  },
}

/** Memory of a virtual machine in MiB. */
export const memoryFormat: PropertyFormat = { lone: 'current', keys: { current: { type: 'integer', required: true, minimum: 16 } } }

/** The guest agent's switch. */
export const agentFormat: PropertyFormat = {
  lone: 'enabled',
  keys: {
    enabled: { type: 'boolean', required: true },
    'freeze-fs': flag,
    'freeze-fs-on-backup': { alias: 'freeze-fs' },
    'guest-fsfreeze': { alias: 'freeze-fs' },
    fstrim_cloned_disks: flag,
    type: { choices: ['virtio', 'isa'] },
  },
}

/** Addresses that cloud-init sets. */
export const ipConfigFormat: PropertyFormat = {
  keys: {
    ip: {
      wrong: value => (/^(dhcp|[\d.]+\/\d+)$/.test(value) ? undefined : 'value does not look like a valid ipv4 network configuration'),
    },
    gw: { wrong: value => (/^[\d.]+$/.test(value) ? undefined : 'value does not look like a valid ipv4 address') },
    ip6: {
      wrong: value =>
        /^(auto|dhcp|[\da-f:]+\/\d+)$/i.test(value) ? undefined : 'value does not look like a valid ipv6 network configuration',
    },
    gw6: { wrong: value => (/^[\da-f:]+$/i.test(value) ? undefined : 'value does not look like a valid ipv6 address') },
  },
}

const mountKeys = {
  acl: flag,
  mountoptions: text,
  quota: flag,
  replicate: flag,
  ro: flag,
  shared: flag,
  size,
  volume: { required: true },
} satisfies Readonly<Record<string, PropertyRule>>

/** The root file system of a container. */
export const rootFormat: PropertyFormat = { lone: 'volume', keys: mountKeys }

/** A mount point of a container. */
export const mountFormat: PropertyFormat = {
  lone: 'volume',
  keys: { ...mountKeys, backup: flag, keepattrs: flag, mp: { required: true } },
}

/** A detached disk. */
export const unusedFormat: PropertyFormat = { lone: 'file', keys: { file: { required: true }, volume: { alias: 'file' } } }

/** A network card of a container. */
export const containerCardFormat: PropertyFormat = {
  keys: {
    name: { required: true, pattern: /^[-_.\w\d]+$/ },
    bridge: { pattern: /^[-_.\w\d]+$/ },
    firewall: flag,
    gw: { wrong: value => (/^[\d.]+$/.test(value) ? undefined : 'value does not look like a valid ipv4 address') },
    gw6: { wrong: value => (/^[\da-f:]+$/i.test(value) ? undefined : 'value does not look like a valid ipv6 address') },
    'host-managed': flag,
    hwaddr: mac,
    ip: {
      wrong: value =>
        /^(dhcp|manual|[\d.]+\/\d+)$/.test(value) ? undefined : 'value does not look like a valid ipv4 network configuration',
    },
    ip6: {
      wrong: value =>
        /^(auto|dhcp|manual|[\da-f:]+\/\d+)$/i.test(value) ? undefined : 'value does not look like a valid ipv6 network configuration',
    },
    link_down: flag,
    mtu: { type: 'integer', minimum: 64, maximum: 65535 },
    rate: amount,
    tag: { type: 'integer', minimum: 1, maximum: 4094 },
    trunks: { pattern: /^\d+(?:;\d+)*$/ },
    type: { choices: ['veth'] },
  },
}

/** What a container may do beside the usual. */
export const featuresFormat: PropertyFormat = {
  keys: { force_rw_sys: flag, fuse: flag, keyctl: flag, mknod: flag, mount: { pattern: /^[a-zA-Z0-9_; ]+$/ }, nesting: flag },
}
