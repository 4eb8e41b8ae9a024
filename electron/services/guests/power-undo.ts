import { isOn } from '../../core/guest/known-cluster.ts'
import { endsWithin, setPower } from '../../kinds/guest-power.ts'
import { readGuest } from '../../kinds/guest-seen.ts'
import type { UndoData } from '../job-runner/job-definition.ts'
import type { GuestInput, GuestUndo } from './guest-job.ts'

/** Has a guest run where it ran before the job, and be off where it was off. Says whether it had to be changed. */
export async function powerAsBefore({ on }: UndoData, { reach, witness, signal }: GuestUndo, { vmid }: GuestInput): Promise<boolean> {
  const seen = await readGuest(reach, vmid, signal)
  if (!seen || isOn(seen) === on) return false
  await setPower(reach, seen, on === true ? 'start' : 'shutdown', endsWithin, witness, signal)
  return true
}
