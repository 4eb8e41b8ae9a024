import type { PropertyFormat, PropertyRule } from './property-format.ts'

const flag: PropertyRule = { type: 'boolean' }
const spans = /^\d+(?:-\d+)?(?:;\d+(?:-\d+)?)*$/
const ofHost = /^(?:(?:0x)?[0-9a-f]{4}:(?:0x)?[0-9a-f]{4}|\d+-\d+(?:\.\d+)*|spice)$/i
const machineTypes =
  /^(?:pc|pc(?:-i440fx)?-\d+(?:\.\d+)+(?:\+pve\d+)?(?:\.pxe)?|q35|pc-q35-\d+(?:\.\d+)+(?:\+pve\d+)?(?:\.pxe)?|virt(?:-\d+(?:\.\d+)+)?(?:\+pve\d+)?)$/
const screens = [
  'cirrus',
  'qxl',
  'qxl2',
  'qxl3',
  'qxl4',
  'none',
  'serial0',
  'serial1',
  'serial2',
  'serial3',
  'std',
  'virtio',
  'virtio-gl',
  'vmware',
]
const name: PropertyRule = {
  wrong: value => (/^[a-z][a-z0-9_-]+$/i.test(value) ? undefined : `invalid configuration ID '${value}'`),
}
const bootDevice = /^(?:(?:ide|sata|scsi|virtio|net|usb|hostpci)\d+|floppy|cdrom)$/

/** What a virtual machine boots from. */
export const bootFormat: PropertyFormat = {
  lone: 'legacy',
  keys: {
    legacy: { pattern: /^[acdn]{1,4}$/ },
    order: {
      wrong: value => {
        const stranger = value.split(';').find(device => device !== '' && !bootDevice.test(device))
        return stranger === undefined ? undefined : `invalid boot device '${stranger}'`
      },
    },
  },
}

/** The screen of a virtual machine. */
export const screenFormat: PropertyFormat = {
  lone: 'type',
  keys: { type: { choices: screens }, clipboard: { choices: ['vnc'] }, memory: { type: 'integer', minimum: 4, maximum: 512 } },
}

/** The board a virtual machine stands on. */
export const boardFormat: PropertyFormat = {
  lone: 'type',
  keys: {
    type: { pattern: machineTypes },
    'aw-bits': { type: 'number', minimum: 32, maximum: 64 },
    'enable-s3': flag,
    'enable-s4': flag,
    viommu: { choices: ['intel', 'virtio'] },
  },
}

/** The processor a virtual machine sees. */
export const processorFormat: PropertyFormat = {
  lone: 'cputype',
  keys: {
    cputype: { pattern: /^[\w.-]+$/ },
    flags: { pattern: /^[+-][a-z0-9\-_.]+(?:;[+-][a-z0-9\-_.]+)*$/i },
    'guest-phys-bits': { type: 'integer', minimum: 32, maximum: 64 },
    hidden: flag,
    'hv-vendor-id': { pattern: /^[a-zA-Z0-9]{1,12}$/ },
    'phys-bits': { pattern: /^(?:host|\d+)$/ },
    'reported-model': { pattern: /^[\w.-]+$/ },
  },
}

/** A sound card. */
export const soundFormat: PropertyFormat = {
  keys: { device: { required: true, choices: ['ich9-intel-hda', 'intel-hda', 'AC97'] }, driver: { choices: ['spice', 'none'] } },
}

/** Memory shared between machines. */
export const sharedMemoryFormat: PropertyFormat = {
  keys: { size: { type: 'integer', required: true, minimum: 1 }, name: { pattern: /^[a-zA-Z0-9-]+$/ } },
}

/** A part of the memory that belongs to some of the processors. */
export const memoryNodeFormat: PropertyFormat = {
  keys: {
    cpus: { required: true, pattern: spans },
    hostnodes: { pattern: spans },
    memory: { type: 'number' },
    policy: { choices: ['preferred', 'bind', 'interleave'] },
  },
}

/** What the SPICE screen can do beside. */
export const spiceFormat: PropertyFormat = { keys: { foldersharing: flag, videostreaming: { choices: ['off', 'all', 'filter'] } } }

/** A USB device of the node. */
export const usbFormat: PropertyFormat = { lone: 'host', keys: { host: { pattern: ofHost }, mapping: name, usb3: flag } }

/** A folder of the node that a machine shares. */
export const sharedFolderFormat: PropertyFormat = {
  lone: 'dirid',
  keys: {
    dirid: { ...name, required: true },
    cache: { choices: ['auto', 'always', 'metadata', 'never'] },
    'direct-io': flag,
    'expose-acl': flag,
    'expose-xattr': flag,
  },
}

/** A device of the node that a container uses. */
export const deviceFormat: PropertyFormat = {
  lone: 'path',
  keys: {
    path: { wrong: value => (value.startsWith('/dev/') ? undefined : `${value} is not a device path`) },
    'deny-write': flag,
    gid: { type: 'integer', minimum: 0 },
    mode: { pattern: /^0[0-7]{3}$/ },
    uid: { type: 'integer', minimum: 0 },
  },
}

/** When a guest starts with its node, and how long the others wait. */
export const startupFormat: PropertyFormat = {
  lone: 'order',
  keys: { order: { type: 'integer', minimum: 0 }, up: { type: 'integer', minimum: 0 }, down: { type: 'integer', minimum: 0 } },
}
