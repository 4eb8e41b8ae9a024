import { AppError } from '../../shared/errors/app-error.ts'
import type { PendingChange } from '../../shared/model/guest.ts'
import type { GuestNow } from '../core/guest/known-cluster.ts'
import { ourTag } from '../core/guest/ownership.ts'
import type { GuestPlace } from '../ports/cluster-access.ts'
import type { ClusterReach } from './guest-task.ts'

/** A guest with its settings, as both are at this moment. */
export interface GuestSeen extends GuestNow {
  readonly pending: readonly PendingChange[]
  readonly highlyAvailable: boolean
  readonly tags: readonly string[]
  readonly lock?: string | undefined
}

/** Looks at the guest with this number; undefined where there is none. Errors: NodeDown where its node is off. */
export async function readGuest(reach: ClusterReach, vmid: number, signal?: AbortSignal): Promise<GuestSeen | undefined> {
  for (let tries = 1; ; tries += 1) {
    const found = await reach.session.find(vmid, signal)
    if (!found) return undefined
    try {
      const { config, pending } = await reach.session.config(found, signal)
      const { name, type, node, state, template, tags, highlyAvailable, lock } = found
      return { vmid, name, type, node, state, template, tags, highlyAvailable, ours: tags.includes(ourTag), config, pending, lock }
    } catch (error) {
      // It was moved or removed between the two questions.
      if (!(error instanceof AppError) || !error.is('GuestGone') || tries === 3) throw error
    }
  }
}

/** The same where it has to be there. Errors: GuestGone. */
export async function needGuest(
  reach: ClusterReach,
  { vmid, name }: { readonly vmid: number; readonly name: string },
  signal?: AbortSignal,
): Promise<GuestSeen> {
  const seen = await readGuest(reach, vmid, signal)
  if (!seen) throw new AppError('GuestGone', { guest: name, cluster: reach.cluster })
  return seen
}

/** Refuses what MycoPod did not make, unless somebody said so. Errors: GuestForeign. */
export function refuseForeign(
  guest: { readonly name: string; readonly ours: boolean },
  { cluster }: { readonly cluster: string },
  approved: boolean,
): void {
  if (!guest.ours && !approved) throw new AppError('GuestForeign', { guest: guest.name, cluster })
}

/** Where a guest is, for the port. */
export function placeOf({ vmid, type, node }: GuestPlace): GuestPlace {
  return { vmid, type, node }
}
