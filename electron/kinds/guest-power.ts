import { AppError } from '../../shared/errors/app-error.ts'
import type { SeenGuest } from '../../shared/model/seen-cluster.ts'
import { isOn } from '../core/guest/known-cluster.ts'
import type { GuestPlace } from '../ports/cluster-access.ts'
import { type ClusterReach, callOf, type GuestWitness, runTask } from './guest-task.ts'

/** What is done to a guest's power. */
export type PowerAction = 'start' | 'stop' | 'shutdown' | 'reboot'

/** How long a guest may take to end by itself, and whether it is switched off then. */
export interface PowerHow {
  readonly seconds: number
  readonly force: boolean
}

/** How long a guest may take where nobody said it, before it is switched off. */
export const endsWithin: PowerHow = { seconds: 120, force: true }

const words: Readonly<Record<PowerAction, { readonly doing: string; readonly types: readonly string[] }>> = {
  start: { doing: 'The start', types: ['qmstart', 'vzstart', 'hastart'] },
  stop: { doing: 'Switching off', types: ['qmstop', 'vzstop', 'hastop'] },
  shutdown: { doing: 'The shutdown', types: ['qmshutdown', 'vzshutdown', 'hastop'] },
  reboot: { doing: 'The reboot', types: ['qmreboot', 'vzreboot'] },
}

const settleMs = 1000
/** High availability takes an order at once and carries it out in its own time. */
const orderedWithinMs = 120_000

/**
 * Starts, stops, shuts down or reboots a guest and waits until it is so; what is so already is success. Errors: GuestGone,
 * GuestTaskFailed (a guest that does not end within its time), and those of the call.
 */
export async function setPower(
  reach: ClusterReach,
  guest: Pick<SeenGuest, 'vmid' | 'type' | 'node' | 'name' | 'highlyAvailable'>,
  action: PowerAction,
  how: PowerHow,
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<void> {
  const { session } = reach
  const place: GuestPlace = { vmid: guest.vmid, type: guest.type, node: guest.node }
  const wantsOn = action === 'start' || action === 'reboot'
  const isSo = async () => isOn(await session.status(place, signal)) === wantsOn
  const name = `power ${action}`
  if (action !== 'reboot' && witness.kept(name) === undefined && (await isSo()))
    return witness.note(`It is ${wantsOn ? 'on' : 'off'} already.`)
  const begin = {
    start: () => session.start(place),
    stop: () => session.stop(place),
    shutdown: () => session.shutDown(place, how),
    reboot: () => session.reboot(place, how),
  }[action]
  try {
    const call = callOf('POST', place, `status/${action}`)
    await runTask(reach, { name, guest: place, guestName: guest.name, ...words[action], call, begin }, witness, signal)
  } catch (error) {
    // Somebody else was quicker, which Proxmox tells as a failure.
    if (signal.aborted || action === 'reboot' || !(error instanceof AppError) || !error.is('GuestTaskFailed') || !(await isSo()))
      throw error
  }
  const until = reach.clock.monotonic() + (guest.highlyAvailable ? orderedWithinMs : settleMs)
  while (!(await isSo())) {
    if (reach.clock.monotonic() > until) {
      const how = wantsOn ? 'It is not on afterwards.' : 'It is still on afterwards.'
      throw new AppError('GuestTaskFailed', { guest: guest.name, cluster: reach.cluster, doing: words[action].doing, words: how })
    }
    await reach.clock.wait(settleMs, signal)
  }
}
