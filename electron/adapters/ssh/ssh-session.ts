import type { Duplex } from 'node:stream'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ContainerEngine } from '../../ports/container-engine.ts'
import type { DeviceSession, DeviceTarget } from '../../ports/device-access.ts'
import type { Elevation } from '../../ports/device-shell/guarded-command.ts'
import type { EngineOver } from '../../ports/engine-door.ts'
import type { Log } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import { untilAborted } from '../../ports/until-aborted.ts'
import { createBackoff } from './backoff.ts'
import { dockerDoor } from './docker-door.ts'
import type { Connection } from './exec-channel.ts'
import { type Limits, openConnection } from './open-connection.ts'
import { readStanding, type Standing } from './privilege.ts'
import { runCommand } from './run-command.ts'
import { createWaitingLine } from './waiting-line.ts'

export interface SessionDependencies {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly engineOver: EngineOver<Duplex>
  readonly agentSocket: string | undefined
  readonly limits: Limits
}

/** A session that can be ended. */
export interface SshSession extends DeviceSession {
  end(): void
}

/** OpenSSH allows ten on a connection; two are left to spare. */
const sessionChannels = 8
const dialChannels = 6
const lowerCase = 'abcdefghijklmnopqrstuvwxyz'

interface Live extends Connection {
  readonly hostKey: string
  readonly roundTripMs: number
  standing: Promise<Standing> | undefined
}

/** The one connection of a device: made by the first call, made again by the first call after it broke, at growing intervals while that fails. */
export function createSshSession(target: DeviceTarget, dependencies: SessionDependencies): SshSession {
  const { clock, randomness, limits, engineOver, agentSocket } = dependencies
  const log = dependencies.log.with({ device: target.name })
  const backoff = createBackoff(clock, randomness)
  const listeners = new Set<(connected: boolean) => void>()
  const ended = new AbortController()
  const password = target.sudoPassword ?? (target.login.method === 'password' ? target.login.password : undefined)
  let live: Promise<Live> | undefined
  let engine: ContainerEngine | undefined

  const tell = (connected: boolean) => {
    for (const listener of listeners) listener(connected)
  }

  const open = async (): Promise<Live> => {
    const { client, hostKey, roundTripMs } = await openConnection(target, limits, agentSocket, ended.signal)
    let loss: AppError | undefined
    const connection: Live = {
      device: target.name,
      client,
      hostKey,
      roundTripMs,
      sessions: createWaitingLine(sessionChannels),
      lost: () => loss,
      standing: undefined,
    }
    const silentSeconds = Math.round((limits.keepAliveMs * limits.keepAliveCount) / 1000)
    client.on('error', cause => {
      loss ??=
        cause.level === 'client-timeout'
          ? new AppError('DeviceSilent', { device: target.name, seconds: silentSeconds }, { cause })
          : new AppError('DeviceConnectionLost', { device: target.name }, { cause })
    })
    client.once('close', () => {
      loss ??= new AppError('DeviceConnectionLost', { device: target.name })
      live = undefined
      log.info('connection lost', { code: loss.code })
      tell(false)
    })
    log.debug('connected', { roundTripMs })
    tell(true)
    return connection
  }

  /** The open connection; callers share one attempt, and one that gives up does not end it for the others. */
  const connected = async (signal?: AbortSignal): Promise<Live> => {
    signal?.throwIfAborted()
    if (ended.signal.aborted) throw ended.signal.reason
    live ??= backoff.attempt(open).catch(error => {
      live = undefined
      throw error
    })
    return untilAborted(live, signal)
  }

  const standingOf = (connection: Live, signal?: AbortSignal): Promise<Standing> => {
    const limit = AbortSignal.timeout(limits.loginMs)
    connection.standing ??= untilAborted(readStanding(connection, password, mark(), limit), limit).catch(error => {
      connection.standing = undefined
      if (limit.aborted) throw new AppError('DeviceSilent', { device: target.name, seconds: Math.round(limits.loginMs / 1000) })
      throw error
    })
    return untilAborted(connection.standing, signal)
  }

  const mark = () => `mycopod-${randomness.text(24, lowerCase)}`

  const elevation = async (connection: Live, signal?: AbortSignal): Promise<Elevation> => {
    const { privilege, sudoPassword } = await standingOf(connection, signal)
    const { name: device, user } = target
    switch (privilege) {
      case 'root':
        return { by: 'nothing' }
      case 'sudo':
        return { by: 'sudo' }
      case 'sudo-password':
        if (sudoPassword || password === undefined) {
          throw new AppError('SudoPasswordWrong', { device, user, missing: sudoPassword !== 'wrong' })
        }
        return { by: 'sudo-password', password, mark: mark() }
      default:
        throw new AppError('SudoMissing', { device, user })
    }
  }

  return {
    async connect(signal) {
      const connection = await connected(signal)
      const { privilege } = await standingOf(connection, signal)
      return { privilege, roundTripMs: connection.roundTripMs, hostKey: connection.hostKey }
    },
    async run(command, signal) {
      const connection = await connected(signal)
      const how: Elevation = command.asRoot ? await elevation(connection, signal) : { by: 'nothing' }
      return runCommand(connection, target.user, command, how, signal)
    },
    engine() {
      const keeper = {
        user: target.user,
        connection: () => connected(),
        elevation: async () => elevation(await connected()),
        dials: createWaitingLine(dialChannels),
      }
      engine ??= engineOver(dockerDoor(target.name, keeper))
      return engine
    },
    onConnected(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    end() {
      ended.abort(new AppError('DeviceConnectionLost', { device: target.name }))
      live?.then(
        connection => connection.client.end(),
        () => {},
      )
    },
  }
}
