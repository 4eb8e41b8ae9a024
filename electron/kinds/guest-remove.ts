import { AppError } from '../../shared/errors/app-error.ts'
import { isOn } from '../core/guest/known-cluster.ts'
import { markerIn } from '../core/guest/ownership.ts'
import { setPower } from './guest-power.ts'
import { type GuestSeen, placeOf, readGuest } from './guest-seen.ts'
import type { GuestId } from './guest-settings.ts'
import { type ClusterReach, callOf, type GuestWitness, runTask } from './guest-task.ts'

const types = ['qmdestroy', 'vzdestroy']

/**
 * Destroys a guest with its disks; one that is gone is success. Errors: GuestRunning unless it is to be switched off,
 * GuestLocked, GuestTaskFailed and those of the call.
 */
export async function removeGuest(
  reach: ClusterReach,
  guest: GuestId,
  how: { readonly switchOff: boolean },
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<'removed' | 'gone'> {
  const seen = await readGuest(reach, guest.vmid, signal)
  if (!seen) return 'gone'
  if (isOn(seen) && witness.kept('remove') === undefined) {
    if (!how.switchOff) throw new AppError('GuestRunning', { guest: seen.name, cluster: reach.cluster, doing: 'it is destroyed' })
    await setPower(reach, seen, 'stop', { seconds: 0, force: true }, witness, signal)
  }
  const place = placeOf(seen)
  const begin = () => reach.session.remove(place)
  const task = { name: 'remove', guest: place, guestName: seen.name, types, doing: 'The removal', call: callOf('DELETE', place), begin }
  try {
    await runTask(reach, task, witness, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AppError) || !(error.is('GuestGone') || error.is('GuestTaskFailed'))) throw error
    if (await readGuest(reach, guest.vmid, signal)) throw error
  }
  return 'removed'
}

/** Takes away a guest that a job made, running or not; one that bears another marker is left alone. Says whether it was there. */
export async function removeMade(
  reach: ClusterReach,
  vmid: number,
  isOurs: (seen: GuestSeen) => boolean,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<boolean> {
  const seen = await readGuest(reach, vmid, signal)
  if (!seen || !isOurs(seen)) return false
  await removeGuest(reach, seen, { switchOff: true }, witness, signal)
  return true
}

/** Whether a guest bears this marker. */
export function bears(marker: string): (seen: GuestSeen) => boolean {
  return seen => markerIn(seen.config.description) === marker
}
