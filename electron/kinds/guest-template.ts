import { AppError } from '../../shared/errors/app-error.ts'
import { isOn } from '../core/guest/known-cluster.ts'
import { needGuest, placeOf } from './guest-seen.ts'
import type { GuestId } from './guest-settings.ts'
import { type ClusterReach, callOf, type GuestWitness, runTask } from './guest-task.ts'

/** Makes a template of a stopped guest; one that is one already is success. Errors: GuestRunning, GuestTaskFailed, GuestGone. */
export async function makeTemplate(reach: ClusterReach, guest: GuestId, witness: GuestWitness, signal: AbortSignal): Promise<void> {
  const seen = await needGuest(reach, guest, signal)
  if (seen.template) return witness.note('It is a template already.')
  if (isOn(seen)) throw new AppError('GuestRunning', { guest: seen.name, cluster: reach.cluster, doing: 'a template is made of it' })
  const place = placeOf(seen)
  const task = {
    name: 'template',
    guest: place,
    guestName: seen.name,
    types: ['qmtemplate'],
    doing: 'Making a template',
    call: callOf('POST', place, 'template'),
    begin: async () => ((await needGuest(reach, guest, signal)).template ? undefined : reach.session.makeTemplate(place)),
  }
  await runTask(reach, task, witness, signal)
}
