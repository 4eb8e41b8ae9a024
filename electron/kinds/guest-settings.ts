import type { GuestSettings } from '../../shared/model/guest-settings.ts'
import type { GuestChange } from '../../shared/model/guest-wish.ts'
import { type PlannedChange, planChange } from '../core/guest/plan-change.ts'
import type { TaskRef } from '../ports/cluster-access.ts'
import { type GuestSeen, needGuest, placeOf } from './guest-seen.ts'
import { type ClusterReach, callOf, type GuestWitness, runTask } from './guest-task.ts'

/** Which guest, and what it is called in sentences. */
export interface GuestId {
  readonly vmid: number
  readonly name: string
}

/**
 * Brings the settings of a guest to a change and lets its disks grow; only what differs is written, each on the digest it was
 * decided on. Says what was changed. Errors: GuestChangedMeanwhile, GuestLocked, DiskWouldShrink, StorageFull and those of the call.
 */
export async function applyChange(
  reach: ClusterReach,
  guest: GuestId,
  change: GuestChange,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<PlannedChange> {
  const { diskGiB, disks, ...settings } = change
  const planned = planChange(change, await needGuest(reach, guest, signal))
  await writeSettings(reach, guest, seen => planChange(settings, seen).settings, witness, signal)
  for (const { slot, gib } of planned.grow) await growDisk(reach, guest, slot, gib, witness, signal)
  return planned
}

/**
 * Writes the settings that differ by `plan`, which is asked again before every try; `name` is that of the task. Errors:
 * GuestChangedMeanwhile, GuestLocked.
 */
export async function writeSettings(
  reach: ClusterReach,
  guest: GuestId,
  plan: (seen: GuestSeen) => GuestSettings,
  witness: GuestWitness,
  signal: AbortSignal,
  name = 'settings',
): Promise<void> {
  const seen = await needGuest(reach, guest, signal)
  const fields = Object.keys(plan(seen))
  if (fields.length === 0) return
  const task = {
    types: ['qmconfig'],
    doing: 'The change',
    call: `${callOf('PUT', seen, 'config')} (${fields.join(', ')})`,
    begin: async (now: GuestSeen) => {
      const settings = plan(now)
      return Object.keys(settings).length === 0 ? undefined : reach.session.change(placeOf(now), settings, now.config.digest)
    },
  }
  await onSeen(reach, guest, seen, name, task, witness, signal)
}

async function growDisk(
  reach: ClusterReach,
  guest: GuestId,
  slot: string,
  gib: number,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<void> {
  const seen = await needGuest(reach, guest, signal)
  const task = {
    types: ['resize'],
    doing: `Growing ${slot}`,
    call: `${callOf('PUT', seen, 'resize')} (${slot} to ${gib}G)`,
    begin: async (now: GuestSeen) => {
      const grows = planChange({ disks: { [slot]: gib } }, now).grow.length > 0
      return grows ? reach.session.growDisk(placeOf(now), slot, gib, now.config.digest) : undefined
    },
  }
  await onSeen(reach, guest, seen, `grow ${slot}`, task, witness, signal)
}

/** Runs a task that is decided on the guest as it is just before each try. */
function onSeen(
  reach: ClusterReach,
  guest: GuestId,
  seen: GuestSeen,
  name: string,
  task: {
    readonly types: readonly string[]
    readonly doing: string
    readonly call: string
    begin(now: GuestSeen): Promise<TaskRef | undefined>
  },
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<void> {
  const begin = async () => task.begin(await needGuest(reach, guest, signal))
  return runTask(reach, { ...task, name, guest: placeOf(seen), guestName: seen.name, begin }, witness, signal)
}
