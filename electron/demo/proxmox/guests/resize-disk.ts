import { type Asked, Refusal, type Route, type Rule } from '../route.ts'
import { usedBytes } from '../volumes.ts'
import type { PveGuest, PveTask, PveVolume } from '../world.ts'
import { changeRules, optionalFlag } from './common-rules.ts'
import { isMountKey, readMount } from './container-mounts.ts'
import { isFolder, nameIn, volumeOn } from './disk-volumes.ts'
import { findGuest } from './find-guest.ts'
import type { GuestKind } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { isDriveKey, readDrive } from './machine-drives.ts'
import { withSetting } from './pending-settings.ts'
import { writeProperties } from './property-format.ts'
import { driveFormat, mountFormat, rootFormat } from './property-formats.ts'
import { refuseChange } from './read-change.ts'
import { gib, mib, readSize, writeSize } from './sizes.ts'

const diskRule: Rule = { type: 'string' }

/** Growing a disk; none is ever made smaller. */
export const resizeRoutes: readonly Route[] = (['qemu', 'lxc'] as const).map(kind => ({
  method: 'PUT',
  path: `/nodes/{node}/${kind}/{vmid}/resize`,
  rules: {
    digest: changeRules.digest ?? diskRule,
    disk: { ...diskRule, pattern: kind === 'qemu' ? /^(?:(?:ide|scsi|virtio|sata)\d+|efidisk0|tpmstate0)$/ : /^(?:rootfs|mp\d+)$/ },
    size: { type: 'string', pattern: /^\+?\d+(\.\d+)?[KMGT]?$/ },
    ...(kind === 'qemu' && { skiplock: optionalFlag }),
  },
  needs: [['/vms/{vmid}', 'VM.Config.Disk']],
  handle: asked => resize(asked, kind),
}))

interface Growth {
  readonly volume: PveVolume
  readonly fromBytes: number
  readonly toBytes: number
}

function resize(asked: Asked, kind: GuestKind): string {
  const { world } = asked
  const guest = findGuest(asked, kind)
  refuseChange(asked, guest)
  if (kind === 'lxc') growth(asked, guest)
  return asked.task('resize', String(guest.vmid), async (task, signal) => {
    await holding(
      world,
      guestLock(kind, guest.vmid),
      async () => {
        refuseChange(asked, guest)
        const grown = growth(asked, guest)
        if (grown.fromBytes === grown.toBytes) return
        await world.time.pass(500, signal)
        grow(asked, guest, grown, task)
      },
      task,
    )
  })
}

function growth({ world, node, params }: Asked, guest: PveGuest): Growth {
  const key = params.disk ?? ''
  const text = guest.config[key]
  if (text === undefined)
    throw new Refusal(500, guest.type === 'qemu' ? `disk '${key}' does not exist` : `mountpoint '${key}' does not exist`)
  const file = guest.type === 'qemu' ? readDrive(key, text).file : readMount(key, text).volume
  const cdrom = guest.type === 'qemu' && readDrive(key, text).cdrom
  if (cdrom || !file.includes(':')) throw new Refusal(500, `you can't resize a ${cdrom ? 'cdrom' : 'disk without a volume'}`)
  const volume = volumeOn(world, node.name, file)
  const size = params.size ?? ''
  const asked = readSize(size.replace('+', '')) ?? 0
  const toBytes = size.startsWith('+') ? volume.sizeBytes + asked : asked
  if (toBytes < volume.sizeBytes)
    throw new Refusal(500, guest.type === 'qemu' ? 'shrinking disks is not supported' : 'unable to shrink disk size')
  const storage = world.storages.get(volume.storage)
  const whole = storage?.type === 'zfspool' && volume.format === 'raw'
  if (storage && storage.totalBytes - usedBytes(world, storage, node.name) < (whole ? toBytes - volume.sizeBytes : 1))
    throw new Refusal(500, `unable to resize '${volume.volid}': No space left on device`)
  return { volume, fromBytes: volume.sizeBytes, toBytes }
}

function grow({ world, params }: Asked, guest: PveGuest, { volume, fromBytes, toBytes }: Growth, task: PveTask): void {
  const key = params.disk ?? ''
  const text = guest.config[key] ?? ''
  const storage = world.storages.get(volume.storage)
  volume.sizeBytes = toBytes
  if (storage?.type === 'zfspool' && volume.format === 'raw') volume.usedBytes = toBytes
  const values = isDriveKey(key) ? readDrive(key, text).values : readMount(key, text).values
  const format = isDriveKey(key) ? driveFormat : key === 'rootfs' ? rootFormat : mountFormat
  guest.config = withSetting(guest.config, key, writeProperties(format, { ...values, size: writeSize(toBytes) }))
  if (storage?.type === 'lvmthin') {
    const [from, to] = [fromBytes, toBytes].map(bytes => `${(bytes / gib).toFixed(2)} GiB (${Math.ceil(bytes / (4 * mib))} extents)`)
    task.log.push(
      `  Size of logical volume pve/${nameIn(volume.volid)} changed from ${from} to ${to}.`,
      `  Logical volume pve/${nameIn(volume.volid)} successfully resized.`,
    )
  }
  // A running machine is told of its larger disk; only of one that is off the image file itself is changed.
  if (storage && isFolder(storage) && !(guest.type === 'qemu' && guest.status === 'running')) task.log.push('Image resized.')
  if (isMountKey(key) && volume.format !== 'subvol')
    task.log.push(
      'resize2fs 1.47.2 (1-Jan-2025)',
      'Filesystem at /dev/loop0 is mounted on /tmp; on-line resizing required',
      'old_desc_blocks = 1, new_desc_blocks = 1',
      `The filesystem on /dev/loop0 is now ${toBytes / 4096} (4k) blocks long.`,
    )
}
