import { createHash } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import ssh2, { type Client } from 'ssh2'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { DeviceTarget } from '../../ports/device-access.ts'
import { untilAborted } from '../../ports/until-aborted.ts'
import { loginAttempts } from './login-attempts.ts'

/** How long is waited where a person waits too. */
export interface Limits {
  readonly connectMs: number
  /** For the whole login once the device has taken the connection; a refused password alone takes about 3 s. */
  readonly loginMs: number
  readonly keepAliveMs: number
  /** How many keep-alive requests may stay unanswered. */
  readonly keepAliveCount: number
}

/** A device that let us in. */
export interface OpenConnection {
  readonly client: Client
  readonly hostKey: string
  /** Time the network took to take the connection. */
  readonly roundTripMs: number
}

/** Connects and logs in; the host key is judged before anything secret is sent. Rejects with a catalogue error or the signal's reason. */
export async function openConnection(
  target: DeviceTarget,
  limits: Limits,
  agentSocket: string | undefined,
  signal: AbortSignal,
): Promise<OpenConnection> {
  const attempts = await loginAttempts(target, agentSocket)
  const { socket, roundTripMs } = await openSocket(target, limits.connectMs, signal)
  const greeting = firstBytes(socket)
  const client = new ssh2.Client()
  let hostKey = ''
  let refusal: AppError | undefined
  const giveUp = () => socket.destroy()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    await new Promise<void>((resolve, reject) => {
      client
        .once('ready', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('closed')))
      client.connect({
        sock: socket,
        username: target.user,
        authHandler: attempts,
        readyTimeout: limits.loginMs,
        keepaliveInterval: limits.keepAliveMs,
        // ssh2 gives up one interval after this many went unanswered.
        keepaliveCountMax: limits.keepAliveCount - 1,
        strictVendor: false,
        hostVerifier: (key: Buffer) => {
          hostKey = fingerprint(key)
          refusal = judge(target, hostKey)
          return refusal === undefined
        },
      })
    })
    return { client, hostKey, roundTripMs }
  } catch (cause) {
    // What follows on a connection that is given up must not end the program.
    client.on('error', () => {})
    client.destroy()
    if (signal.aborted) throw signal.reason
    throw refusal ?? loginError(target, limits, greeting(), cause)
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** A host key as OpenSSH prints it. */
export function fingerprint(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

function judge({ name, address, hostKey }: DeviceTarget, seen: string): AppError | undefined {
  if (hostKey === undefined) return new AppError('HostKeyNotAccepted', { device: name, address, fingerprint: seen })
  if (hostKey !== seen) return new AppError('HostKeyChanged', { device: name, address, pinned: hostKey, seen })
  return undefined
}

async function openSocket(target: DeviceTarget, limitMs: number, signal: AbortSignal) {
  const { name: device, address, port } = target
  const limit = AbortSignal.timeout(limitMs)
  const either = AbortSignal.any([signal, limit])
  const found = await untilAborted(lookup(address), either).catch(cause => {
    signal.throwIfAborted()
    throw new AppError('AddressUnknown', { device, address }, { cause })
  })
  const startedMs = performance.now()
  const socket = connect({ host: found.address, port, noDelay: true })
  try {
    await once(socket, 'connect', { signal: either })
    return { socket, roundTripMs: performance.now() - startedMs }
  } catch (cause) {
    socket.on('error', () => {})
    socket.destroy()
    signal.throwIfAborted()
    throw new AppError(codeOf(cause) === 'ECONNREFUSED' ? 'PortClosed' : 'DeviceUnreachable', { device, address, port }, { cause })
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** Remembers how the other side begins, to tell one that speaks something else. */
function firstBytes(socket: Socket): () => string {
  let seen = ''
  const look = (bytes: Buffer) => {
    seen += bytes.toString('latin1', 0, 64)
    if (seen.length < 4) return
    socket.off('data', look)
    if (!seen.startsWith('SSH-')) socket.destroy()
  }
  socket.on('data', look)
  return () => seen
}

function loginError(target: DeviceTarget, limits: Limits, greeting: string, cause: unknown): AppError {
  const { name: device, address, port, user } = target
  const level = cause instanceof Error && 'level' in cause ? cause.level : undefined
  if (greeting !== '' && !greeting.startsWith('SSH-')) return new AppError('NotSsh', { device, address, port }, { cause })
  if (level === 'client-authentication') return new AppError('LoginRefused', { device, user, method: target.login.method }, { cause })
  if (level === 'agent') return new AppError('AgentUnavailable', {}, { cause })
  if (level === 'client-timeout') return new AppError('DeviceSilent', { device, seconds: Math.round(limits.loginMs / 1000) }, { cause })
  if (level === 'handshake' || (level === 'protocol' && greeting !== ''))
    return new AppError('NotSsh', { device, address, port }, { cause })
  return new AppError('DeviceConnectionLost', { device }, { cause })
}
