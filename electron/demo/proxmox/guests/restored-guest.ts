import { type Asked, Refusal } from '../route.ts'
import { findVolume } from '../volumes.ts'
import type { PveGuest, PveVolume } from '../world.ts'
import { ownVolumes } from './apply-setting.ts'
import { destroyDisk } from './disk-volumes.ts'
import { demand, demandNewGuest, refuseLocked, refuseTaken } from './find-guest.ts'
import { type GuestKind, wordOf } from './guest-words.ts'

/** A backup as a restore finds it. */
export interface FoundBackup {
  readonly volume: PveVolume
  readonly of: PveGuest
}

/** The backup of that name, of that kind of guest. Fails in Proxmox's words where there is none. */
export function findBackup({ world, node }: Asked, kind: GuestKind, volid: string): FoundBackup {
  const volume = findVolume(world, node.name, volid)
  if (!volume) throw new Refusal(500, `volume '${volid}' does not exist`)
  if (volume.content !== 'backup' || volume.backupOf?.type !== kind)
    throw new Refusal(500, `'${volid}' is no archive of a ${kind === 'qemu' ? 'virtual machine' : 'container'}`)
  return { volume, of: volume.backupOf }
}

/** Refuses a restore that may not be; the guest that would be overwritten, where there is one. */
export function refuseRestore(asked: Asked, kind: GuestKind, failed: string): PveGuest | undefined {
  const { world, node, params, caller } = asked
  const vmid = Number(params.vmid)
  const there = world.guests.get(vmid)
  if (!there) {
    demandNewGuest(asked, String(vmid))
    return undefined
  }
  if (!caller.may(`/vms/${vmid}`, 'VM.Allocate')) demand(asked, `/vms/${vmid}`, 'VM.Backup')
  if (params.force !== '1' || there.type !== kind || there.node !== node.name) refuseTaken(world, vmid, failed)
  if (there.config.protection === '1') throw new Refusal(500, `${failed}protection mode enabled`)
  return there
}

/** Makes way for the restore: the guest that is there must be off and is taken away with its disks. */
export function clearAway({ world }: Asked, there: PveGuest): readonly string[] {
  refuseLocked(there)
  if (there.status === 'running') throw new Refusal(500, `${wordOf(there.type).toLowerCase()} is running`)
  return ownVolumes(there).flatMap(([, volid]) => destroyDisk(world, there.node, volid))
}
