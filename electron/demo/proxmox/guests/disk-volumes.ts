import { type Asked, Refusal } from '../route.ts'
import { findVolume, putVolume, removeVolume, usedBytes, volumesIn } from '../volumes.ts'
import type { PveNode, PveStorage, PveVolume, PveWorld } from '../world.ts'
import { demand } from './find-guest.ts'
import { gib, mib } from './sizes.ts'

/** What is asked of a storage for one guest. */
export interface DiskWish {
  readonly storage: PveStorage
  readonly node: string
  readonly vmid: number
  readonly use: 'images' | 'rootdir'
  readonly sizeBytes: number
  /** How much is written at once; an empty disk takes little. */
  readonly filledBytes?: number
  readonly format?: string
  /** Instead of `disk-N`: `cloudinit`, `state-before`. */
  readonly name?: string
  /** The volume a linked copy rests on. */
  readonly parent?: PveVolume
}

/** A volume that was made, with the lines Proxmox writes about it. */
export interface MadeDisk {
  readonly volume: PveVolume
  readonly lines: readonly string[]
}

/** The storage of that name for a use on a node. Refuses in Proxmox's words what cannot hold it. */
export function storageFor(asked: Asked, name: string, use: DiskWish['use'], node: PveNode = asked.node): PveStorage {
  const storage = availableStorage(asked.world, name, node.name)
  if (!storage.content.includes(use)) {
    const word = use === 'images' ? 'vm images' : 'container directories'
    throw new Refusal(400, 'Parameter verification failed.', { storage: `storage '${name}' does not support ${word}` })
  }
  demand(asked, `/storage/${name}`, 'Datastore.AllocateSpace')
  return storage
}

/** The storage of that name, there and switched on at the node. */
export function availableStorage(world: PveWorld, name: string, node: string): PveStorage {
  const storage = world.storages.get(name)
  if (!storage) throw new Refusal(500, `storage '${name}' does not exist`)
  if (storage.disabled) throw new Refusal(500, `storage '${name}' is disabled`)
  if (storage.nodes && !storage.nodes.includes(node)) throw new Refusal(500, `storage '${name}' is not available on node '${node}'`)
  return storage
}

/** The volume of that name on the node. Refuses where there is none. */
export function volumeOn(world: PveWorld, node: string, volid: string): PveVolume {
  const volume = findVolume(world, node, volid)
  if (!volume) throw new Refusal(500, `volume '${volid}' does not exist`)
  return volume
}

/** Makes a volume. Fails in Proxmox's words when it does not fit. */
export function makeDisk(world: PveWorld, wish: DiskWish): MadeDisk {
  const { storage, node, vmid, use, sizeBytes } = wish
  const format = formatOf(wish)
  const name = wish.name ?? `disk-${freeNumber(world, wish)}`
  const stem = `${format === 'subvol' ? 'subvol' : 'vm'}-${vmid}-${name}`
  const file = isFolder(storage) ? `${stem}.${format}` : stem
  const base = wish.parent && /:(.*)$/.exec(wish.parent.volid)?.[1]
  const own = isFolder(storage) ? `${vmid}/${file}` : file
  const volid = `${storage.name}:${base !== undefined && storage.type !== 'lvmthin' ? `${base}/${own}` : own}`
  const path = `${storage.path ?? '/var/lib/vz'}/images/${vmid}/${file}`
  if (isFolder(storage) && sizeBytes > 16 * 1024 * gib)
    throw new Refusal(500, `unable to create image: qemu-img: ${path}: The image size is too large for file format '${format}'`)
  const taken =
    storage.type === 'zfspool' && format === 'raw' && !wish.parent ? sizeBytes : Math.min(sizeBytes, wish.filledBytes ?? 512 * 1024)
  if (storage.totalBytes - usedBytes(world, storage, node) < taken) throw new Refusal(500, noRoom(storage, path, file))
  const volume: PveVolume = {
    volid,
    storage: storage.name,
    node,
    content: use,
    format,
    sizeBytes,
    usedBytes: taken,
    ctime: Math.floor(world.time.now() / 1000),
    vmid,
    ...(wish.parent && { parent: wish.parent.volid }),
  }
  putVolume(world, volume)
  return { volume, lines: makingLines(world, storage, volume, path, base) }
}

/** Takes a guest's disk away; the lines are what Proxmox writes about it. */
export function destroyDisk(world: PveWorld, node: string, volid: string): readonly string[] {
  const volume = findVolume(world, node, volid)
  if (!volume) return []
  removeVolume(world, volume)
  const type = world.storages.get(volume.storage)?.type
  return type === 'lvmthin' ? [`  Logical volume "${nameIn(volid)}" successfully removed.`] : []
}

/** The last part of a volume's name. */
export function nameIn(volid: string): string {
  return (
    volid
      .replace(/^[^:]*:/, '')
      .split('/')
      .at(-1) ?? volid
  )
}

/** Whether a storage keeps disks as files. */
export function isFolder(storage: PveStorage): boolean {
  return storage.type === 'dir' || storage.type === 'nfs'
}

/** Whether a snapshot of that volume can be taken. */
export function canSnapshot(world: PveWorld, volume: PveVolume): boolean {
  const storage = world.storages.get(volume.storage)
  return storage !== undefined && (!isFolder(storage) || volume.format === 'qcow2')
}

/** The volumes that rest on this one. */
export function linkedTo(world: PveWorld, base: PveVolume): readonly PveVolume[] {
  return [...world.volumes.values()].filter(
    volume => volume.parent === base.volid && (world.storages.get(base.storage)?.shared || volume.node === base.node),
  )
}

function formatOf({ storage, use, format }: DiskWish): string {
  if (storage.type === 'zfspool') return use === 'rootdir' ? 'subvol' : 'raw'
  return isFolder(storage) ? (format ?? 'raw') : 'raw'
}

function freeNumber(world: PveWorld, { storage, node, vmid }: DiskWish): number {
  const taken = new Set(
    volumesIn(world, storage, node).map(
      volume => new RegExp(`^(?:vm|base|subvol|basevol)-${vmid}-disk-(\\d+)`).exec(nameIn(volume.volid))?.[1],
    ),
  )
  let number = 0
  while (taken.has(String(number))) number += 1
  return number
}

const clusters = 'cluster_size=65536 extended_l2=off'
const counts = 'lazy_refcounts=off refcount_bits=16'

function makingLines(
  { version }: PveWorld,
  storage: PveStorage,
  volume: PveVolume,
  path: string,
  base: string | undefined,
): readonly string[] {
  if (storage.type === 'lvmthin') return [`  Logical volume "${nameIn(volume.volid)}" created.`]
  if (!isFolder(storage)) return []
  const size = `size=${volume.sizeBytes}`
  if (volume.format !== 'qcow2') return [`Formatting '${path}', fmt=${volume.format} ${size} preallocation=off`]
  if (base === undefined)
    return [`Formatting '${path}', fmt=qcow2 ${clusters} preallocation=metadata compression_type=zlib ${size} ${counts}`]
  const backing = `compression_type=zlib ${size} backing_file=../${base} backing_fmt=qcow2 ${counts}`
  return [
    version === '8.4'
      ? `Formatting '${path}', fmt=qcow2 ${clusters} ${backing}`
      : `Formatting '${path}', fmt=qcow2 cluster_size=131072 extended_l2=on preallocation=metadata ${backing}`,
  ]
}

function noRoom(storage: PveStorage, path: string, name: string): string {
  if (storage.type === 'lvmthin')
    return `lvcreate 'pve/${name}' error:   Cannot create new thin volume, free space in thin pool pve/data reached threshold.`
  if (storage.type === 'zfspool') return `zfs error: cannot create '${storage.name}/${name}': out of space`
  if (storage.type === 'rbd') return `rbd create '${name}' error: rbd: create error: (28) No space left on device`
  return `unable to create image: qemu-img: ${path}: Could not write to the image: No space left on device`
}

/** How much of a disk a fresh system takes, at most all of it. */
export function systemBytes(sizeBytes: number): number {
  return Math.min(sizeBytes, 1200 * mib)
}
