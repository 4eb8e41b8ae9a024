import { AppError } from '../../shared/errors/app-error.ts'
import type { GuestWish } from '../../shared/model/guest-wish.ts'
import { syncGuest, wishedChange } from '../core/guest/diff-guest.ts'
import { isOn, type KnownCluster } from '../core/guest/known-cluster.ts'
import { planCreation } from '../core/guest/plan-creation.ts'
import { planWish } from '../core/guest/plan-wish.ts'
import { finishMade } from './guest-finish.ts'
import { type MakeHow, makeGuest } from './guest-make.ts'
import { moveGuest, moveGuestDisk } from './guest-move.ts'
import { setPower } from './guest-power.ts'
import { removeGuest } from './guest-remove.ts'
import { type GuestSeen, needGuest, readGuest, refuseForeign } from './guest-seen.ts'
import { applyChange, type GuestId } from './guest-settings.ts'
import type { ClusterReach, GuestWitness } from './guest-task.ts'

/** What a wish is brought about with. */
export interface ReconcileHow extends MakeHow {
  /** The cluster, for choosing what a new guest leaves open. */
  readonly known: KnownCluster
  /** Whether a guest that is not ours may be changed, and becomes ours. */
  readonly approved: boolean
  /** The digest of the settings that the plan was made on; absent for a new guest. */
  readonly seenDigest?: string
}

/** How long a guest may take to end by itself before it is switched off. */
const endsWithin = { seconds: 120, force: true }

/** Finds a guest by its name, as the cluster's list has it, and reads it. Errors: GuestInputInvalid where several are so called. */
export async function readGuestNamed(reach: ClusterReach, name: string, signal?: AbortSignal): Promise<GuestSeen | undefined> {
  const { guests } = await reach.session.overview(signal)
  const named = guests.filter(guest => guest.name.toLowerCase() === name.toLowerCase())
  if (named.length > 1) {
    const because = `${named.length} guests of ${reach.cluster} are called so: ${named.map(guest => guest.vmid).join(', ')}.`
    throw new AppError('GuestInputInvalid', { guest: name, field: 'name', because, instead: 'Rename all but one of them.' })
  }
  return named[0] && readGuest(reach, named[0].vmid, signal)
}

/**
 * Brings a guest to a wish: makes it where it is missing, changes what differs, moves it, starts or stops it, or takes it away.
 * What is so already is not touched. Errors: GuestForeign without consent, GuestChangedMeanwhile where it is not as the plan
 * saw it, and those of what has to be done.
 */
export async function reconcileGuest(
  reach: ClusterReach,
  wish: GuestWish,
  how: ReconcileHow,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<GuestSeen | undefined> {
  const vmid = witness.kept('vmid')
  const seen = typeof vmid === 'number' ? await readGuest(reach, vmid, signal) : await readGuestNamed(reach, wish.name, signal)
  if (seen && typeof vmid !== 'number') {
    refuseForeign(seen, reach, how.approved)
    if (how.seenDigest !== undefined && how.seenDigest !== seen.config.digest && witness.kept('reconciling') === undefined)
      throw new AppError('GuestChangedMeanwhile', { guest: seen.name, cluster: reach.cluster })
    await witness.keep('reconciling', true)
  }
  if (wish.state === 'absent') {
    if (seen) await removeGone(reach, seen, witness, signal)
    return undefined
  }
  const id = seen && typeof vmid !== 'number' ? seen : await ensure(reach, wish, how, witness, signal)
  await sync(reach, id, wish, witness, signal)
  return needGuest(reach, id, signal)
}

/** Makes the guest, or finishes the one that an earlier run began. */
async function ensure(
  reach: ClusterReach,
  wish: GuestWish,
  how: ReconcileHow,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<GuestId> {
  const known = { ...how.known, guests: how.known.guests.filter(guest => guest.name !== wish.name) }
  const planned = planCreation(planWish(wish, known), known)
  const id = { vmid: await makeGuest(reach, planned, how, witness, signal), name: wish.name }
  await finishMade(reach, id, planned, how.login, witness, signal)
  return id
}

async function sync(reach: ClusterReach, id: GuestId, wish: GuestWish, witness: GuestWitness, signal: AbortSignal): Promise<void> {
  const seen = await needGuest(reach, id, signal)
  const { storage, node, state } = syncGuest(wish, seen)
  await applyChange(reach, id, wishedChange(wish, seen), noted(witness, 'sync'), signal)
  if (storage) await moveStorage(reach, id, storage, witness, signal)
  if (node !== undefined) await moveGuest(reach, id, node, witness, signal)
  const now = await needGuest(reach, id, signal)
  if (state !== undefined && (state === 'running') !== isOn(now))
    await setPower(reach, now, state === 'running' ? 'start' : 'shutdown', endsWithin, noted(witness, 'state'), signal)
}

/** A container's disk moves only while it is off. */
async function moveStorage(
  reach: ClusterReach,
  id: GuestId,
  { slot, name }: { readonly slot: string; readonly name: string },
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<void> {
  const seen = await needGuest(reach, id, signal)
  const wasOn = witness.kept('was on') ?? (seen.type === 'lxc' && isOn(seen))
  await witness.keep('was on', wasOn)
  if (wasOn === true) await setPower(reach, seen, 'shutdown', endsWithin, noted(witness, 'before the disk'), signal)
  await moveGuestDisk(reach, id, slot, name, witness, signal)
  if (wasOn === true) await setPower(reach, seen, 'start', endsWithin, noted(witness, 'after the disk'), signal)
}

async function removeGone(reach: ClusterReach, seen: GuestSeen, witness: GuestWitness, signal: AbortSignal): Promise<void> {
  if (isOn(seen)) await setPower(reach, seen, 'shutdown', endsWithin, noted(witness, 'at last'), signal)
  await removeGuest(reach, seen, { switchOff: true }, witness, signal)
}

/** The same witness, which remembers under names of its own. */
function noted(witness: GuestWitness, prefix: string): GuestWitness {
  return {
    ...witness,
    keep: (name, value) => witness.keep(`${prefix}: ${name}`, value),
    kept: name => witness.kept(`${prefix}: ${name}`),
  }
}
