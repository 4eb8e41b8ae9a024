import { AppError } from '../../../shared/errors/app-error.ts'
import { markerIn } from '../../core/guest/ownership.ts'
import { followTask, type TaskWitness, whenFree } from '../../kinds/guest-desk.ts'
import type { UndoContext, UndoData } from '../job-runner/job-definition.ts'
import { deskOf, type GuestInput, type GuestServices, placeOf } from './guest-services.ts'

/**
 * Takes away a guest that a job made: only one that bears the job's marker, or that its restore brought and that has nobody's.
 * Gone already is nothing to do.
 */
export async function takeAway(
  services: GuestServices,
  input: GuestInput,
  data: UndoData,
  context: UndoContext,
): Promise<'done' | 'nothing-to-do'> {
  const vmid = Number(data.vmid)
  const desk = await deskOf(services, { ...input, vmid }, context.signal)
  const { session } = desk
  const witness: TaskWitness = { line: text => context.line(text), progress: () => undefined, did: deed => context.did(deed) }
  const kept = context.kept('task:make') ?? context.kept('task:restore')
  if (typeof kept === 'object' && kept !== null && 'upid' in kept && 'node' in kept) {
    // What still runs is ended before what it made is looked at.
    const task = { upid: String(kept.upid), node: String(kept.node) }
    await session.abortTask(task).catch(() => undefined)
    await followTask(desk, task, 'Ending it', witness).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error
    })
  } else if (data.restored === true) return 'nothing-to-do'
  try {
    const place = await placeOf(desk, vmid)
    const { config } = await session.config(place, context.signal)
    const marker = markerIn(config.description)
    if (marker !== data.marker && !(data.restored === true)) return 'nothing-to-do'
    const { state } = await session.status(place, context.signal)
    if (state !== 'stopped')
      await followTask(desk, await whenFree(desk, witness, () => session.stop(place, context.signal)), 'Switching it off', witness)
    context.did({
      kind: 'api',
      device: desk.clusterName,
      call: `DELETE /nodes/${place.node}/${place.type === 'vm' ? 'qemu' : 'lxc'}/${vmid} purge=1`,
    })
    await followTask(desk, await whenFree(desk, witness, () => session.remove(place, context.signal)), 'Removing it', witness)
    return 'done'
  } catch (error) {
    if (error instanceof AppError && error.is('GuestGone')) return 'nothing-to-do'
    throw error
  }
}
