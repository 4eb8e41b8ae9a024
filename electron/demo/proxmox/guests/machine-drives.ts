import type { Asked } from '../route.ts'
import type { PveConfig, PveVolume } from '../world.ts'
import { availableStorage, isFolder, type MadeDisk, makeDisk, storageFor, systemBytes, volumeOn } from './disk-volumes.ts'
import { readProperties, writeProperties } from './property-format.ts'
import { driveFormat } from './property-formats.ts'
import { gib, mib, writeSize } from './sizes.ts'

/** Whether a setting of a virtual machine is a drive. */
export function isDriveKey(key: string): boolean {
  return /^(?:ide|sata|scsi|virtio)\d+$|^(?:efidisk|tpmstate)0$/.test(key)
}

/** A drive of a virtual machine as its settings name it. */
export interface Drive {
  readonly key: string
  readonly values: Readonly<Record<string, string>>
  readonly file: string
  readonly cdrom: boolean
  readonly cloudInit: boolean
}

/** Reads one drive. */
export function readDrive(key: string, text: string): Drive {
  const { values } = readProperties(driveFormat, text, key)
  const file = values.file ?? 'none'
  const cloudInit = /:cloudinit$|[:/]vm-\d+-cloudinit(?:\.\w+)?$/.test(file)
  return { key, values, file, cdrom: values.media === 'cdrom' && !cloudInit, cloudInit }
}

/** The drives of a virtual machine in the order of Proxmox. */
export function drivesOf(config: PveConfig): readonly Drive[] {
  const order = ['ide', 'scsi', 'virtio', 'sata', 'efidisk', 'tpmstate']
  const rank = (key: string) => order.indexOf(key.replace(/\d+$/, '')) * 100 + Number(/\d+$/.exec(key)?.[0])
  return Object.entries(config)
    .filter(([key]) => isDriveKey(key))
    .map(([key, text]) => readDrive(key, text))
    .sort((one, other) => rank(one.key) - rank(other.key))
}

/** The volumes a virtual machine owns, of drives and of detached disks, by setting. */
export function machineVolumes(config: PveConfig): readonly (readonly [key: string, volid: string])[] {
  const unused = Object.entries(config).filter(([key]) => /^unused\d+$/.test(key))
  const drives = drivesOf(config).filter(drive => !drive.cdrom && drive.file.includes(':'))
  return [...drives.map(drive => [drive.key, drive.file] as const), ...unused]
}

/** What a drive's new text asks for. */
export type DriveWish =
  | { readonly is: 'new'; readonly storage: string; readonly sizeBytes: number; readonly importFrom?: string }
  | { readonly is: 'cloud-init'; readonly storage: string }
  | { readonly is: 'there' }

/** Tells whether a drive's text asks for a new volume. */
export function driveWish(drive: Drive): DriveWish {
  const [, storage, what] = /^([^/:\s]+):(cloudinit|\d+(?:\.\d+)?)$/.exec(drive.file) ?? []
  if (storage === undefined || what === undefined) return { is: 'there' }
  if (what === 'cloudinit') return { is: 'cloud-init', storage }
  const importFrom = drive.values['import-from']
  return { is: 'new', storage, sizeBytes: Number(what) * gib, ...(importFrom !== undefined && { importFrom }) }
}

/** Refuses a drive that its storage cannot hold or that is not there, before anything is made. */
export function checkDrive(asked: Asked, drive: Drive): void {
  const wish = driveWish(drive)
  if (wish.is === 'there') {
    const storage = /^([^/:\s]+):/.exec(drive.file)?.[1]
    if (storage !== undefined) availableStorage(asked.world, storage, asked.node.name)
    return
  }
  storageFor(asked, wish.storage, 'images')
}

/** A drive that is ready: its text, the lines about what was made, and what has to be copied into it. */
export interface ReadyDrive {
  readonly text: string
  readonly lines: readonly string[]
  readonly made?: PveVolume
  /** Whether a system has to be copied into it. */
  readonly imports: boolean
}

/** Makes what the drive asks for and tells how the settings name it from now on. */
export function readyDrive(asked: Asked, vmid: number, drive: Drive): ReadyDrive {
  const { world, node } = asked
  const wish = driveWish(drive)
  const { format, 'import-from': _, ...rest } = drive.values
  if (wish.is === 'there') {
    if (!drive.file.includes(':')) return { text: writeProperties(driveFormat, drive.values), lines: [], imports: false }
    const volume = volumeOn(world, node.name, drive.file)
    return { text: writeProperties(driveFormat, { ...rest, size: writeSize(volume.sizeBytes) }), lines: [], imports: false }
  }
  const storage = availableStorage(world, wish.storage, node.name)
  const place = { storage, node: node.name, vmid, use: 'images' } as const
  if (wish.is === 'cloud-init') {
    const drives = isFolder(storage) ? { format: 'qcow2' } : {}
    const { volume, lines } = makeDisk(world, { ...place, ...drives, name: 'cloudinit', sizeBytes: 4 * mib })
    return { text: writeProperties(driveFormat, { ...rest, file: volume.volid, media: 'cdrom' }), lines, made: volume, imports: false }
  }
  const source = wish.importFrom === undefined ? undefined : volumeOn(world, node.name, wish.importFrom)
  const sizeBytes = source ? importedBytes(source) : smallBytes(drive.key, wish.sizeBytes)
  const made: MadeDisk = makeDisk(world, {
    ...place,
    sizeBytes,
    ...(source && { filledBytes: Math.max(source.usedBytes, systemBytes(sizeBytes)) }),
    ...(format !== undefined && { format }),
  })
  const text = writeProperties(driveFormat, { ...rest, file: made.volume.volid, size: writeSize(sizeBytes) })
  return { text, lines: made.lines, made: made.volume, imports: source !== undefined }
}

function importedBytes({ content, sizeBytes }: PveVolume): number {
  // The image file of a system is packed; what it unpacks to is a few GiB.
  return content === 'images' ? sizeBytes : Math.max(3 * gib, Math.ceil(sizeBytes / gib) * gib)
}

function smallBytes(key: string, asked: number): number {
  if (key === 'efidisk0') return 528 * 1024
  return key === 'tpmstate0' ? 4 * mib : asked
}
