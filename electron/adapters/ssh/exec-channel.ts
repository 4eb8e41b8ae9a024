import { constants } from 'node:os'
import type { Client, ClientChannel } from 'ssh2'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { WaitingLine } from './waiting-line.ts'

/** A connection as commands use it. */
export interface Connection {
  readonly device: string
  readonly client: Client
  /** For channels with a program behind them: OpenSSH allows ten on a connection. */
  readonly sessions: WaitingLine
  /** Why the connection is no more, once it is not. */
  lost(): AppError | undefined
}

/** Starts a command line on a channel of its own, waiting for a free one; the place is given back when the channel closes. */
export async function execChannel(connection: Connection, line: string, signal?: AbortSignal): Promise<ClientChannel> {
  for (;;) {
    const leave = await connection.sessions.enter(signal)
    try {
      const channel = await start(connection, line, signal)
      channel.once('close', leave)
      return channel
    } catch (error) {
      const others = connection.sessions.inside() - 1
      leave()
      signal?.throwIfAborted()
      const lost = connection.lost()
      if (lost) throw lost
      // The device allows fewer channels than OpenSSH does by default: fewer from now on, and in line again.
      if (others === 0) throw new AppError('DeviceConnectionLost', { device: connection.device }, { cause: error })
      connection.sessions.narrow(others)
    }
  }
}

function start(connection: Connection, line: string, signal?: AbortSignal): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal?.reason)
    signal?.addEventListener('abort', giveUp, { once: true })
    const lost = connection.lost()
    if (lost) return reject(lost)
    connection.client.exec(line, (error, channel) => {
      signal?.removeEventListener('abort', giveUp)
      if (error) return reject(error)
      // Asked for in vain: a device that answers after the caller has gone is told to stop.
      if (signal?.aborted) return channel.on('error', () => {}).close()
      resolve(channel)
    })
  })
}

/** Resolves when the channel has closed, with the exit code: 128 and the signal's number where one ended the program, nothing when the connection broke. */
export function channelEnd(channel: ClientChannel): Promise<number | undefined> {
  return new Promise(resolve => {
    channel.once('close', (code?: number | null, signal?: string) => {
      if (code !== null) return resolve(code)
      const number = Object.entries(constants.signals).find(([name]) => name === signal || name === `SIG${signal}`)?.[1] ?? 0
      resolve(128 + number)
    })
  })
}
