import { createSystemClock } from '../../electron/adapters/clock/system-clock.ts'
import { createClusterAccess } from '../../electron/adapters/proxmox/cluster-access.ts'
import { createSystemRandomness } from '../../electron/adapters/randomness/system-randomness.ts'
import type { DemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import type { Secrets } from '../../electron/ports/secrets.ts'
import type { Store } from '../../electron/ports/store.ts'
import { createAudit } from '../../electron/services/audit.ts'
import { createChanges } from '../../electron/services/changes.ts'
import { createGuestKeys } from '../../electron/services/clusters/guest-keys.ts'
import { createClusters } from '../../electron/services/clusters.ts'
import { createGuests } from '../../electron/services/guests.ts'
import { createInventory } from '../../electron/services/inventory.ts'
import { createJobRunner } from '../../electron/services/job-runner.ts'
import { createSettings } from '../../electron/services/settings.ts'
import { type GuestCreation, guestCreationSchema } from '../../shared/model/guest-wish.ts'
import type { Job, JobView } from '../../shared/model/job.ts'
import { createFakeDeviceAccess } from './fake-device-access.ts'
import { hurriedClock } from './hurried-clock.ts'
import { createMemoryStore } from './memory-store.ts'
import { type Life, mortalAccess, mortalStore } from './mortal-host.ts'
import { createMemorySecrets, createPlainRedaction, plainHash, silentLog } from './small-ports.ts'

/** What stays when a host is killed. */
export interface GuestRemains {
  readonly store: Store
  readonly secrets: Secrets
}

/** What a host without a past begins with. */
export function newRemains(): GuestRemains {
  return { store: createMemoryStore(), secrets: createMemorySecrets() }
}

/** How much faster jobs wait than in truth: as a task of the simulated cluster passes faster too. */
const times = 50

/** A host that cares for the guests of a simulated cluster, over real HTTPS; `kill` ends it, and so does the end of its life. */
export async function startGuestHost({ store: lasting, secrets }: GuestRemains, home: DemoCluster, life?: Life) {
  const store = life ? mortalStore(lasting, life) : lasting
  const truly = createSystemClock()
  const clock = hurriedClock(truly, times)
  const randomness = createSystemRandomness(truly.now)
  const redaction = createPlainRedaction()
  const access = createFakeDeviceAccess()
  const ports = { store, secrets, clock, randomness, redaction, access, log: silentLog, hash: plainHash }
  const changes = createChanges(ports)
  const audit = createAudit({ ...ports, changes })
  const settings = createSettings({ ...ports, audit, changes })
  const jobs = createJobRunner({ ...ports, changes, audit })
  const inventory = await createInventory({ ...ports, changes, audit })
  // The wire keeps true time: its limits are about a real network.
  const wire = createClusterAccess({ clock: truly, randomness, log: silentLog })
  const openClusterAccess = async () => (life ? mortalAccess(wire, life) : wire)
  const clusters = await createClusters({ ...ports, clock: truly, openClusterAccess, inventory, changes, audit, settings })
  const guestKeys = createGuestKeys(ports)
  const guests = createGuests({ ...ports, clusters, jobs, audit, guestKeys })
  if (clusters.list().length === 0) {
    const login = { method: 'password', user: home.user, password: home.password } as const
    await clusters.add({ url: home.urls[0] ?? '', login, fingerprint: home.fingerprints.pve1 }, 'Ada')
  }
  const cluster = clusters.resolve('home')
  await clusters.refresh(cluster)

  /** The view of a job when it has ended. */
  async function ended(job: Job | Promise<Job>): Promise<JobView> {
    const { id } = await job
    for await (const _ of jobs.follow(id, 0, new AbortController().signal));
    return jobs.view(id)
  }

  return {
    ...ports,
    audit,
    clusters,
    cluster,
    guestKeys,
    guests,
    jobs,
    ended,
    /** The result of a job that has to succeed. */
    done: async (job: Job | Promise<Job>) => {
      const view = await ended(job)
      if (view.status !== 'succeeded') throw new Error(`${view.title}: ${view.status} ${JSON.stringify(view.error)}`)
      return view.result ?? {}
    },
    create: (guest: Partial<GuestCreation> & Pick<GuestCreation, 'name' | 'type' | 'source'>) =>
      guests.create({ cluster: 'home', guest: guestCreationSchema.parse(guest) }, 'Ada'),
    kill: async () => {
      await jobs.close()
      await clusters.close()
    },
    /** Breaks every connection at once. */
    cut: () => wire.close(),
  }
}
export type GuestHost = Awaited<ReturnType<typeof startGuestHost>>

/** What guests can be made from in the simulated cluster. */
export const sources = {
  container: { kind: 'container-template', volume: 'local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst' },
  image: { kind: 'disk-image', volume: 'local:import/debian-13-genericcloud-amd64.qcow2' },
  iso: { kind: 'iso', volume: 'local:iso/debian-13.1.0-amd64-netinst.iso' },
  template: { kind: 'clone', vmid: 9000, full: true },
} as const

/** The guest of the simulated cluster with this name, as it truly is; undefined where there is none. */
export function guestIn(home: DemoCluster, name: string) {
  const named = [...home.world.guests.values()].filter(guest => (guest.config.name ?? guest.config.hostname) === name)
  if (named.length > 1) throw new Error(`${named.length} guests are called ${name}`)
  return named[0]
}
