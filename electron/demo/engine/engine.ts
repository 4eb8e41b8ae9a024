import { digest } from '../chance.ts'
import type { DeviceBody } from '../device-body.ts'
import { beginRun, endRun, nextTurn, startEarlier } from './container-life.ts'
import { portTakenInWords } from './container-words.ts'
import {
  type Container,
  type ContainerPlan,
  EngineError,
  type EngineEvent,
  type Household,
  type Image,
  type Labels,
  type Mount,
  type Network,
  type Volume,
} from './engine-things.ts'
import { isNamed, readReference } from './known-images.ts'

const eventsKept = 256

/** The engine of one simulated device: what is on it, and what happens to it as time passes. */
export class Engine implements Household {
  readonly images = new Map<string, Image>()
  readonly containers = new Map<string, Container>()
  readonly networks = new Map<string, Network>()
  readonly volumes = new Map<string, Volume>()
  readonly past: EngineEvent[] = []
  /** Connections of callers; they break when the engine ends. */
  readonly connections = new Set<{ destroy(): void }>()
  /** Processor seconds of containers that no longer run. */
  spentCpuSeconds = 0
  readonly device: DeviceBody
  private readonly listeners = new Set<(event: EngineEvent) => void>()
  private alarm: AbortController | undefined
  private made = 0

  constructor(device: DeviceBody) {
    this.device = device
    for (const name of ['bridge', 'host', 'none'])
      this.addNetwork(name, {}, name === 'bridge' ? 'bridge' : name === 'host' ? 'host' : 'null')
    this.past.length = 0
  }

  /** Calls back with every event from now on, also those that come with time; the answer stops it. */
  listen(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener)
    this.settle()
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) this.alarm?.abort()
    }
  }

  tell(event: Omit<EngineEvent, 'at'>, at = this.device.time.now()): void {
    const told = { ...event, at }
    this.past.push(told)
    if (this.past.length > eventsKept) this.past.shift()
    for (const listener of [...this.listeners]) listener(told)
  }

  tellContainer(container: Container, action: string, more: Labels = {}, at?: number): void {
    this.tell(
      {
        type: 'container',
        action,
        id: container.id,
        attributes: { image: container.image, name: container.name, ...container.labels, ...more },
      },
      at,
    )
  }

  /** Lets happen what was due until now. Everything that looks at containers calls it first. */
  settle(): void {
    for (;;) {
      const now = this.device.time.now()
      const due = [...this.containers.values()].filter(container => container.next && container.next.at <= now)
      const [first] = due.sort((left, right) => (left.next?.at ?? 0) - (right.next?.at ?? 0))
      if (!first) break
      nextTurn(first, this)
    }
    this.watchForNext()
  }

  /** While somebody listens, wakes up when the next thing is due. */
  private watchForNext(): void {
    this.alarm?.abort()
    if (this.listeners.size === 0) return
    const next = Math.min(...[...this.containers.values()].map(container => container.next?.at ?? Number.POSITIVE_INFINITY))
    if (!Number.isFinite(next)) return
    const alarm = new AbortController()
    this.alarm = alarm
    this.device.untilReal(next, alarm.signal).then(
      () => this.settle(),
      () => undefined,
    )
  }

  /** The container of this id, beginning of an id, or name. */
  container(named: string): Container {
    this.settle()
    const name = named.replace(/^\//, '')
    const found =
      this.containers.get(name) ??
      this.all().find(one => one.name === name) ??
      this.all().find(one => name.length >= 4 && one.id.startsWith(name))
    if (!found) throw new EngineError(404, `No such container: ${name}`)
    return found
  }

  all(): readonly Container[] {
    this.settle()
    return [...this.containers.values()].sort((left, right) => right.createdAt - left.createdAt)
  }

  image(named: string): Image | undefined {
    return [...this.images.values()].find(image => isNamed(image, named))
  }

  newId(): string {
    this.made += 1
    return digest(this.device.seed, this.device.profile.name, this.made, this.device.time.now())
  }

  addContainer(plan: ContainerPlan): Container {
    const image = this.image(plan.image)
    if (!image) throw new EngineError(404, `No such image: ${readReference(plan.image).familiar}`)
    const same = this.all().find(container => container.name === plan.name)
    if (same)
      throw new EngineError(
        409,
        `Conflict. The container name "/${plan.name}" is already in use by container "${same.id}". You have to remove (or rename) that container to be able to reuse that name.`,
      )
    if (this.device.diskFreeBytes() <= 0)
      throw new EngineError(500, `mkdir ${this.device.profile.dockerRoot}/overlay2/${this.newId()}-init: no space left on device`)
    for (const network of plan.networks) this.network(network)
    const id = this.newId()
    const nameless = (mount: Mount) => mount.kind === 'volume' && !mount.source
    const mounts = plan.mounts.map(mount => (nameless(mount) ? { ...mount, source: this.addVolume(this.newId(), {}, true).name } : mount))
    const ownVolumes = mounts.filter((_, index) => plan.mounts[index] && nameless(plan.mounts[index])).map(mount => mount.source)
    for (const mount of mounts) if (mount.kind === 'volume') this.addVolume(mount.source, {})
    const container: Container = {
      ...plan,
      mounts,
      id,
      imageId: image.id,
      createdAt: this.device.time.now(),
      state: 'created',
      health: 'none',
      failingStreak: 0,
      exitCode: 0,
      outOfMemory: false,
      error: '',
      restartCount: 0,
      stoppedByHand: false,
      runs: [],
      ownVolumes,
    }
    this.containers.set(id, container)
    this.tellContainer(container, 'create')
    return container
  }

  /** Starts a container; false when it runs already. */
  start(container: Container): boolean {
    this.settle()
    if (container.state === 'running') return false
    const taken = container.ports.find(port => this.holder(port.host, port.protocol, container) !== undefined)
    if (taken) {
      const holder = this.holder(taken.host, taken.protocol, container)
      container.error = portTakenInWords(container, taken, holder === 'container')
      throw new EngineError(500, container.error)
    }
    container.stoppedByHand = false
    container.restartCount = 0
    beginRun(container, this, this.device.time.now())
    this.settle()
    return true
  }

  /** Who has a port: another container, another program, or nobody. */
  holder(port: number, protocol: string, except?: Container): 'container' | 'program' | undefined {
    const same = (one: Container) =>
      one !== except && one.state === 'running' && one.ports.some(published => published.host === port && published.protocol === protocol)
    if ([...this.containers.values()].some(same)) return 'container'
    return this.device.listeningPrograms().some(listening => listening.port === port && listening.protocol === protocol)
      ? 'program'
      : undefined
  }

  /** Ends a container by hand; false when it does not run. */
  stop(container: Container, how: 'stop' | 'kill'): boolean {
    this.settle()
    container.stoppedByHand = true
    if (container.state !== 'running' && container.state !== 'restarting' && container.state !== 'paused') return false
    const exitCode = how === 'kill' ? 137 : 0
    this.tellContainer(container, 'kill', { signal: how === 'kill' ? '9' : '15' })
    endRun(container, this, this.device.time.now(), exitCode)
    if (how === 'stop') this.tellContainer(container, 'stop')
    this.settle()
    return true
  }

  removeContainer(container: Container, options: { readonly force: boolean; readonly volumes: boolean }): void {
    if (container.state === 'running' || container.state === 'restarting') {
      if (!options.force)
        throw new EngineError(
          409,
          `cannot remove container "/${container.name}": container is running: stop the container before removing or force remove`,
        )
      this.stop(container, 'kill')
    }
    this.containers.delete(container.id)
    this.tellContainer(container, 'destroy')
    if (options.volumes) for (const name of container.ownVolumes) this.volumes.delete(name)
  }

  network(named: string): Network {
    const found = this.networks.get(named) ?? [...this.networks.values()].find(network => network.id.startsWith(named))
    if (!found) throw new EngineError(404, `network ${named} not found`)
    return found
  }

  addNetwork(name: string, labels: Labels, driver = 'bridge'): Network {
    if (this.networks.has(name)) throw new EngineError(409, `network with name ${name} already exists`)
    const used = new Set([...this.networks.values()].map(network => network.subnet))
    let subnet = 17
    while (used.has(subnet)) subnet += 1
    const network = { id: this.newId(), name, driver, labels, createdAt: this.device.time.now(), subnet }
    this.networks.set(name, network)
    this.tell({ type: 'network', action: 'create', id: network.id, attributes: { name, type: driver } })
    return network
  }

  removeNetwork(named: string): void {
    const network = this.network(named)
    if (['bridge', 'host', 'none'].includes(network.name))
      throw new EngineError(403, `${network.name} is a pre-defined network and cannot be removed`)
    const user = this.all().find(container => container.networks.includes(network.name) && container.state === 'running')
    if (user) throw new EngineError(403, `error while removing network: network ${network.name} id ${network.id} has active endpoints`)
    this.networks.delete(network.name)
    this.tell({ type: 'network', action: 'destroy', id: network.id, attributes: { name: network.name, type: network.driver } })
  }

  /** The volume of this name, made when absent. */
  addVolume(name: string, labels: Labels, anonymous = false): Volume {
    const present = this.volumes.get(name)
    if (present) return present
    const volume = { name, labels, anonymous, createdAt: this.device.time.now() }
    this.volumes.set(name, volume)
    this.tell({ type: 'volume', action: 'create', id: name, attributes: { driver: 'local' } })
    return volume
  }

  removeVolume(name: string, force = false): void {
    if (!this.volumes.has(name)) {
      if (force) return
      throw new EngineError(404, `get ${name}: no such volume`)
    }
    const users = this.all().filter(container => container.mounts.some(mount => mount.kind === 'volume' && mount.source === name))
    if (users.length > 0) throw new EngineError(409, `remove ${name}: volume is in use - [${users.map(user => user.id).join(', ')}]`)
    this.volumes.delete(name)
    this.tell({ type: 'volume', action: 'destroy', id: name, attributes: { driver: 'local' } })
  }

  /** All that ran ends hard, as when the power goes; what starts by itself runs again with `startAgain`. */
  powerCut(): void {
    for (const connection of this.connections) connection.destroy()
    for (const container of this.containers.values())
      if (container.state === 'running' || container.state === 'restarting') {
        endRun(container, this, this.device.time.now(), 137)
        container.next = undefined
        container.state = 'exited'
      }
  }

  startAgain(): void {
    for (const container of this.containers.values()) {
      const wanted = container.restart === 'always' || (container.restart === 'unless-stopped' && !container.stoppedByHand)
      if (wanted && container.state !== 'running' && container.runs.length > 0) beginRun(container, this, this.device.time.now())
    }
    this.settle()
  }

  /** Makes what runs look as if it had begun so much earlier; what was starting is healthy. */
  letTimePass(ms: number): void {
    for (const container of this.all()) startEarlier(container, ms, this.device)
    this.settle()
  }

  close(): void {
    this.listeners.clear()
    this.alarm?.abort()
  }
}
