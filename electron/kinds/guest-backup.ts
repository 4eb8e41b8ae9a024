import { AppError } from '../../shared/errors/app-error.ts'
import type { GuestBackup } from '../../shared/model/guest.ts'
import type { GuestDiff } from '../core/guest/diff-guest.ts'
import { needGuest, placeOf } from './guest-seen.ts'
import type { GuestId } from './guest-settings.ts'
import { type ClusterReach, type GuestWitness, runTask } from './guest-task.ts'

/** That a guest has a backup in a storage, made at or after a moment. */
export interface BackupWish {
  readonly vmid: number
  readonly storage: string
  readonly since: number
}

/** How a backup is made. */
export interface BackupHow {
  readonly storage: string
  readonly mode: 'snapshot' | 'suspend' | 'stop'
  readonly notes: string
}

/** Backups of a guest on one node, newest first. */
export async function readBackups(
  { session }: ClusterReach,
  node: string,
  vmid: number,
  signal?: AbortSignal,
): Promise<readonly GuestBackup[]> {
  const backups = await session.backups(node, signal)
  return backups.filter(backup => backup.vmid === vmid).sort((one, other) => other.at - one.at)
}

/** What has to be done so that there is a backup as new as wished. Pure. */
export function diffBackup(wish: BackupWish, seen: readonly GuestBackup[]): GuestDiff | undefined {
  const own = seen.filter(backup => backup.vmid === wish.vmid && backup.storage === wish.storage)
  if (own.some(backup => backup.at >= wish.since)) return undefined
  return {
    action: 'create',
    risk: 'safe',
    because: own.length === 0 ? `It has no backup in ${wish.storage}.` : `Its newest backup in ${wish.storage} is too old.`,
    changes: [{ field: 'backup', to: wish.storage }],
    downtime: 'It keeps running.',
  }
}

/** Makes a backup unless there is one as new as wished. Returns the newest. */
export async function reconcileBackup(
  reach: ClusterReach,
  guest: GuestId,
  wish: BackupWish,
  how: Omit<BackupHow, 'storage'>,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<GuestBackup | undefined> {
  const { node } = await needGuest(reach, guest, signal)
  const seen = await readBackups(reach, node, guest.vmid, signal)
  if (diffBackup(wish, seen)) return backUp(reach, guest, { ...how, storage: wish.storage }, witness, signal)
  return seen.find(backup => backup.storage === wish.storage)
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
  return (await readBackups(reach, seen.node, seen.vmid, signal)).find(backup => backup.storage === how.storage)
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
