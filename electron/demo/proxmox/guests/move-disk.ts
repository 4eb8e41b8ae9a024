import { type Asked, Refusal, type Route, type Rule } from '../route.ts'
import { removeVolume } from '../volumes.ts'
import type { PveGuest, PveStorage, PveTask, PveVolume } from '../world.ts'
import { withDetached } from './apply-setting.ts'
import { changeRules, optionalCount, optionalFlag, optionalText, storageRule, vmidRule } from './common-rules.ts'
import { mountsOf, readMount } from './container-mounts.ts'
import { copyDisk, passCopy } from './copy-progress.ts'
import { destroyDisk, isFolder, makeDisk, storageFor, volumeOn } from './disk-volumes.ts'
import { findGuest, underLock } from './find-guest.ts'
import type { GuestKind } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { drivesOf, readDrive } from './machine-drives.ts'
import { withSetting } from './pending-settings.ts'
import { writeProperties } from './property-format.ts'
import { driveFormat, mountFormat, rootFormat } from './property-formats.ts'
import { refuseChange } from './read-change.ts'
import { writeSize } from './sizes.ts'

const needs: Route['needs'] = [['/vms/{vmid}', 'VM.Config.Disk']]
const machineSlot = /^(?:(?:ide|scsi|virtio|sata|unused)\d+|efidisk0|tpmstate0)$/
const containerSlot = /^(?:rootfs|(?:mp|unused)\d+)$/
const digest: Rule = changeRules.digest ?? optionalText

/** Moving a disk of a virtual machine or a file system of a container to another storage. */
export const moveRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/nodes/{node}/qemu/{vmid}/move_disk',
    rules: {
      bwlimit: optionalCount,
      delete: optionalFlag,
      digest,
      disk: { type: 'string', pattern: machineSlot },
      format: { type: 'string', optional: true, choices: ['raw', 'qcow2', 'vmdk'] },
      storage: storageRule,
      'target-digest': { ...optionalText, maxLength: 40 },
      'target-disk': { ...optionalText, pattern: machineSlot },
      'target-vmid': { ...vmidRule, optional: true },
    },
    needs,
    handle: asked => move(asked, 'qemu', asked.params.disk ?? ''),
  },
  {
    method: 'POST',
    path: '/nodes/{node}/lxc/{vmid}/move_volume',
    rules: {
      bwlimit: { type: 'number', optional: true, minimum: 0 },
      delete: optionalFlag,
      digest,
      storage: storageRule,
      'target-digest': { ...optionalText, maxLength: 40 },
      'target-vmid': { ...vmidRule, optional: true },
      'target-volume': { ...optionalText, pattern: containerSlot },
      volume: { type: 'string', pattern: containerSlot },
    },
    needs,
    handle: asked => move(asked, 'lxc', asked.params.volume ?? ''),
  },
]

interface Source {
  readonly key: string
  readonly values: Readonly<Record<string, string>>
  readonly volume: PveVolume
}

function move(asked: Asked, kind: GuestKind, key: string): string {
  const { world, params } = asked
  if (params['target-vmid'] !== undefined)
    throw new Refusal(400, 'Parameter verification failed.', { 'target-vmid': 'the simulation moves disks between storages only' })
  const storageName = params.storage
  if (storageName === undefined)
    throw new Refusal(400, 'Parameter verification failed.', { storage: 'property is missing and it is not optional' })
  const guest = findGuest(asked, kind)
  refuseChange(asked, guest)
  const storage = storageFor(asked, storageName, kind === 'qemu' ? 'images' : 'rootdir')
  const source = sourceOf(asked, guest, key)
  if (kind === 'lxc' && guest.status === 'running') throw new Refusal(500, 'cannot move volumes of a running container')
  if (source.volume.storage === storage.name && (kind === 'lxc' || params.format === undefined || params.format === source.volume.format))
    throw new Refusal(
      500,
      kind === 'qemu' ? "you can't move to the same storage with same format" : "you can't move a volume to the same storage",
    )
  if (params.delete === '1' && guest.snapshots.length > 0)
    throw new Refusal(500, "you can't move a disk with snapshots and delete the source")
  return asked.task(kind === 'qemu' ? 'qmmove' : 'move_volume', String(guest.vmid), async (task, signal) => {
    const work = () => copy(asked, guest, source, storage, task, signal)
    await holding(world, guestLock(kind, guest.vmid), () => (kind === 'lxc' ? underLock(guest, 'disk', work) : work()), task)
  })
}

function sourceOf({ world, node }: Asked, guest: PveGuest, key: string): Source {
  const text = guest.config[key]
  if (text === undefined) throw new Refusal(500, guest.type === 'qemu' ? `disk '${key}' does not exist` : `volume '${key}' does not exist`)
  const detached = key.startsWith('unused')
  const values = detached ? {} : guest.type === 'qemu' ? readDrive(key, text).values : readMount(key, text).values
  const file = detached ? text : guest.type === 'qemu' ? (values.file ?? '') : (values.volume ?? '')
  if (guest.type === 'qemu' && !detached && readDrive(key, text).cdrom) throw new Refusal(500, "you can't move a cdrom")
  if (!file.includes(':')) throw new Refusal(500, `disk '${key}' has no associated volume`)
  return { key, values, volume: volumeOn(world, node.name, file) }
}

async function copy(
  asked: Asked,
  guest: PveGuest,
  { key, values, volume }: Source,
  storage: PveStorage,
  task: PveTask,
  signal: AbortSignal,
): Promise<void> {
  const { world, node, params } = asked
  const said = world.version !== '8.4' && guest.type === 'qemu'
  if (said) task.log.push(`copying volume '${volume.volid}' from current storage '${volume.storage}' to target storage '${storage.name}'`)
  task.log.push(`create full clone of ${guest.type === 'qemu' ? 'drive' : 'mountpoint'} ${key} (${volume.volid})`)
  const format = params.format ?? (isFolder(storage) && volume.format !== 'subvol' ? volume.format : undefined)
  const made = makeDisk(world, {
    storage,
    node: node.name,
    vmid: guest.vmid,
    use: guest.type === 'qemu' ? 'images' : 'rootdir',
    sizeBytes: volume.sizeBytes,
    filledBytes: volume.usedBytes,
    ...(format !== undefined && { format }),
  })
  task.log.push(...made.lines)
  if (said) task.log.push(`allocated target volume '${made.volume.volid}'`)
  try {
    if (guest.type === 'qemu') await copyDisk(world, volume, task, signal)
    else await passCopy(world, volume.usedBytes, signal, () => undefined)
  } catch (error) {
    removeVolume(world, made.volume)
    throw error
  }
  putBack(guest, key, values, made.volume)
  if (params.delete === '1') {
    task.log.push(...destroyDisk(world, guest.node, volume.volid))
  } else if (!key.startsWith('unused')) {
    if (said) task.log.push(`adding source volume '${volume.volid}' as '${nextUnused(guest)}' to config`)
    guest.config = withDetached(guest.config, volume.volid)
  }
}

function putBack(guest: PveGuest, key: string, values: Readonly<Record<string, string>>, volume: PveVolume): void {
  const size = writeSize(volume.sizeBytes)
  const text = key.startsWith('unused')
    ? volume.volid
    : guest.type === 'qemu'
      ? writeProperties(driveFormat, { ...values, file: volume.volid, size })
      : writeProperties(key === 'rootfs' ? rootFormat : mountFormat, { ...values, volume: volume.volid, size })
  guest.config = withSetting(guest.config, key, text)
}

function nextUnused({ config }: PveGuest): string {
  const before = new Set(Object.keys(config))
  return Object.keys(withDetached(config, '')).find(key => !before.has(key)) ?? 'unused0'
}

/** The disks of a guest that a copy takes along, with the setting that names each. */
export function disksOf(guest: Pick<PveGuest, 'type' | 'config'>): readonly (readonly [key: string, volid: string])[] {
  if (guest.type === 'lxc')
    return mountsOf(guest.config).flatMap(({ key, volume }) => (volume.includes(':') ? [[key, volume] as const] : []))
  return drivesOf(guest.config).flatMap(({ key, file, cdrom }) => (cdrom || !file.includes(':') ? [] : [[key, file] as const]))
}
