import { AppError } from '../../shared/errors/app-error.ts'
import type { GuestBackup } from '../../shared/model/guest.ts'
import { needGuest, placeOf } from './guest-seen.ts'
import type { GuestId } from './guest-settings.ts'
import { type ClusterReach, type GuestWitness, runTask } from './guest-task.ts'

/** How a backup is made. */
export interface BackupHow {
  readonly storage: string
  readonly mode: 'snapshot' | 'suspend' | 'stop'
  readonly notes: string
}

/** Makes a backup, once. Returns it, where the storage shows it. Errors: GuestLocked, StorageFull, GuestTaskFailed, GuestGone. */
export async function backUp(
  reach: ClusterReach,
  guest: GuestId,
  how: BackupHow,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<GuestBackup | undefined> {
  const seen = await needGuest(reach, guest, signal)
  const place = placeOf(seen)
  const task = {
    name: 'back up',
    guest: place,
    guestName: seen.name,
    types: ['vzdump'],
    doing: 'The backup',
    call: `POST /nodes/${seen.node}/vzdump (${seen.vmid} to ${how.storage}, ${how.mode})`,
    begin: () => reach.session.backUp(place, how),
  }
  await runTask(reach, task, witness, signal)
  const made = (await reach.session.backups(seen.node, signal)).filter(({ vmid, storage }) => vmid === seen.vmid && storage === how.storage)
  return made.sort((one, other) => other.at - one.at)[0]
}

/** Removes a backup; one that is gone is success. Errors: GuestTaskFailed, for one that is protected, and those of the call. */
export async function removeBackup(
  reach: ClusterReach,
  backup: Pick<GuestBackup, 'volume' | 'storage' | 'node' | 'vmid' | 'type'>,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<'removed' | 'gone'> {
  const isThere = async () => (await reach.session.backups(backup.node, signal)).some(each => each.volume === backup.volume)
  if (witness.kept('remove backup') === undefined && !(await isThere())) return 'gone'
  const place = { vmid: backup.vmid, type: backup.type, node: backup.node }
  const task = {
    name: 'remove backup',
    guest: place,
    guestName: backup.volume,
    types: ['imgdel'],
    doing: 'The removal',
    call: `DELETE /nodes/${backup.node}/storage/${backup.storage}/content/${backup.volume}`,
    begin: async () => ((await isThere()) ? reach.session.removeBackup(backup) : undefined),
  }
  try {
    await runTask(reach, task, witness, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AppError) || (await isThere())) throw error
  }
  return 'removed'
}
