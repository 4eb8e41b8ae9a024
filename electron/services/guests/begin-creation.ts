import type { Cluster } from '../../../shared/model/cluster.ts'
import type { GuestCreation } from '../../../shared/model/guest-wish.ts'
import type { Job } from '../../../shared/model/job.ts'
import type { KnownCluster } from '../../core/guest/known-cluster.ts'
import { planCreation } from '../../core/guest/plan-creation.ts'
import { readGuest } from '../../kinds/guest-seen.ts'
import type { CreateInput } from './create-job.ts'
import { forgetLogin, keepLogin } from './guest-logins.ts'
import type { GuestServices } from './guest-services.ts'

/** Checks a guest that is to be made, chooses what is left open, and begins the job. Errors: those of planCreation; Busy. */
export async function beginCreation(
  services: GuestServices,
  cluster: Cluster,
  { wish, known }: { readonly wish: GuestCreation; readonly known: KnownCluster },
  who: string,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const { source } = wish
  const planned = planCreation(wish, source.kind === 'clone' ? await withDisks(services, cluster, known, source.vmid, signal) : known)
  const password = wish.login?.password
  const ticket = password === undefined ? undefined : await keepLogin(services, cluster.id, password)
  try {
    const input: CreateInput = { cluster: cluster.id, planned, ticket }
    const subject = { kind: 'guest', name: planned.name, device: cluster.name } as const
    return await services.jobs.start('guests.create', { input, subject, startedBy: who, refuseIfLocked: true })
  } catch (error) {
    if (ticket !== undefined) await forgetLogin(services, ticket)
    throw error
  }
}

/** A guest that is copied tells where its disks are. */
async function withDisks(
  services: GuestServices,
  cluster: Cluster,
  known: KnownCluster,
  vmid: number,
  signal: AbortSignal | undefined,
): Promise<KnownCluster> {
  const seen = await readGuest(await services.reach(cluster.id), vmid, signal)
  const storages = seen?.config.disks.flatMap(({ kind, storage }) => (kind === 'disk' && storage !== undefined ? [storage] : []))
  return { ...known, guests: known.guests.map(guest => (guest.vmid === vmid ? { ...guest, storages } : guest)) }
}
