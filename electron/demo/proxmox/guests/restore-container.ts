import type { Asked } from '../route.ts'
import type { PveGuest, PveTask, PveVolume } from '../world.ts'
import { blankGuest } from './blank-guest.ts'
import { mountsOf } from './container-mounts.ts'
import { readyMount, writeContainerSetting } from './container-settings.ts'
import { passCopy } from './copy-progress.ts'
import { storageFor } from './disk-volumes.ts'
import { hardwareAddress } from './guest-digest.ts'
import { guestLock, holding } from './hold-guest.ts'
import { containerSettings } from './named-settings.ts'
import { startGuest } from './power-work.ts'
import { readProperties, writeProperties } from './property-format.ts'
import { containerCardFormat, mountFormat, rootFormat } from './property-formats.ts'
import { clearAway, type FoundBackup, findBackup, refuseRestore } from './restored-guest.ts'
import { gib, mib, readSize } from './sizes.ts'
import { failure, undoGuest } from './undo-guest.ts'

/** Makes a container of a backup; `force` overwrites the one that has the number. */
export function restoreContainer(asked: Asked): string {
  const { world, params } = asked
  const vmid = Number(params.vmid)
  const failed = `unable to restore CT ${vmid} - `
  const storage = params.storage ?? 'local'
  if (params.rootfs === undefined) storageFor(asked, storage, 'rootdir')
  const there = refuseRestore(asked, 'lxc', failed)
  const guest = there ?? blankGuest('lxc', vmid, asked.node.name)
  world.guests.set(vmid, guest)
  return asked.task('vzrestore', String(vmid), async (task, signal) => {
    await holding(
      world,
      guestLock('lxc', vmid),
      async () => {
        const made: PveVolume[] = []
        let cleared = there === undefined
        try {
          const backup = findBackup(asked, 'lxc', params.ostemplate ?? '')
          if (there) task.log.push(...clearAway(asked, there))
          cleared = true
          guest.config = { lock: 'create' }
          guest.pending = {}
          guest.snapshots = []
          await unpack(asked, guest, backup, storage, made, task, signal)
        } catch (error) {
          if (cleared) undoGuest(asked, guest, made)
          throw failure(failed, error, signal)
        }
      },
      task,
    )
    if (params.start === '1') asked.task('vzstart', String(vmid), (start, stop) => startGuest(asked, 'lxc', start, stop))
  })
}

async function unpack(
  asked: Asked,
  guest: PveGuest,
  { volume, of }: FoundBackup,
  storage: string,
  made: PveVolume[],
  task: PveTask,
  signal: AbortSignal,
): Promise<void> {
  const { world, params } = asked
  task.log.push(`recovering backed-up configuration from '${volume.volid}'`)
  const config: Record<string, string> = { ...of.config }
  const wished = containerSettings(asked)
  for (const mount of mountsOf({ ...of.config, ...(wished.rootfs !== undefined && { rootfs: wished.rootfs }) })) {
    const asNew = wished[mount.key]
    if (!mount.volume.includes(':')) continue
    const { size, ...values } = mount.values
    const format = mount.key === 'rootfs' ? rootFormat : mountFormat
    const gibs = (readSize(size ?? '4G') ?? 4 * gib) / gib
    const text = asNew ?? writeProperties(format, { ...values, volume: `${storage}:${gibs}` })
    const ready = readyMount(asked, guest.vmid, mount.key, text, mount.key === 'rootfs' ? volume.sizeBytes * 3 : undefined)
    if (ready.made) made.push(ready.made)
    task.log.push(...ready.lines)
    config[mount.key] = ready.text
    await world.time.pass(300, signal)
  }
  const archive = `${world.storages.get(volume.storage)?.path ?? '/var/lib/vz'}/dump/${volume.volid.split('/').at(-1)}`
  task.log.push(`restoring '${volume.volid}' now..`, `extracting archive '${archive}'`)
  const read = Math.ceil((volume.sizeBytes * 3.14) / 10_240) * 10_240
  await passCopy(world, read * 2, signal, () => undefined)
  task.log.push(`Total bytes read: ${read} (${Math.round(read / mib)}MiB, 334MiB/s)`, 'merging backed-up and given configuration..')
  const now = world.time.now()
  for (const [key, text] of Object.entries(wished))
    if (key !== 'rootfs' && !/^mp\d+$/.test(key)) config[key] = writeContainerSetting(key, text, guest.vmid, now)
  if (params.unique === '1') renewCards(config, guest.vmid, now)
  guest.config = config
  guest.obeys = of.obeys
  if (of.login) guest.login = of.login
  guest.template = of.template
}

/** Gives a copy of a container its own hardware addresses. */
export function renewCards(config: Record<string, string>, vmid: number, now: number): void {
  for (const [key, text] of Object.entries(config)) {
    if (!/^net\d+$/.test(key)) continue
    const { values } = readProperties(containerCardFormat, text, key)
    config[key] = writeProperties(containerCardFormat, { ...values, hwaddr: hardwareAddress(vmid, key, now) })
  }
}
