import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DemoHomelab, startDemoHomelab } from '../demo/demo-homelab.ts'
import type { DemoCluster } from '../demo/proxmox/demo-cluster.ts'
import type { Store } from '../ports/store.ts'
import { createLab, type LabPorts, type RunningLab } from './create-lab.ts'
import { createDemoAccess } from './demo-access.ts'
import { createDemoDiscovery } from './demo-discovery.ts'

/** The demo: a lab of its own in a folder that goes with it. */
export interface OpenDemo {
  readonly lab: RunningLab
  readonly homelab: DemoHomelab
  readonly cluster: DemoCluster
  /** Leaves no trace. */
  close(): Promise<void>
}

const demoPerson = 'You'
/** How much faster than life the first apps are set up, before anybody looks. */
const settingUpSpeed = 1000
const firstLookMs = 400
const hourMs = 3600_000
const alreadyRunningMs = 12 * 24 * hourMs
/** How far apart the measurements of the past are: fine for the last two hours, coarse for long ago. */
const past = [
  { fromMs: alreadyRunningMs, untilMs: 24 * hourMs, everyMs: hourMs },
  { fromMs: 24 * hourMs, untilMs: 2 * hourMs, everyMs: hourMs / 12 },
  { fromMs: 2 * hourMs, untilMs: 0, everyMs: hourMs / 60 },
] as const

/** Starts the simulated devices and a lab that knows them, but for the one without Docker, and runs a few apps; `portsIn` makes the lab's ports in a new folder. */
export async function openDemo(portsIn: (folder: string) => Promise<LabPorts>): Promise<OpenDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'mycopod-demo-'))
  const homelab = await startDemoHomelab({ speed: settingUpSpeed, fresh: true })
  const ports = await portsIn(folder)
  // Only the demo needs them: the program is smaller without.
  const [{ startDemoCluster }, { createGuestInteriors }] = await Promise.all([
    import('../demo/proxmox/demo-cluster.ts'),
    import('../demo/proxmox/guest-interiors.ts'),
  ])
  const cluster = await startDemoCluster()
  const interiors = createGuestInteriors({ world: cluster.world, seed: 'mycopod', clock: ports.clock })
  let settingUp = true
  const lab = await createLab({
    ...ports,
    store: unmeasured(ports.store, () => settingUp),
    access: createDemoAccess(ports.access, interiors),
    discovery: createDemoDiscovery(homelab.devices),
  })
  const close = async (): Promise<void> => {
    await lab.close()
    await Promise.all([homelab.close(), cluster.close(), interiors.close()])
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await lab.start()
    await Promise.all([addDevices(lab, homelab), addCluster(lab, cluster)])
    await addApps(lab, homelab)
    await lab.services.settings.change({ setupDone: true }, demoPerson)
    homelab.letTimePass(alreadyRunningMs / 1000)
    homelab.setSpeed(1)
    settingUp = false
    await rememberPast(lab, homelab)
    // A share of the processor is known from the second look on.
    for (const pauseMs of [0, firstLookMs]) {
      await lab.ports.clock.wait(pauseMs)
      await Promise.all(lab.services.inventory.list().map(device => lab.services.monitoring.pollNow(device)))
    }
    return { lab, homelab, cluster, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function addDevices({ services }: RunningLab, homelab: DemoHomelab): Promise<void> {
  await Promise.all(
    homelab.devices
      .filter(({ hasDocker }) => hasDocker)
      .map(({ name, address, port, user, password, sudoPassword, hostKey }) =>
        services.inventory.add(
          {
            name,
            address,
            port,
            user,
            login: { method: 'password', password },
            acceptHostKey: hostKey,
            ...(sudoPassword !== undefined && { sudoPassword }),
          },
          demoPerson,
          undefined,
          { demo: true },
        ),
      ),
  )
}

async function addCluster({ services }: RunningLab, { name, urls, fingerprints, user, password }: DemoCluster): Promise<void> {
  const [url] = urls
  const [fingerprint] = Object.values(fingerprints)
  if (url === undefined || fingerprint === undefined) throw new RangeError('the demo cluster has no node')
  const login = { method: 'password', user, password } as const
  await services.clusters.add({ url, login, fingerprint, name }, demoPerson, undefined, { demo: true })
}

async function addApps({ services }: RunningLab, homelab: DemoHomelab): Promise<void> {
  const known = new Set(services.catalog.list().map(recipe => recipe.manifest.slug))
  const wanted = homelab.preinstalled.filter(({ slug }) => known.has(slug))
  await Promise.all(
    wanted.map(({ device, slug }) =>
      services.deployments.deploy({ recipe: slug, device, settings: {}, ports: {}, profile: 'balanced' }, demoPerson),
    ),
  )
  await services.jobs.idle()
}

/** Gives the graphs what they would have, had the demo been running all the while. */
async function rememberPast({ ports, services }: RunningLab, homelab: DemoHomelab): Promise<void> {
  const now = ports.clock.now()
  const moments = past.flatMap(({ fromMs, untilMs, everyMs }) =>
    Array.from({ length: (fromMs - untilMs) / everyMs }, (_, index) => now - fromMs + index * everyMs),
  )
  await ports.store.history.add(
    services.inventory
      .list()
      .flatMap(({ id, name }) => moments.map(at => ({ deviceId: id, point: homelab.measuredAt(name, Math.floor(at)) }))),
  )
  await services.monitoring.recall()
}

/** A store that remembers no durations while the demo is set up faster than life, so that estimates are believable afterwards. */
function unmeasured(store: Store, settingUp: () => boolean): Store {
  const recordStepSeconds: Store['jobs']['recordStepSeconds'] = async (...step) => {
    if (!settingUp()) await store.jobs.recordStepSeconds(...step)
  }
  return { ...store, jobs: { ...store.jobs, recordStepSeconds } }
}
