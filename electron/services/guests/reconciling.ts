import type { Cluster } from '../../../shared/model/cluster.ts'
import { type GuestWish, guestWishSchema } from '../../../shared/model/guest-wish.ts'
import type { Job } from '../../../shared/model/job.ts'
import type { KnownCluster } from '../../core/guest/known-cluster.ts'
import { planWish } from '../../core/guest/plan-wish.ts'
import { type GuestSeen, readGuest } from '../../kinds/guest-seen.ts'
import { beginCreation } from './begin-creation.ts'
import { refusal } from './guest-checks.ts'
import type { GuestServices } from './guest-services.ts'
import { type ReconcileInput, reconcileJob } from './reconcile-job.ts'
import type { RemoveInput } from './remove-jobs.ts'

/** A cluster as a plan is made on it, with some of its guests wholly. */
export interface ObservedGuests {
  readonly known: KnownCluster
  readonly guests: readonly GuestSeen[]
  /** Those that are there but could not be read, with why. */
  readonly unread: readonly { readonly name: string; readonly error: unknown }[]
}

/** What plans are made from, and how one step of them is carried out. */
export interface GuestReconciling {
  /** Reads a cluster now, and those of its guests whose names (in lower case) are asked for. Errors: those of reaching it. */
  observe(cluster: Cluster, names: readonly string[], signal?: AbortSignal): Promise<ObservedGuests>
  /** One guest by its name, as it is now; undefined where there is none. */
  observeOne(cluster: Cluster, name: string, signal?: AbortSignal): Promise<GuestSeen | undefined>
  /**
   * Brings one guest to a wish that was approved with its plan: makes it where `seen` is absent, takes it away where the wish
   * says so, else changes what differs. Errors: Busy, GuestInputInvalid, and those of planCreation.
   */
  reconcile(ask: ReconcileAsk, who: string, signal?: AbortSignal): Promise<Job>
}

/** What is reconciled. */
export interface ReconcileAsk {
  readonly cluster: Cluster
  readonly wish: GuestWish
  /** The guest as the plan saw it; absent for one that is to be made. */
  readonly seen?: GuestSeen | undefined
}

/** How many guests of a cluster are read at the same time. */
const atOnce = 6

/** Makes it, and defines its job. */
export function createReconciling(services: GuestServices): GuestReconciling {
  const { clusters, jobs } = services
  jobs.define(reconcileJob(services))

  return {
    observe: async (cluster, names, signal) => {
      const [known, reach] = await Promise.all([services.known(cluster, signal), services.reach(cluster.id)])
      const wanted = known.guests.filter(guest => names.includes(guest.name.toLowerCase()))
      const guests: GuestSeen[] = []
      const unread: { name: string; error: unknown }[] = []
      const waiting = [...wanted]
      const worker = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const { vmid, name } = next
          const seen = await readGuest(reach, vmid, signal).catch((error: unknown) => {
            signal?.throwIfAborted()
            unread.push({ name, error })
          })
          if (seen) guests.push(seen)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      return { known, guests: guests.sort((a, b) => a.vmid - b.vmid), unread }
    },
    observeOne: async (cluster, name, signal) => {
      await clusters.refresh(cluster, signal)
      const found = clusters.guests(cluster).find(guest => guest.name.toLowerCase() === name.toLowerCase())
      return found && readGuest(await services.reach(cluster.id), found.vmid, signal)
    },
    reconcile: async ({ cluster, wish, seen }, who, signal) => {
      const wished = parseWish(wish)
      if (!seen) {
        const known = await services.known(cluster, signal)
        return beginCreation(services, cluster, { wish: planWish(wished, known), known }, who, signal)
      }
      const { name, vmid, config } = seen
      const input = { cluster: cluster.id, vmid, guest: name, seenDigest: config.digest }
      const how = { subject: { kind: 'guest', name, device: cluster.name }, startedBy: who, refuseIfLocked: true } as const
      return wished.state === 'absent'
        ? jobs.start<RemoveInput>('guests.remove', { ...how, input })
        : jobs.start<ReconcileInput>('guests.reconcile', { ...how, input: { ...input, wish: wished } })
    },
  }
}

/** A wish as it was read from words or a file. Errors: GuestInputInvalid naming the field. */
function parseWish(wish: GuestWish): GuestWish {
  const parsed = guestWishSchema.safeParse(wish)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refusal(wish.name, String(issue?.path[0] ?? 'name'), `${issue?.message ?? 'It cannot be so'}.`, 'Change it in the text.')
}
