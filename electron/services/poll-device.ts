import { AppError } from '../../shared/errors/app-error.ts'
import type { DeviceFacts, Privilege, Sample } from '../../shared/model/device.ts'
import type { Counters } from '../core/poll/counters.ts'
import type { PollFacts } from '../core/poll/parse-facts.ts'
import { type DockerWord, parsePoll } from '../core/poll/parse-poll.ts'
import { pollCommand } from '../core/poll/poll-script.ts'
import type { Clock } from '../ports/clock.ts'
import type { DeviceSession } from '../ports/device-access.ts'

/** Where Docker keeps its data unless a device says otherwise. */
export const usualDockerRoot = '/var/lib/docker'

/** How to ask a device. */
export interface PollRequest {
  /** Its name, for error sentences. */
  readonly device: string
  readonly facts: boolean
  readonly dockerRoot: string
  readonly previous?: Counters
  /** Ask as root because this user may not ask Docker; `never` where being root was refused. */
  readonly asRoot: 'when-needed' | 'always' | 'never'
}

/** What came back. */
export interface PollResult {
  readonly sample: Sample
  readonly counters: Counters
  readonly docker: DockerWord
  readonly privilege: Privilege
  readonly facts?: DeviceFacts
  /** How to ask the next time. */
  readonly asRoot: PollRequest['asRoot']
}

const mostOutputBytes = 16 * 1024 * 1024

/** Polls a device in one round trip; a second one follows only the first time Docker needs root there. Errors: DeviceGarbled and those of connecting. */
export async function pollDevice(session: DeviceSession, clock: Clock, request: PollRequest, signal?: AbortSignal): Promise<PollResult> {
  const { privilege } = await session.connect(signal)
  const first = await ask(session, clock, request, privilege, request.asRoot === 'always', signal)
  const mayBeRoot = privilege === 'sudo' || privilege === 'sudo-password'
  if (first.docker !== 'forbidden' || request.asRoot !== 'when-needed' || !mayBeRoot) return { ...first, asRoot: request.asRoot }
  try {
    return { ...(await ask(session, clock, request, privilege, true, signal)), asRoot: 'always' }
  } catch (error) {
    if (error instanceof AppError && (error.is('SudoMissing') || error.is('SudoPasswordWrong'))) return { ...first, asRoot: 'never' }
    throw error
  }
}

async function ask(
  session: DeviceSession,
  clock: Clock,
  { device, facts, dockerRoot, previous }: PollRequest,
  privilege: Privilege,
  asRoot: boolean,
  signal: AbortSignal | undefined,
): Promise<Omit<PollResult, 'asRoot'>> {
  const sentAt = clock.now()
  const started = clock.monotonic()
  const result = await session.run({ argv: pollCommand({ facts, dockerRoot }), asRoot, keepBytes: mostOutputBytes }, signal)
  const poll = parsePoll(result.out, previous, sentAt, sentAt + clock.monotonic() - started)
  if (poll.kind === 'garbled') throw new AppError('DeviceGarbled', { device, what: poll.what })
  const { sample, counters, docker } = poll
  return { sample, counters, docker, privilege, ...(poll.facts && { facts: factsOf(poll.facts, privilege, sample) }) }
}

function factsOf({ home, ...facts }: PollFacts, privilege: Privilege, sample: Sample): DeviceFacts {
  const rootful = privilege === 'root' || privilege === 'sudo' || privilege === 'sudo-password'
  return { ...facts, privilege, memoryTotalBytes: sample.memoryTotalBytes, appsDir: rootful ? '/opt/mycopod' : `${home}/.mycopod` }
}
