import type { Command, CommandResult, DeviceAccess, DeviceSession, DeviceTarget } from '../../electron/ports/device-access.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import type { Privilege } from '../../shared/model/device.ts'
import { type PollAnswer, pollAnswer } from './poll-answer.ts'

/** A made-up device: change its fields and it behaves so from the next call on. */
export interface FakeDevice {
  up: boolean
  /** Takes commands and never answers, until they are cancelled. */
  hangs: boolean
  hostKey: string
  passwords: Readonly<Record<string, string>>
  /** Lines of authorized_keys; a key logs in when its public half is there. */
  authorizedKeys: string[]
  privilege: Privilege
  /** What it tells in a poll; a text is sent as it is. */
  answer: PollAnswer | string | (() => PollAnswer)
  /** What Docker says to a poll that is not made as root. */
  dockerForbidden: boolean
  /** Answers every other command. */
  run: (command: Command, signal?: AbortSignal) => CommandResult | Promise<CommandResult>
  /** Every command that was run, in order. */
  readonly ran: Command[]
  logins: number
  /** Breaks the connections that are open. */
  cut(): void
}

/** An access to made-up devices by address; it keeps what the port promises about host keys, logins and cancelling. */
export interface FakeDeviceAccess extends DeviceAccess {
  /** The device at an address, made when it is asked for first. */
  device(address: string): FakeDevice
  /** Ids of targets that were not forgotten. */
  open(): readonly string[]
  localDockerAnswers: boolean
}

type KnownDevice = FakeDevice & { readonly listeners: Set<(connected: boolean) => void> }

/** A host key of the right form, different for each letter. */
export function hostKeyOf(letter: string): string {
  return `SHA256:${letter.repeat(43)}`
}

/** Makes an access that knows no device yet. */
export function createFakeDeviceAccess(): FakeDeviceAccess {
  const devices = new Map<string, KnownDevice>()
  const sessions = new Map<string, DeviceSession>()
  let keys = 0

  function deviceAt(address: string): KnownDevice {
    const known = devices.get(address)
    if (known) return known
    const listeners = new Set<(connected: boolean) => void>()
    const made: KnownDevice = {
      up: true,
      hangs: false,
      hostKey: hostKeyOf('A'),
      passwords: { pi: 'raspberry' },
      authorizedKeys: [],
      privilege: 'sudo',
      answer: {},
      dockerForbidden: false,
      run: () => ({ exitCode: 0, out: '', err: '' }),
      ran: [],
      logins: 0,
      listeners,
      cut: () => {
        for (const listener of [...listeners]) listener(false)
      },
    }
    devices.set(address, made)
    return made
  }

  function login(target: DeviceTarget): FakeDevice {
    const { name, address, port, user, login: by } = target
    const device = deviceAt(address)
    if (!device.up) throw new AppError('DeviceUnreachable', { device: name, address, port })
    if (target.kind === 'ssh') {
      if (target.hostKey === undefined) throw new AppError('HostKeyNotAccepted', { device: name, address, fingerprint: device.hostKey })
      if (target.hostKey !== device.hostKey)
        throw new AppError('HostKeyChanged', { device: name, address, pinned: target.hostKey, seen: device.hostKey })
      const welcome =
        by.method === 'password'
          ? device.passwords[user] === by.password
          : by.method === 'key' && device.authorizedKeys.includes(publicHalf(by.privateKey))
      if (!welcome) throw new AppError('LoginRefused', { device: name, user, method: by.method })
    }
    device.logins += 1
    return device
  }

  function session(target: DeviceTarget): DeviceSession {
    const known = sessions.get(target.id)
    if (known) return known
    let connected = false
    const device = deviceAt(target.address)
    const connect = () => {
      if (!connected || !device.up) login(target)
      connected = true
      return device
    }
    device.listeners.add(up => {
      connected = up
    })
    const made: DeviceSession = {
      connect: async signal => {
        signal?.throwIfAborted()
        const { privilege, hostKey } = connect()
        return { privilege, roundTripMs: 1, hostKey }
      },
      run: async (command, signal) => {
        signal?.throwIfAborted()
        connect()
        device.ran.push(command)
        if (device.hangs) return untilCancelled(signal)
        return command.argv[3] === 'mycopod-poll' ? answerPoll(device, command) : device.run(command, signal)
      },
      engine: () => {
        throw new Error('the fake device has no engine')
      },
      onConnected: listener => {
        device.listeners.add(listener)
        return () => device.listeners.delete(listener)
      },
    }
    sessions.set(target.id, made)
    return made
  }

  const access: FakeDeviceAccess = {
    device: deviceAt,
    open: () => [...sessions.keys()],
    localDockerAnswers: true,
    session,
    tryLogin: async target => {
      const { privilege, hostKey } = login(target)
      return { privilege, hostKey, roundTripMs: 1 }
    },
    forget: id => {
      sessions.delete(id)
    },
    makeKey: comment => {
      keys += 1
      return { privateKey: `private-key-${keys} ${comment}`, publicKey: publicHalf(`private-key-${keys} ${comment}`) }
    },
    localDocker: async () => access.localDockerAnswers,
    close: async () => sessions.clear(),
  }
  return access
}

function publicHalf(privateKey: string): string {
  return `ssh-ed25519 ${privateKey.replace('private-key', 'public-key')}`
}

function answerPoll(device: FakeDevice, command: Command): CommandResult {
  const told = typeof device.answer === 'function' ? device.answer() : device.answer
  if (typeof told === 'string') return { exitCode: 0, out: told, err: '' }
  const answer = device.dockerForbidden && !command.asRoot ? { ...told, docker: 'forbidden' as const } : told
  return { exitCode: 0, out: pollAnswer(answer, command.argv[4] === '1'), err: '' }
}

function untilCancelled(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new AppError('Cancelled', {}))))
}
