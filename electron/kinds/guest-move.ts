import { AppError } from '../../shared/errors/app-error.ts'
import { isOn } from '../core/guest/known-cluster.ts'
import { type GuestSeen, needGuest, placeOf } from './guest-seen.ts'
import type { GuestId } from './guest-settings.ts'
import { type ClusterReach, callOf, type GuestWitness, runTask } from './guest-task.ts'

const arrivesWithinMs = 10 * 60_000
const lookMs = 2000
const taskName = 'move'

/**
 * Moves a guest to another node: a running machine goes on running, a running container is restarted there. One that is there
 * already is success. Errors: GuestInputInvalid with what stands in the way, NodeDown, GuestTaskFailed and those of the call.
 */
export async function moveGuest(
  reach: ClusterReach,
  guest: GuestId,
  target: string,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<GuestSeen> {
  const seen = await needGuest(reach, guest, signal)
  if (seen.node === target && witness.kept(taskName) === undefined) {
    witness.note(`It is on ${target} already.`)
    return seen
  }
  const place = placeOf(seen)
  const task = {
    name: taskName,
    guest: place,
    guestName: seen.name,
    types: ['qmigrate', 'vzmigrate', 'hamigrate'],
    doing: 'The move',
    call: `${callOf('POST', place, 'migrate')} (to ${target})`,
    begin: async () => {
      const now = await needGuest(reach, guest, signal)
      if (now.node === target) return undefined
      const { localDisks } = await checkMove(reach, now, target, signal)
      return reach.session.migrate(placeOf(now), target, { running: isOn(now), withLocalDisks: localDisks.length > 0 })
    },
  }
  await runTask(reach, task, witness, signal)
  return arrived(reach, guest, target, signal)
}

/** What a move would take along. Errors: GuestInputInvalid with what stands in the way, in Proxmox's words. */
export async function checkMove(
  { session, cluster }: ClusterReach,
  guest: GuestSeen,
  target: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly localDisks: readonly string[] }> {
  const { refused, localDisks } = await session.migrationCheck(placeOf(guest), target, signal)
  if (refused === undefined) return { localDisks }
  const because = `${cluster} says: ${refused}.`
  const instead = 'Choose another node, or remove that first.'
  throw new AppError('GuestInputInvalid', { guest: guest.name, field: 'node', because, instead })
}

/** Waits until it is on that node: high availability takes an order at once and carries it out in its own time. */
async function arrived(reach: ClusterReach, guest: GuestId, target: string, signal: AbortSignal): Promise<GuestSeen> {
  const until = reach.clock.monotonic() + arrivesWithinMs
  for (;;) {
    const seen = await needGuest(reach, guest, signal)
    if (seen.node === target) return seen
    if (!seen.highlyAvailable || reach.clock.monotonic() > until) {
      const words = `It is on ${seen.node} afterwards.`
      throw new AppError('GuestTaskFailed', { guest: seen.name, cluster: reach.cluster, doing: 'The move', words })
    }
    await reach.clock.wait(lookMs, signal)
  }
}

/**
 * Moves a disk to another storage and takes it away from the old one; one that is there already is success. Errors:
 * GuestRunning for a container, GuestInputInvalid, StorageFull, GuestChangedMeanwhile and those of the call.
 */
export async function moveGuestDisk(
  reach: ClusterReach,
  guest: GuestId,
  slot: string,
  storage: string,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<void> {
  const seen = await needGuest(reach, guest, signal)
  const disk = seen.config.disks.find(each => each.slot === slot)
  if (!disk) {
    throw new AppError('GuestInputInvalid', { guest: seen.name, field: 'disk', because: `It has no disk called ${slot}.` })
  }
  const name = `move ${slot}`
  const begun = witness.kept(name) !== undefined
  if (disk.storage === storage && !begun) return witness.note(`It is in ${storage} already.`)
  if (seen.type === 'lxc' && isOn(seen) && !begun) {
    throw new AppError('GuestRunning', { guest: seen.name, cluster: reach.cluster, doing: 'its disk is moved' })
  }
  const place = placeOf(seen)
  const task = {
    name,
    guest: place,
    guestName: seen.name,
    types: ['qmmove', 'move_volume'],
    doing: `Moving ${slot}`,
    call: `${callOf('POST', place, seen.type === 'vm' ? 'move_disk' : 'move_volume')} (${slot} to ${storage})`,
    begin: async () => {
      const now = await needGuest(reach, guest, signal)
      if (now.config.disks.find(each => each.slot === slot)?.storage === storage) return undefined
      return reach.session.moveDisk(placeOf(now), slot, { storage, keepOld: false }, now.config.digest)
    },
  }
  await runTask(reach, task, witness, signal)
}
