import { AppError } from '../../shared/errors/app-error.ts'
import type { GuestWish } from '../../shared/model/guest-wish.ts'
import { syncGuest, wishedChange } from '../core/guest/diff-guest.ts'
import { isOn } from '../core/guest/known-cluster.ts'
import { planChange } from '../core/guest/plan-change.ts'
import { moveGuest, moveGuestDisk } from './guest-move.ts'
import { endsWithin, type PowerAction, setPower } from './guest-power.ts'
import { type GuestSeen, needGuest } from './guest-seen.ts'
import { applyChange, type GuestId } from './guest-settings.ts'
import type { ClusterReach, GuestWitness } from './guest-task.ts'

/** What a guest that is there is brought to, and from what. */
export interface ReconcileHow {
  readonly wish: GuestWish
  /** The digest of the settings that the plan was made on. */
  readonly seenDigest: string
  /** Hears of the guest as it is before anything is done to it; resolves when it is on disk how that is undone. */
  before(seen: GuestSeen): Promise<void>
}

/**
 * Brings a guest that is there to a wish: its settings, the storage of its disk, its node, and whether it runs. What is so
 * already is not touched, so it may be done again at any point. A running machine whose new settings wait for a restart gets
 * one; what had to be switched off meanwhile is as on as before. Its plan said all that, so the digest is the consent, also
 * for a guest that was not ours. Errors: GuestChangedMeanwhile where it is not as the plan saw it, GuestGone, and those of
 * what has to be done.
 */
export async function reconcileGuest(
  reach: ClusterReach,
  guest: GuestId,
  { wish, seenDigest, before }: ReconcileHow,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<GuestSeen> {
  const seen = await needGuest(reach, guest, signal)
  if (witness.kept('was on') === undefined) {
    refuseChanged(seen, seenDigest, reach)
    await before(seen)
    await witness.keep('was on', isOn(seen))
  }
  const { storage, node } = syncGuest(wish, seen)
  await writeWished(reach, guest, wish, seen, witness, signal)
  if (storage) {
    // The disk of a container moves only while it is off.
    if (seen.type === 'lxc' && isOn(seen)) await power(reach, guest, 'shutdown', 'before the disk', witness, signal)
    await moveGuestDisk(reach, guest, storage.slot, storage.name, witness, signal)
  }
  if (node !== undefined) await moveGuest(reach, guest, node, witness, signal)
  if (witness.kept('has to restart') === true) {
    await power(reach, guest, 'shutdown', 'to restart', witness, signal)
    await witness.keep('has to restart', false)
  }
  const state = wish.state ?? (witness.kept('was on') === true ? 'running' : 'stopped')
  const last = syncGuest({ name: wish.name, state }, await needGuest(reach, guest, signal)).state
  if (last !== undefined) await power(reach, guest, last === 'running' ? 'start' : 'shutdown', 'at last', witness, signal)
  return needGuest(reach, guest, signal)
}

/** Refuses a guest that is not as a plan saw it. Errors: GuestChangedMeanwhile. */
export function refuseChanged({ name, config }: GuestSeen, seenDigest: string, { cluster }: Pick<ClusterReach, 'cluster'>): void {
  if (config.digest !== seenDigest) throw new AppError('GuestChangedMeanwhile', { guest: name, cluster })
}

/** Writes the settings, and remembers where some of them wait for a restart: once written they differ no more. */
async function writeWished(
  reach: ClusterReach,
  guest: GuestId,
  wish: GuestWish,
  seen: GuestSeen,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<void> {
  const change = wishedChange(wish, seen)
  if (planChange(change, seen).fields.some(field => field.when === 'at-restart')) await witness.keep('has to restart', true)
  await applyChange(reach, guest, change, witness, signal)
}

/** Switches it on or off; the same action at another point of the way is remembered under another name. */
async function power(
  reach: ClusterReach,
  guest: GuestId,
  action: PowerAction,
  point: string,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<void> {
  const named: GuestWitness = {
    ...witness,
    keep: (name, value) => witness.keep(`${point}: ${name}`, value),
    kept: name => witness.kept(`${point}: ${name}`),
    ...(witness.begins && { begins: (name: string) => witness.begins?.(`${point}: ${name}`) ?? Promise.resolve() }),
  }
  await setPower(reach, await needGuest(reach, guest, signal), action, endsWithin, named, signal)
}
