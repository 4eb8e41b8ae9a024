import type { PveConfig, PveGuest, PveWorld } from '../world.ts'
import { containerVolumes, isMountKey, readMount } from './container-mounts.ts'
import { destroyDisk } from './disk-volumes.ts'
import { isDriveKey, machineVolumes, readDrive } from './machine-drives.ts'
import { withSetting } from './pending-settings.ts'

/** The volumes a guest owns, in use and detached, by setting. */
export function ownVolumes(guest: Pick<PveGuest, 'type' | 'config'>): readonly (readonly [key: string, volid: string])[] {
  return guest.type === 'qemu' ? machineVolumes(guest.config) : containerVolumes(guest.config)
}

/** Lets one setting take effect; `undefined` takes it away. A disk that is let go stays as a detached one, a detached one is destroyed. */
export function applySetting(world: PveWorld, guest: PveGuest, key: string, value: string | undefined): void {
  const old = guest.config[key]
  guest.config = withSetting(guest.config, key, value)
  if (/^unused\d+$/.test(key)) {
    if (old !== undefined && value === undefined) destroyDisk(world, guest.node, old)
    return
  }
  const used = value === undefined ? undefined : volumeIn(guest, key, value)
  if (used !== undefined) {
    const detached = Object.entries(guest.config).filter(([name, volid]) => /^unused\d+$/.test(name) && volid === used)
    for (const [name] of detached) guest.config = withSetting(guest.config, name, undefined)
  }
  const left = old === undefined ? undefined : volumeIn(guest, key, old)
  if (left === undefined || left === used) return
  if (guest.type === 'qemu' && readDrive(key, old ?? '').cloudInit) destroyDisk(world, guest.node, left)
  else if (!ownVolumes(guest).some(([, volid]) => volid === left)) guest.config = withDetached(guest.config, left)
}

function volumeIn({ type }: PveGuest, key: string, text: string): string | undefined {
  if (type === 'lxc') return isMountKey(key) ? readMount(key, text).volume : undefined
  if (!isDriveKey(key)) return undefined
  const drive = readDrive(key, text)
  return drive.cdrom || !drive.file.includes(':') ? undefined : drive.file
}

/** The settings with a volume as the next detached disk. */
export function withDetached(config: PveConfig, volid: string): PveConfig {
  let number = 0
  while (config[`unused${number}`] !== undefined) number += 1
  return { ...config, [`unused${number}`]: volid }
}

/** Lets all that waits take effect; called when the guest is not running. */
export function applyPending(world: PveWorld, guest: PveGuest): void {
  const waiting = Object.entries(guest.pending)
  guest.pending = {}
  for (const [key, value] of waiting) applySetting(world, guest, key, value)
}
