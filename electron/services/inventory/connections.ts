import { AppError } from '../../../shared/errors/app-error.ts'
import type { Device, DeviceFacts } from '../../../shared/model/device.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeviceAccess, DeviceSession, DeviceTarget } from '../../ports/device-access.ts'
import type { Randomness } from '../../ports/randomness.ts'
import { type PollResult, pollDevice, usualDockerRoot } from '../poll-device.ts'
import type { DeviceSecrets, Opening } from './device-secrets.ts'

/** What a trial found. */
export interface Trial extends PollResult {
  readonly facts: DeviceFacts
  readonly hostKey?: string
}

/** Ways to the devices with their secrets. */
export interface Connections {
  /** The shared connection of a device. Errors: LoginRefused, SecretStoreLocked. */
  session(device: Device): Promise<DeviceSession>
  /** Closes it; the next session logs in as the device is then. */
  disconnect(id: string): void
  /** Logs in and polls on a connection of its own, which is closed again. Errors: those of reaching and reading a device. */
  examine(device: Device, opening: Opening, signal: AbortSignal | undefined): Promise<Trial>
  /** Logs in on a connection of its own and nothing more. */
  tryLogin(device: Device, opening: Opening, signal: AbortSignal | undefined): Promise<void>
}

/** Makes the connections over the access port. */
export function createConnections({
  access,
  logins,
  clock,
  randomness,
}: {
  readonly access: DeviceAccess
  readonly logins: DeviceSecrets
  readonly clock: Clock
  readonly randomness: Randomness
}): Connections {
  const sessions = new Map<string, Promise<DeviceSession>>()
  const trialId = () => `try-${randomness.id()}`

  return {
    session: device => {
      const known = sessions.get(device.id)
      if (known) return known
      const made = logins.read(device).then(opening => access.session(targetOf(device, opening, device.id)))
      sessions.set(device.id, made)
      made.catch(() => sessions.delete(device.id))
      return made
    },
    disconnect: id => {
      sessions.delete(id)
      access.forget(id)
    },
    examine: async (device, opening, signal) => {
      const id = trialId()
      try {
        const session = access.session(targetOf(device, opening, id))
        const { hostKey } = await session.connect(signal)
        const request = { device: device.name, facts: true, dockerRoot: usualDockerRoot, asRoot: 'when-needed' } as const
        const { facts, ...result } = await pollDevice(session, clock, request, signal)
        if (!facts) throw new AppError('DeviceGarbled', { device: device.name, what: 'what kind of computer it is' })
        const seen = hostKey ?? device.hostKey
        return { ...result, facts, ...(seen !== undefined && { hostKey: seen }) }
      } finally {
        access.forget(id)
      }
    },
    tryLogin: async (device, opening, signal) => {
      await access.tryLogin(targetOf(device, opening, trialId()), signal)
    },
  }
}

/** Where sudo asks for a password and none was given, it is most often the one of the login. */
function targetOf(device: Device, { login, sudoPassword }: Opening, id: string): DeviceTarget {
  const { name, kind, address, port, user, hostKey } = device
  const sudo = sudoPassword ?? (login.method === 'password' ? login.password : undefined)
  const target = { id, name, kind, address, port, user, login }
  return { ...target, ...(sudo !== undefined && { sudoPassword: sudo }), ...(hostKey !== undefined && { hostKey }) }
}
