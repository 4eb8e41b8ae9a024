import type { Asked } from '../route.ts'
import type { PveGuest, PveTask, PveVolume } from '../world.ts'
import { blankGuest } from './blank-guest.ts'
import { passCopy } from './copy-progress.ts'
import { availableStorage, makeDisk, storageFor } from './disk-volumes.ts'
import { hardwareAddress, uuidOf } from './guest-digest.ts'
import { guestLock, holding } from './hold-guest.ts'
import { drivesOf } from './machine-drives.ts'
import { writeMachineSetting } from './machine-settings.ts'
import { namedSettings } from './named-settings.ts'
import { startGuest } from './power-work.ts'
import { readProperties, writeProperties } from './property-format.ts'
import { cardFormat, driveFormat } from './property-formats.ts'
import { clearAway, type FoundBackup, findBackup, refuseRestore } from './restored-guest.ts'
import { readSize, writeSize } from './sizes.ts'
import { failure, undoGuest } from './undo-guest.ts'

/** Makes a virtual machine of a backup; `force` overwrites the one that has the number. */
export function restoreMachine(asked: Asked): string {
  const { world, node, params } = asked
  const vmid = Number(params.vmid)
  const failed = `unable to restore VM ${vmid} - `
  if (params.storage !== undefined) storageFor(asked, params.storage, 'images')
  const there = refuseRestore(asked, 'qemu', failed)
  const guest: PveGuest = there ?? blankGuest('qemu', vmid, node.name)
  world.guests.set(vmid, guest)
  return asked.task('qmrestore', String(vmid), async (task, signal) => {
    await holding(
      world,
      guestLock('qemu', vmid),
      async () => {
        const made: PveVolume[] = []
        let cleared = there === undefined
        try {
          const backup = findBackup(asked, 'qemu', params.archive ?? '')
          if (there) task.log.push(...clearAway(asked, there))
          cleared = true
          guest.config = { lock: 'create' }
          guest.pending = {}
          guest.snapshots = []
          await unpack(asked, guest, backup, made, task, signal)
        } catch (error) {
          if (cleared) undoGuest(asked, guest, made)
          throw failure(failed, error, signal)
        }
      },
      task,
    )
    if (params.start === '1') asked.task('qmstart', String(vmid), (start, stop) => startGuest(asked, 'qemu', start, stop))
  })
}

async function unpack(
  asked: Asked,
  guest: PveGuest,
  { volume, of }: FoundBackup,
  made: PveVolume[],
  task: PveTask,
  signal: AbortSignal,
): Promise<void> {
  const { world, params, node } = asked
  const archive = `${world.storages.get(volume.storage)?.path ?? '/var/lib/vz'}/dump/${volume.volid.split('/').at(-1)}`
  const pipe = archive.endsWith('.zst') ? `zstd -q -d -c ${archive} | ` : ''
  task.log.push(
    `restore vma archive: ${pipe}vma extract -v -r /var/tmp/vzdumptmp${task.pid}.fifo ${pipe === '' ? archive : '-'} /var/tmp/vzdumptmp${task.pid}`,
  )
  const drives = drivesOf(of.config).filter(drive => !drive.cdrom && drive.file.includes(':') && drive.values.backup !== '0')
  const config: Record<string, string> = { ...of.config }
  const sizes = drives.map(drive => readSize(drive.values.size ?? '4M') ?? 0)
  task.log.push(...drives.map((drive, index) => `DEV: dev_id=${index + 1} size: ${sizes[index]} devname: drive-${drive.key}`))
  for (const [index, drive] of drives.entries()) {
    const sizeBytes = sizes[index] ?? 0
    const storage =
      params.storage === undefined
        ? availableStorage(world, drive.file.split(':')[0] ?? '', node.name)
        : storageFor(asked, params.storage, 'images')
    const format = drive.file.endsWith('.qcow2') ? { format: 'qcow2' } : {}
    const disk = makeDisk(world, {
      storage,
      node: node.name,
      vmid: guest.vmid,
      use: 'images',
      sizeBytes,
      filledBytes: of.obeys ? Math.floor(sizeBytes * 0.3) : 0,
      ...format,
      ...(drive.cloudInit && { name: 'cloudinit' }),
    })
    made.push(disk.volume)
    task.log.push(...disk.lines, `new volume ID is '${disk.volume.volid}'`)
    const size = drive.cloudInit ? drive.values.size : writeSize(sizeBytes)
    const { size: _, ...values } = drive.values
    config[drive.key] = writeProperties(driveFormat, { ...values, file: disk.volume.volid, ...(size !== undefined && { size }) })
  }
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let told = 0
  await passCopy(world, total, signal, (done, seconds) => {
    const percent = Math.floor((done / Math.max(total, 1)) * 100)
    if (percent > told) task.log.push(`progress ${percent}% (read ${done} bytes, duration ${Math.floor(seconds)} sec)`)
    told = percent
  })
  task.log.push(`total bytes read ${total}, sparse bytes ${Math.floor(total * 0.7)} (70%)`, 'space reduction due to 4K zero blocks 2.34%')
  task.log.push('rescan volumes...')
  const now = world.time.now()
  for (const [key, text] of Object.entries(namedSettings(asked))) config[key] = writeMachineSetting(key, text, guest.vmid, now)
  if (params.unique === '1') renew(config, guest.vmid, now)
  guest.config = config
  guest.obeys = of.obeys
  guest.template = of.template
}

/** Gives a copy its own hardware addresses and identifiers. */
export function renew(config: Record<string, string>, vmid: number, now: number): void {
  for (const [key, text] of Object.entries(config)) {
    if (!/^net\d+$/.test(key)) continue
    const { values } = readProperties(cardFormat, text, key)
    config[key] = writeProperties(cardFormat, { ...values, macaddr: hardwareAddress(vmid, key, now) })
  }
  if (config.vmgenid !== undefined) config.vmgenid = uuidOf('generation', vmid, now)
  if (config.smbios1 !== undefined) config.smbios1 = config.smbios1.replace(/uuid=[^,]*/, `uuid=${uuidOf('bios', vmid, now)}`)
}
