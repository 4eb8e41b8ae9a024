import { isIP } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Clock } from '../../ports/clock.ts'

/** The address of a door: a host and a port. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Nobody spoke TLS at an address; nothing was sent. `slow` says that it was waited for in vain. */
export class Unconnected extends Error {
  readonly slow: boolean
  constructor(slow: boolean, cause?: unknown) {
    super('not connected', { cause })
    this.name = 'Unconnected'
    this.slow = slow
  }
}

/** The certificate shown is not the one that was accepted, or nobody vouches for it; nothing was sent. */
export class Untrusted extends Error {
  readonly seen: string
  constructor(seen: string) {
    super('not trusted')
    this.name = 'Untrusted'
    this.seen = seen
  }
}

const connectLimitMs = 5_000

/** A TLS connection over which nothing was sent yet. Errors: Unconnected. */
export async function connect({ host, port }: Address, clock: Clock, signal?: AbortSignal): Promise<TLSSocket> {
  const settled = new AbortController()
  // The certificate is judged by whoever asked, before a byte of a request is written.
  const socket = connectTls({ host, port, rejectUnauthorized: false, ...(isIP(host) === 0 && { servername: host }) })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve)
      socket.once('error', error => reject(new Unconnected(false, error)))
      socket.once('close', () => reject(new Unconnected(false)))
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true, signal: settled.signal })
      if (signal?.aborted) reject(signal.reason)
      clock.wait(connectLimitMs, settled.signal).then(
        () => reject(new Unconnected(true)),
        () => undefined,
      )
    })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    settled.abort()
    socket.on('error', () => undefined)
  }
}

/** SHA-256 of the certificate at the other end, as Proxmox prints it. */
export function fingerprintOf(socket: TLSSocket): string {
  return socket.getPeerX509Certificate()?.fingerprint256 ?? ''
}

/** Host and port of a URL. */
export function addressOf(url: string): Address {
  const { hostname, port } = new URL(url)
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? 443 : Number(port) }
}
