import { between } from '../../chance.ts'
import { Refusal } from '../route.ts'
import { findVolume, putVolume, removeVolume, usedBytes, volumesIn } from '../volumes.ts'
import type { PveGuest, PveNode, PveStorage, PveVolume, PveWorld } from '../world.ts'
import { availableStorage } from './disk-volumes.ts'
import { type GuestKind, nameOf } from './guest-words.ts'
import { mib } from './sizes.ts'

const endings: Readonly<Record<string, string>> = { '0': '', '1': '.lzo', lzo: '.lzo', gzip: '.gz', zstd: '.zst' }

/** The storage backups go to. Refuses in Proxmox's words what takes none. */
export function backupStorage(world: PveWorld, node: PveNode, name: string): PveStorage {
  try {
    const storage = availableStorage(world, name, node.name)
    if (!storage.content.includes('backup')) throw new Refusal(500, `can't use storage '${name}' for backups - wrong content type`)
    return storage
  } catch (error) {
    throw new Refusal(500, `could not get storage information for '${name}': ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The name of a backup's file: `vzdump-qemu-100-2026_11_20-17_02_21.vma.zst`. */
export function backupName(kind: GuestKind, vmid: number, at: number, compress: string): string {
  const moment = new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '_').replace('T', '-')
  return `vzdump-${kind}-${vmid}-${moment}.${kind === 'qemu' ? 'vma' : 'tar'}${endings[compress] ?? ''}`
}

/** How large the file of a backup becomes. */
export function packedBytes(guest: PveGuest, usedTotal: number, compress: string): number {
  const share = between(0.28, 0.42, 'packed', guest.vmid, nameOf(guest))
  return Math.max(2 * mib, Math.ceil(usedTotal * (compress === '0' ? 1 : share)))
}

/** Puts the finished backup into its storage. Fails in Proxmox's words when it does not fit. */
export function putBackup(
  world: PveWorld,
  node: PveNode,
  storage: PveStorage,
  guest: PveGuest,
  file: {
    readonly name: string
    readonly sizeBytes: number
    readonly at: number
    readonly notes: string | undefined
    readonly protects: boolean
  },
): PveVolume {
  if (storage.totalBytes - usedBytes(world, storage, node.name) < file.sizeBytes)
    throw new Error(
      guest.type === 'qemu'
        ? 'vma_queue_write: write error - Broken pipe'
        : `command 'tar cpf - … | zstd --rsyncable' failed: zstd: error 70 : Write error : cannot write block : No space left on device`,
    )
  const { lock: _, ...config } = guest.config
  const volume: PveVolume = {
    volid: `${storage.name}:backup/${file.name}`,
    storage: storage.name,
    node: node.name,
    content: 'backup',
    format: file.name.replace(/^.*?\.(?=vma|tar)/, ''),
    sizeBytes: file.sizeBytes,
    usedBytes: file.sizeBytes,
    ctime: Math.floor(file.at / 1000),
    vmid: guest.vmid,
    ...(file.notes !== undefined && { notes: file.notes }),
    ...(file.protects && { protected: true }),
    backupOf: { ...guest, config, pending: {}, snapshots: [], status: 'stopped', paused: false, startedAt: 0 },
  }
  putVolume(world, volume)
  return volume
}

/** Takes away the oldest backups of a guest beyond the number to keep; protected ones stay and do not count. */
export function pruneBackups(world: PveWorld, node: PveNode, storage: PveStorage, vmid: number, keepLast: number): readonly string[] {
  const old = volumesIn(world, storage, node.name)
    .filter(volume => volume.content === 'backup' && volume.vmid === vmid && !volume.protected)
    .sort((one, other) => other.ctime - one.ctime)
    .slice(keepLast)
  for (const volume of old) removeVolume(world, volume)
  return old.map(volume => volume.volid)
}

/** The settings inside a backup, as the file of a guest holds them. */
export function configText(world: PveWorld, node: PveNode, volid: string): string {
  const config = findVolume(world, node.name, volid)?.backupOf?.config
  if (!config) throw new Refusal(500, `volume '${volid}' does not exist`)
  const { description, ...rest } = config
  const comment = description?.split('\n').map(line => `#${encodeURI(line)}`) ?? []
  const lines = Object.entries(rest)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value}`)
  return [...comment, ...lines].map(line => `${line}\n`).join('')
}
