import type { DeviceBody } from '../device-body.ts'

/** What the engine answers when it refuses: an HTTP status and the engine's own words. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export type Labels = Readonly<Record<string, string>>

/** An image that is on the device. */
export interface Image {
  readonly id: string
  references: readonly string[]
  readonly sizeBytes: number
  readonly architecture: string
  readonly layers: readonly string[]
  readonly createdAt: number
}

export interface Network {
  readonly id: string
  readonly name: string
  readonly driver: string
  readonly labels: Labels
  readonly createdAt: number
  readonly subnet: number
}

export interface Volume {
  readonly name: string
  readonly labels: Labels
  readonly createdAt: number
  readonly anonymous: boolean
}

export interface PublishedPort {
  readonly host: number
  readonly container: number
  readonly protocol: 'tcp' | 'udp'
  readonly address: string
}

export interface Mount {
  readonly kind: 'volume' | 'bind' | 'tmpfs'
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
}

/** Durations in milliseconds of the simulated world. */
export interface HealthCheck {
  readonly test: readonly string[]
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly retries: number
  readonly startPeriodMs: number
  readonly startIntervalMs: number
}

/** What a container is made from. */
export interface ContainerPlan {
  readonly name: string
  readonly image: string
  readonly labels: Labels
  readonly environment: readonly string[]
  readonly command: readonly string[]
  readonly ports: readonly PublishedPort[]
  readonly mounts: readonly Mount[]
  readonly networks: readonly string[]
  readonly networkMode: string
  readonly restart: 'no' | 'always' | 'unless-stopped' | 'on-failure'
  readonly healthcheck?: HealthCheck
  readonly memoryLimitBytes?: number
  readonly hostname?: string
}

/** What will happen to a container by itself, and when. */
export interface Turn {
  readonly at: number
  readonly what: 'healthy' | 'unhealthy' | 'out-of-memory' | 'crash' | 'end' | 'restart'
}

/** One time a container ran. `pace` is how many real milliseconds a simulated one took. */
export interface Run {
  readonly from: number
  readonly pace: number
  to?: number
  exitCode?: number
}

export interface Container extends ContainerPlan {
  readonly id: string
  name: string
  readonly imageId: string
  readonly createdAt: number
  state: 'created' | 'running' | 'paused' | 'restarting' | 'exited'
  health: 'none' | 'starting' | 'healthy' | 'unhealthy'
  failingStreak: number
  exitCode: number
  outOfMemory: boolean
  error: string
  restartCount: number
  stoppedByHand: boolean
  runs: Run[]
  next?: Turn | undefined
  ownVolumes: readonly string[]
}

/** What the engine tells those who listen. */
export interface EngineEvent {
  readonly type: 'container' | 'image' | 'network' | 'volume'
  readonly action: string
  readonly id: string
  readonly attributes: Labels
  readonly at: number
}

/** What the life of a container changes outside it. */
export interface Household {
  readonly device: DeviceBody
  /** Processor seconds of containers that no longer run. */
  spentCpuSeconds: number
  tellContainer(container: Container, action: string, more?: Labels, at?: number): void
}
