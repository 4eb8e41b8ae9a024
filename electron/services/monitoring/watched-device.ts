import { AppError } from '../../../shared/errors/app-error.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { Device, DeviceFacts, DeviceState, Privilege, Sample } from '../../../shared/model/device.ts'
import { type Examined, troubleOf } from '../../core/checks/check-device.ts'
import type { Counters } from '../../core/poll/counters.ts'
import type { DockerWord } from '../../core/poll/parse-poll.ts'
import type { PollRequest, PollResult } from '../poll-device.ts'
import { createRecentPoints, pointOf, type RecentPoints } from './recent-points.ts'

/** All that monitoring remembers about one device. */
export interface Watched {
  device: Device
  state: DeviceState
  problem?: WireError
  facts?: DeviceFacts
  /** On the clock that never goes back; absent until facts were read in this run of the program. */
  factsReadAt?: number
  sample?: Sample
  sampledAt?: number
  lastSeenAt?: number
  counters?: Counters
  docker?: DockerWord
  privilege?: Privilege
  asRoot: PollRequest['asRoot']
  /** Busy share of the whole device by container id, since the sample before. */
  containerCpu: ReadonlyMap<string, number>
  failures: number
  readonly points: RecentPoints
}

/** A device nothing is known about yet but what the store remembers. */
export function newWatched(device: Device, facts: DeviceFacts | undefined): Watched {
  return {
    device,
    state: 'unknown',
    ...(facts && { facts }),
    asRoot: 'when-needed',
    containerCpu: new Map(),
    failures: 0,
    points: createRecentPoints(),
  }
}

/** Takes in an answer. */
export function takeAnswer(watched: Watched, result: PollResult, monotonic: number): void {
  const { sample, counters, docker, privilege } = result
  watched.containerCpu = containerCpu(
    watched.sample,
    sample,
    watched.counters,
    counters,
    result.facts?.cpu.cores ?? watched.facts?.cpu.cores ?? 1,
  )
  if (result.facts) {
    watched.facts = withKnownDocker(result.facts, watched.facts)
    watched.factsReadAt = monotonic
  } else if (watched.facts) watched.facts = withDocker(watched.facts, docker)
  watched.sample = sample
  watched.sampledAt = monotonic
  watched.lastSeenAt = sample.at
  watched.counters = counters
  watched.docker = docker
  watched.privilege = privilege
  watched.asRoot = result.asRoot
  watched.failures = 0
  watched.points.add(pointOf(sample))
  const examined = examinedOf(watched)
  const problem = examined && troubleOf(examined)
  watched.state = problem ? 'degraded' : 'online'
  if (problem) watched.problem = problem
  else delete watched.problem
}

/** Takes in that there was no answer; one that cannot be read is still an answer. */
export function takeFailure(watched: Watched, error: WireError): void {
  watched.state = error.code === 'DeviceGarbled' ? 'degraded' : error.code === 'SecretStoreLocked' ? 'unknown' : 'offline'
  watched.problem = error
  watched.failures += 1
}

/** Forgets how the device was reached, because that changed. */
export function forgetConnection(watched: Watched): void {
  watched.asRoot = 'when-needed'
  watched.failures = 0
  delete watched.counters
  delete watched.factsReadAt
}

/** What the checks look at, undefined until a poll with facts was answered. */
export function examinedOf({ device, facts, sample, docker }: Watched): Examined | undefined {
  if (!facts || !sample || !docker) return undefined
  return { device: device.name, user: device.user, loginMethod: device.loginMethod, facts, sample, docker }
}

/** Whether what Docker does no longer fits the facts, so that they have to be read again. */
export function dockerAppeared(watched: Watched): boolean {
  return watched.docker === 'running' && (watched.facts?.docker === undefined || watched.facts.docker.version === '')
}

/** A Docker that does not answer tells less about itself than is known already. */
function withKnownDocker(facts: DeviceFacts, before: DeviceFacts | undefined): DeviceFacts {
  if (!facts.docker || facts.docker.running || !before?.docker) return facts
  const { version, composeVersion = before.docker.composeVersion } = facts.docker
  const docker = { ...before.docker, version: version || before.docker.version, running: false }
  return { ...facts, docker: { ...docker, ...(composeVersion !== undefined && { composeVersion }) } }
}

function withDocker(facts: DeviceFacts, docker: DockerWord): DeviceFacts {
  if (docker === 'missing') {
    const { docker: _, ...rest } = facts
    return rest
  }
  const running = docker === 'running'
  return facts.docker === undefined || facts.docker.running === running ? facts : { ...facts, docker: { ...facts.docker, running } }
}

function containerCpu(
  before: Sample | undefined,
  now: Sample,
  from: Counters | undefined,
  to: Counters,
  cores: number,
): ReadonlyMap<string, number> {
  const seconds = to.uptimeSeconds - (from?.uptimeSeconds ?? Number.POSITIVE_INFINITY)
  if (seconds <= 0 || !Number.isFinite(seconds)) return new Map()
  const used = new Map(before?.containers?.map(container => [container.id, container.cpuUsageMicroseconds]))
  return new Map(
    (now.containers ?? []).flatMap(({ id, cpuUsageMicroseconds }) => {
      const earlier = used.get(id)
      if (earlier === undefined || cpuUsageMicroseconds === undefined || cpuUsageMicroseconds < earlier) return []
      return [[id, Math.min((cpuUsageMicroseconds - earlier) / 1e6 / seconds / cores, 1)] as const]
    }),
  )
}

/** Whether an error means that trying again soon would only do harm, such as locking the account. */
export function isLasting(error: WireError): boolean {
  return lasting.has(error.code)
}

const lasting = new Set<WireError['code']>([
  'LoginRefused',
  'HostKeyChanged',
  'HostKeyNotAccepted',
  'KeyUnreadable',
  'SecretStoreLocked',
  'ClusterLoginRefused',
  'ClusterCodeNeeded',
  'ClusterCertificateChanged',
  'ClusterFingerprintNotAccepted',
])

/** The wire form of a failed poll: what is not of the catalogue counts as a broken connection and is told to `unexpected`. */
export function failureOf(error: unknown, device: string, unexpected: (error: unknown) => void): WireError {
  if (error instanceof AppError) return error.toWire()
  unexpected(error)
  return { code: 'DeviceConnectionLost', data: { device } }
}
