import type { NewGuest, NewNetwork } from '../../ports/cluster-words.ts'
import { encodeKeys, type Parameters } from './form.ts'
import { formatProperties, type PropertyString } from './property-string.ts'

/** What Proxmox is told to make a guest; `storageKind` is that of its disk's storage, where it is known. */
export function newGuestParameters(guest: NewGuest, storageKind: string | undefined): Parameters {
  return {
    vmid: guest.vmid,
    cores: guest.cores,
    memory: guest.memoryMiB,
    onboot: guest.startOnBoot,
    description: guest.description,
    ...(guest.tags.length > 0 && { tags: guest.tags.join(';') }),
    ...(guest.type === 'vm' ? machine(guest, storageKind) : container(guest)),
  }
}

/** Addresses as Proxmox writes them for a container's card or for cloud-init: `ip` and `gw`, or `ip6` and `gw6`. */
export function addressProperties(address: string, gateway: string | undefined): Readonly<Record<string, string | undefined>> {
  return address.includes(':')
    ? { ip: undefined, gw: undefined, ip6: address, gw6: gateway }
    : { ip: address, gw: gateway, ip6: undefined, gw6: undefined }
}

function container(guest: NewGuest): Parameters {
  const { network, login } = guest
  return {
    hostname: guest.name,
    ostemplate: guest.source.volume,
    rootfs: `${guest.storage}:${guest.diskGiB}`,
    unprivileged: guest.unprivileged,
    ...(guest.nesting && { features: 'nesting=1' }),
    ...(network && { net0: formatProperties([['name', 'eth0'], ...bridge(network), ...addresses(network)]) }),
    ...(login && login.keys.length > 0 && { 'ssh-public-keys': login.keys.join('\n') }),
    ...(login?.password !== undefined && { password: login.password }),
  }
}

// Storages that are folders: only there can the form of a disk be chosen, and only qcow2 has snapshots.
const folders = new Set(['dir', 'nfs', 'cifs', 'glusterfs', 'cephfs'])

function machine(guest: NewGuest, storageKind: string | undefined): Parameters {
  const { network, login, source, storage } = guest
  const options: PropertyString = [
    ...(storageKind !== undefined && folders.has(storageKind) ? [['format', 'qcow2'] as const] : []),
    ['discard', 'on'],
    ['iothread', '1'],
  ]
  const common: Parameters = {
    name: guest.name,
    ostype: 'l26',
    cpu: 'x86-64-v2-AES',
    agent: 1,
    scsihw: 'virtio-scsi-single',
    ...(network && { net0: formatProperties([['', 'virtio'], ...bridge(network)]) }),
  }
  if (source.kind !== 'disk-image') {
    return {
      ...common,
      scsi0: formatProperties([['', `${storage}:${guest.diskGiB}`], ...options]),
      ide2: formatProperties([
        ['', source.volume],
        ['media', 'cdrom'],
      ]),
      boot: 'order=scsi0;ide2',
    }
  }
  return {
    ...common,
    // An imported disk is as large as its image; it is grown afterwards.
    scsi0: formatProperties([['', `${storage}:0`], ['import-from', source.volume], ...options]),
    ide2: `${storage}:cloudinit`,
    boot: 'order=scsi0',
    // Cloud images speak on the serial console.
    serial0: 'socket',
    vga: 'serial0',
    ...(network && { ipconfig0: formatProperties(addresses(network)) }),
    ...(login && { ciuser: login.user, ...(login.keys.length > 0 && { sshkeys: encodeKeys(login.keys) }), cipassword: login.password }),
  }
}

function bridge({ bridge, vlan }: NewNetwork): PropertyString {
  return [['bridge', bridge], ...(vlan === undefined ? [] : [['tag', String(vlan)] as const])]
}

function addresses({ address = 'dhcp', gateway }: NewNetwork): PropertyString {
  return Object.entries(addressProperties(address, gateway)).filter((entry): entry is [string, string] => entry[1] !== undefined)
}
