import { AppError } from '../../shared/errors/app-error.ts'
import type { GuestSnapshot } from '../../shared/model/guest.ts'
import { isOn } from '../core/guest/known-cluster.ts'
import { setPower } from './guest-power.ts'
import { type GuestSeen, needGuest, placeOf } from './guest-seen.ts'
import type { GuestId } from './guest-settings.ts'
import { type ClusterReach, callOf, type GuestWitness, runTask } from './guest-task.ts'

/** A snapshot that is to be there. */
export interface SnapshotWish {
  readonly name: string
  readonly description: string
  readonly withMemory: boolean
}

/** Looks at a snapshot; undefined where it is not there. Errors: GuestGone. */
export async function readSnapshot(
  reach: ClusterReach,
  guest: GuestId,
  name: string,
  signal?: AbortSignal,
): Promise<GuestSnapshot | undefined> {
  const seen = await needGuest(reach, guest, signal)
  return (await reach.session.snapshots(placeOf(seen), signal)).find(snapshot => snapshot.name === name)
}

/** Takes the snapshot where it is not there; one so called is never made anew. Errors: GuestLocked, GuestTaskFailed, StorageFull, GuestGone. */
export async function takeSnapshot(
  reach: ClusterReach,
  guest: GuestId,
  { name, description, withMemory }: SnapshotWish,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<void> {
  const seen = await needGuest(reach, guest, signal)
  const task = {
    name: `snapshot ${name}`,
    types: ['qmsnapshot', 'vzsnapshot'],
    doing: `The snapshot ${name}`,
    call: callOf('POST', seen, `snapshot (${name})`),
    begin: () => reach.session.takeSnapshot(placeOf(seen), name, { description, withMemory: withMemory && isOn(seen) }),
  }
  await untilSo(reach, seen, name, true, task, witness, signal)
}

/** Removes a snapshot; what is gone is success. Errors: GuestLocked, GuestTaskFailed, GuestGone. */
export async function removeSnapshot(
  reach: ClusterReach,
  guest: GuestId,
  name: string,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<boolean> {
  const seen = await needGuest(reach, guest, signal)
  const task = {
    name: `remove snapshot ${name}`,
    types: ['qmdelsnapshot', 'vzdelsnapshot'],
    doing: `The removal of the snapshot ${name}`,
    call: callOf('DELETE', seen, `snapshot/${name}`),
    begin: () => reach.session.removeSnapshot(placeOf(seen), name),
  }
  return untilSo(reach, seen, name, false, task, witness, signal)
}

/** Goes back to a snapshot; a guest that was on is on again afterwards. Errors: GuestLocked, GuestTaskFailed, GuestGone. */
export async function rollBack(
  reach: ClusterReach,
  guest: GuestId,
  name: string,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<GuestSeen> {
  const seen = await needGuest(reach, guest, signal)
  const wasOn = witness.kept('was on') ?? isOn(seen)
  await witness.keep('was on', wasOn)
  const task = {
    name: 'roll back',
    guest: placeOf(seen),
    guestName: seen.name,
    types: ['qmrollback', 'vzrollback'],
    doing: `Going back to ${name}`,
    call: callOf('POST', seen, `snapshot/${name}/rollback`),
    begin: () => reach.session.rollBack(placeOf(seen), name),
  }
  await runTask(reach, task, witness, signal)
  const after = await needGuest(reach, guest, signal)
  if (wasOn === true && !isOn(after)) await setPower(reach, after, 'start', { seconds: 0, force: false }, witness, signal)
  return needGuest(reach, guest, signal)
}

/** Runs a task unless the snapshot is (not) there already, also where somebody else was quicker. Says whether it had to. */
async function untilSo(
  reach: ClusterReach,
  seen: GuestSeen,
  name: string,
  there: boolean,
  task: Omit<Parameters<typeof runTask>[1], 'guest' | 'guestName'>,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<boolean> {
  const place = placeOf(seen)
  const isSo = async () => (await reach.session.snapshots(place, signal)).some(snapshot => snapshot.name === name) === there
  if (witness.kept(task.name) === undefined && (await isSo())) return false
  try {
    await runTask(reach, { ...task, guest: place, guestName: seen.name }, witness, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AppError) || !error.is('GuestTaskFailed') || !(await isSo())) throw error
  }
  return true
}
