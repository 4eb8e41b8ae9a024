import type { GuestChange } from '../../shared/model/guest-wish.ts'
import { gib, isOn, mainDisk } from '../core/guest/known-cluster.ts'
import type { PlannedGuest } from '../core/guest/plan-creation.ts'
import type { MakeHow } from './guest-make.ts'
import { type GuestSeen, needGuest, placeOf } from './guest-seen.ts'
import { applyChange, type GuestId, writeSettings } from './guest-settings.ts'
import type { ClusterReach, GuestWitness } from './guest-task.ts'

const lookMs = 2000

/** Gives a guest that was just made what its creation could not: settings of a copy, its first login, the size of its disk. */
export async function finishMade(
  reach: ClusterReach,
  guest: GuestId,
  planned: PlannedGuest,
  login: MakeHow['login'],
  witness: GuestWitness,
  signal: AbortSignal,
): Promise<void> {
  const seen = await needGuest(reach, guest, signal)
  await applyChange(reach, guest, planned.copied ? changeOf(planned, seen) : sizeOf(planned, seen), witness, signal)
  // A copy is told who may log in before it starts first; what was told cannot be read back.
  if (planned.copied && login && seen.type === 'vm' && !isOn(seen))
    await writeSettings(reach, guest, () => ({ login }), witness, signal, 'login')
}

function changeOf(planned: PlannedGuest, seen: GuestSeen): GuestChange {
  const { cores, memoryMiB, startOnBoot, tags, network } = planned
  const slot = seen.config.networks[0]?.slot ?? 'net0'
  return {
    cores,
    memoryMiB,
    startOnBoot,
    tags: [...tags],
    ...(network && { network: { ...network, slot } }),
    ...sizeOf(planned, seen),
  }
}

/** An image may be larger than what was asked for: its disk stays as it is then. */
function sizeOf({ diskGiB }: PlannedGuest, { config }: GuestSeen): GuestChange {
  const sizeBytes = mainDisk(config)?.sizeBytes
  return diskGiB === undefined || sizeBytes === undefined || diskGiB * gib <= sizeBytes ? {} : { diskGiB }
}

/** Addresses of a guest that was started, waited for within a limit; empty where nobody tells them. */
export async function waitForAddresses(
  reach: ClusterReach,
  guest: GuestId,
  limitMs: number,
  witness: Pick<GuestWitness, 'note'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const until = reach.clock.monotonic() + limitMs
  const place = placeOf(await needGuest(reach, guest, signal))
  for (;;) {
    const addresses = await reach.session.addresses(place, signal)
    if (addresses.length > 0) {
      witness.note(`It answers at ${addresses.join(', ')}.`)
      return addresses
    }
    if (reach.clock.monotonic() >= until) {
      witness.note('It is on. Nothing in it tells its address yet.')
      return []
    }
    await reach.clock.wait(lookMs, signal)
  }
}
