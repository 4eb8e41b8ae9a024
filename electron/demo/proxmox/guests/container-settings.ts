import { type Asked, Refusal } from '../route.ts'
import type { PveVolume } from '../world.ts'
import { readMount } from './container-mounts.ts'
import { availableStorage, isFolder, makeDisk, storageFor, volumeOn } from './disk-volumes.ts'
import { hardwareAddress, uuidOf } from './guest-digest.ts'
import { writeTags } from './machine-settings.ts'
import { readProperties, writeProperties } from './property-format.ts'
import { containerCardFormat, featuresFormat, mountFormat, rootFormat } from './property-formats.ts'
import { gib, writeSize } from './sizes.ts'

/** A setting of a container, file systems left out, as Proxmox keeps it. */
export function writeContainerSetting(key: string, text: string, vmid: number, now: number): string {
  if (key === 'tags') return writeTags(text)
  if (key === 'features') return writeProperties(featuresFormat, readProperties(featuresFormat, text, key).values)
  if (!/^net\d+$/.test(key)) return text
  const { values } = readProperties(containerCardFormat, text, key)
  return writeProperties(containerCardFormat, {
    ...values,
    hwaddr: values.hwaddr?.toUpperCase() ?? hardwareAddress(vmid, key, now),
    type: 'veth',
  })
}

/** A file system that is ready: its text, the lines about it, and the volume that was made. */
export interface ReadyMount {
  readonly text: string
  readonly lines: readonly string[]
  readonly made?: PveVolume
}

function wanted(text: string): { readonly storage: string; readonly sizeBytes: number } | undefined {
  const [, storage, size] = /^([^/:\s]+):(\d+(?:\.\d+)?)$/.exec(text) ?? []
  return storage === undefined ? undefined : { storage, sizeBytes: Number(size) * gib }
}

/** Refuses a file system that its storage cannot hold or that is not there, before anything is made. */
export function checkMount(asked: Asked, key: string, text: string): void {
  const { volume } = readMount(key, text)
  const wish = wanted(volume)
  if (wish) storageFor(asked, wish.storage, 'rootdir')
  else if (volume.startsWith('/')) refuseHostFolder(asked, key)
  else availableStorage(asked.world, volume.split(':')[0] ?? '', asked.node.name)
}

function refuseHostFolder({ caller }: Asked, key: string): void {
  if (caller.user !== 'root@pam')
    throw new Refusal(403, `Permission check failed (mount point type bind is only allowed for root@pam - ${key})`)
}

/** Makes what the file system asks for and tells how the settings name it from now on. */
export function readyMount(asked: Asked, vmid: number, key: string, text: string, filledBytes?: number): ReadyMount {
  const { values, volume } = readMount(key, text)
  const format = key === 'rootfs' ? rootFormat : mountFormat
  const wish = wanted(volume)
  if (!wish) {
    const there = volume.startsWith('/') ? undefined : volumeOn(asked.world, asked.node.name, volume)
    return { text: writeProperties(format, there ? { ...values, size: writeSize(there.sizeBytes) } : values), lines: [] }
  }
  const storage = availableStorage(asked.world, wish.storage, asked.node.name)
  const { volume: made, lines } = makeDisk(asked.world, {
    storage,
    node: asked.node.name,
    vmid,
    use: 'rootdir',
    sizeBytes: wish.sizeBytes,
    ...(filledBytes !== undefined && { filledBytes }),
  })
  return {
    text: writeProperties(format, { ...values, volume: made.volid, size: writeSize(made.sizeBytes) }),
    lines: made.format === 'subvol' ? lines : [...lines, ...fileSystemLines(made, isFolder(storage))],
    made,
  }
}

const spares = [32768, 98304, 163840, 229376, 294912, 819200, 884736, 1605632, 2654208, 4096000, 7962624, 11239424, 20480000, 23887872]

function fileSystemLines({ volid, sizeBytes }: PveVolume, sparse: boolean): readonly string[] {
  const blocks = sizeBytes / 4096
  return [
    ...(sparse ? [] : ['Discarding device blocks: done']),
    `Creating filesystem with ${blocks} 4k blocks and ${blocks / 4} inodes`,
    `Filesystem UUID: ${uuidOf('filesystem', volid, sizeBytes)}`,
    'Superblock backups stored on blocks: ',
    `\t${spares.filter(block => block < blocks).join(', ')}`,
  ]
}
