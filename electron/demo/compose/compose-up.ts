import { posix } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { type Container, EngineError } from '../engine/engine-things.ts'
import { pullQuietly } from '../engine/pulls.ts'
import { until } from '../engine/until.ts'
import { seedDirectory } from '../file-system.ts'
import type { Process } from '../shell/process.ts'
import { ComposeError } from './interpolate.ts'
import type { Project } from './read-project.ts'
import type { Service } from './read-service.ts'

const createMs = 120
const endsInMs = 450

/** What `up` is asked to do. */
export interface UpOptions {
  readonly start: boolean
  readonly wait: boolean
  readonly waitMs?: number
  readonly recreate: 'differing' | 'always' | 'never'
  readonly removeOrphans: boolean
  readonly pull: 'missing' | 'always' | 'never'
  readonly dependencies: boolean
}

/** The containers of a project, of one service when named. */
export function projectContainers(engine: Engine, project: string, service?: string): readonly Container[] {
  return engine
    .all()
    .filter(
      one =>
        one.labels['com.docker.compose.project'] === project &&
        (service === undefined || one.labels['com.docker.compose.service'] === service),
    )
    .toReversed()
}

/** Tells one thing that happens to one object, as Compose writes it without a terminal. */
export function tell(process: Process, what: string, happens: string): void {
  process.err.write(` ${what}  ${happens}\n`)
}

/** Makes the device be as the project says, changing only what differs. Throws ComposeError or EngineError. */
export async function composeUp(project: Project, services: readonly Service[], options: UpOptions, process: Process): Promise<void> {
  const { engine } = process.device
  await pullImages(services, options.pull, process)
  makeResources(project, services, process)
  if (options.removeOrphans) {
    const names = new Set(project.services.map(service => service.name))
    await removeContainers(
      projectContainers(engine, project.name).filter(one => !names.has(one.labels['com.docker.compose.service'] ?? '')),
      process,
    )
  }
  for (const service of services) await makeContainer(service, project, options, process)
  if (!options.start) return
  for (const service of services) {
    if (options.dependencies) await waitForDependencies(service, project, process)
    for (const container of projectContainers(engine, project.name, service.name)) await startContainer(container, process)
  }
  if (options.wait) await waitForAll(project, services, options.waitMs, process)
}

/** Brings the images that are not there, all at once. */
export async function pullImages(services: readonly Service[], policy: UpOptions['pull'], process: Process): Promise<void> {
  const { engine } = process.device
  const wanted = services.filter(
    service =>
      (policy === 'always' && service.pullPolicy !== 'never') ||
      (policy !== 'never' && (service.pullPolicy === 'always' || !engine.image(service.plan.image))),
  )
  const failures = await Promise.all(
    wanted.map(async service => {
      tell(process, service.name, 'Pulling')
      try {
        await pullQuietly(process.device, service.plan.image, process.signal)
        tell(process, service.name, 'Pulled')
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        tell(process, service.name, 'Error')
        return error
      }
    }),
  )
  const failed = failures.find(one => one !== undefined)
  if (failed) throw failed
  for (const service of services)
    if (policy === 'never' && !engine.image(service.plan.image)) throw new EngineError(404, `No such image: ${service.plan.image}`)
}

function makeResources(project: Project, services: readonly Service[], process: Process): void {
  const { engine } = process.device
  const used = new Set(services.flatMap(service => [...service.plan.networks, ...service.plan.mounts.map(mount => mount.source)]))
  for (const network of project.networks.filter(one => used.has(one.name))) {
    if (engine.networks.has(network.name)) continue
    if (network.external) throw new ComposeError(`network ${network.name} declared as external, but could not be found`)
    tell(process, `Network ${network.name}`, 'Creating')
    engine.addNetwork(network.name, {
      ...network.labels,
      'com.docker.compose.network': network.key,
      'com.docker.compose.project': project.name,
    })
    tell(process, `Network ${network.name}`, 'Created')
  }
  for (const volume of project.volumes.filter(one => used.has(one.name))) {
    if (engine.volumes.has(volume.name)) continue
    if (volume.external) throw new ComposeError(`external volume "${volume.name}" not found`)
    tell(process, `Volume "${volume.name}"`, 'Creating')
    engine.addVolume(volume.name, { ...volume.labels, 'com.docker.compose.project': project.name, 'com.docker.compose.volume': volume.key })
    tell(process, `Volume "${volume.name}"`, 'Created')
  }
}

async function makeContainer(service: Service, project: Project, options: UpOptions, process: Process): Promise<void> {
  const { device } = process
  const { engine } = device
  const [present] = projectContainers(engine, project.name, service.name)
  const differs =
    present &&
    (present.labels['com.docker.compose.config-hash'] !== service.hash || present.imageId !== engine.image(service.plan.image)?.id)
  if (present && options.recreate !== 'always' && !(differs && options.recreate === 'differing')) {
    if (present.state === 'running') tell(process, `Container ${present.name}`, 'Running')
    return
  }
  tell(process, `Container ${service.plan.name}`, present ? 'Recreate' : 'Creating')
  await device.time.pass(createMs, process.signal)
  if (present) {
    if (engine.stop(present, 'stop')) await device.time.pass(endsInMs, process.signal)
    engine.removeContainer(present, { force: true, volumes: false })
  }
  for (const mount of service.plan.mounts)
    if (mount.kind === 'bind' && !device.files.stat(mount.source))
      seedDirectory(device.files, posix.normalize(mount.source), { mode: 0o755, owner: 'root' })
  engine.addContainer({
    ...service.plan,
    labels: { ...service.plan.labels, 'com.docker.compose.image': engine.image(service.plan.image)?.id ?? '' },
  })
  tell(process, `Container ${service.plan.name}`, present ? 'Recreated' : 'Created')
}

async function startContainer(container: Container, process: Process): Promise<void> {
  if (container.state === 'running') return
  tell(process, `Container ${container.name}`, 'Starting')
  await process.device.time.pass(createMs, process.signal)
  process.device.engine.start(container)
  tell(process, `Container ${container.name}`, 'Started')
}

async function waitForDependencies(service: Service, project: Project, process: Process): Promise<void> {
  const { engine } = process.device
  for (const { service: needed, condition } of service.dependencies) {
    const [container] = projectContainers(engine, project.name, needed)
    if (!container || condition === 'service_started') continue
    tell(process, `Container ${container.name}`, 'Waiting')
    const completes = condition === 'service_completed_successfully'
    await until(engine, process.signal, () => !engine.containers.has(container.id) || settledState(container, completes) !== 'waiting')
    const state = engine.containers.has(container.id) ? settledState(container, completes) : 'gone'
    if (state !== 'good') {
      tell(process, `Container ${container.name}`, 'Error')
      throw new ComposeError(`dependency failed to start: container ${container.name} ${failureOf(container)}`)
    }
    tell(process, `Container ${container.name}`, completes ? 'Exited' : 'Healthy')
  }
}

async function waitForAll(project: Project, services: readonly Service[], waitMs: number | undefined, process: Process): Promise<void> {
  const { engine, time } = process.device
  const limit = new AbortController()
  const done = new AbortController()
  if (waitMs !== undefined)
    time.pass(waitMs, done.signal).then(
      () => limit.abort(new ComposeError(`application not healthy after ${waitMs / 1000}s`)),
      () => undefined,
    )
  const signal = AbortSignal.any([process.signal, limit.signal])
  try {
    for (const service of services)
      for (const container of projectContainers(engine, project.name, service.name)) {
        tell(process, `Container ${container.name}`, 'Waiting')
        await until(engine, signal, () => !engine.containers.has(container.id) || settledState(container, false) !== 'waiting')
        if (settledState(container, false) !== 'good' && container.exitCode + Number(container.state === 'running') !== 0) {
          tell(process, `Container ${container.name}`, 'Error')
          throw new ComposeError(`container ${container.name} ${failureOf(container)}`)
        }
        tell(process, `Container ${container.name}`, 'Healthy')
      }
  } finally {
    done.abort()
  }
}

function settledState(container: Container, completes: boolean): 'waiting' | 'good' | 'bad' {
  if (completes) return container.state === 'exited' ? (container.exitCode === 0 ? 'good' : 'bad') : 'waiting'
  if (container.state === 'exited' || container.state === 'restarting') return 'bad'
  if (container.health === 'unhealthy') return 'bad'
  return container.state === 'running' && container.health !== 'starting' ? 'good' : 'waiting'
}

function failureOf(container: Container): string {
  return container.state === 'exited' || container.state === 'restarting' ? `exited (${container.exitCode})` : 'is unhealthy'
}

/** Ends containers, all at once, newest first. */
export async function stopContainers(containers: readonly Container[], process: Process, how: 'stop' | 'kill' = 'stop'): Promise<void> {
  const { engine, time } = process.device
  for (const container of containers) tell(process, `Container ${container.name}`, how === 'kill' ? 'Killing' : 'Stopping')
  if (how === 'stop' && containers.some(container => container.state === 'running')) await time.pass(endsInMs, process.signal)
  for (const container of containers) {
    if (engine.containers.has(container.id)) engine.stop(container, how)
    tell(process, `Container ${container.name}`, how === 'kill' ? 'Killed' : 'Stopped')
  }
}

/** Ends and removes containers. */
export async function removeContainers(containers: readonly Container[], process: Process, volumes = false): Promise<void> {
  if (containers.length === 0) return
  await stopContainers(containers, process)
  for (const container of containers) {
    tell(process, `Container ${container.name}`, 'Removing')
    if (process.device.engine.containers.has(container.id)) process.device.engine.removeContainer(container, { force: true, volumes })
    tell(process, `Container ${container.name}`, 'Removed')
  }
}
