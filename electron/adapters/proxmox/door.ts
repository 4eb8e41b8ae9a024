import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import type { ClusterDoor } from '../../../shared/model/cluster.ts'
import type { Clock } from '../../ports/clock.ts'
import { addressOf, connect, fingerprintOf, Unconnected, Untrusted } from './connect.ts'
import type { Answer } from './read-answer.ts'

/** A request as it goes over the wire. */
export interface Wire {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly limitMs: number
}

/** How a request ended. Of all but `answered` and `lost` it is sure that nothing was done. */
export type Exchange =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'unconnected'; readonly slow: boolean; readonly cause: unknown }
  | { readonly kind: 'untrusted'; readonly seen: string }
  | { readonly kind: 'lost'; readonly slow: boolean; readonly stale: boolean; readonly cause: unknown }
  | { readonly kind: 'flooded' }

/** One address of a cluster. */
export interface Door {
  readonly url: string
  readonly fingerprint: string | undefined
  /** Sends once. Rejects only with the signal's reason. */
  exchange(wire: Wire, signal?: AbortSignal): Promise<Exchange>
  close(): void
}

const answerLimitBytes = 32 * 1024 * 1024

/** Opens a door: connections to it are kept for the next read and made only to the certificate that was accepted. */
export function openDoor({ url, fingerprint }: ClusterDoor, clock: Clock): Door {
  const address = addressOf(url)
  const trusted = async () => {
    const socket = await connect(address, clock)
    const seen = fingerprintOf(socket)
    if (fingerprint === undefined ? socket.authorized : seen === fingerprint) return socket
    socket.destroy()
    throw new Untrusted(seen)
  }
  const reads = agent(true)
  // Proxmox closes connections that lie idle for some seconds. A write that met such an end would be a write whose outcome
  // nobody knows, so each goes over a connection of its own.
  const writes = agent(false)

  function agent(keepAlive: boolean): Agent {
    const made = new Agent({ keepAlive })
    made.createConnection = (_options, done) => {
      trusted().then(
        socket => done?.(null, socket),
        // The agent hands the error to the request; there is no stream beside it.
        error => (done as ((error: Error) => void) | undefined)?.(error),
      )
      return undefined
    }
    return made
  }

  return {
    url,
    fingerprint,
    exchange: (wire, signal) => exchange(address, wire.method === 'GET' ? reads : writes, wire, clock, signal),
    close: () => {
      reads.destroy()
      writes.destroy()
    },
  }
}

async function exchange(
  { host, port }: { readonly host: string; readonly port: number },
  agent: Agent,
  wire: Wire,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Exchange> {
  signal?.throwIfAborted()
  const limit = new AbortController()
  const ended = new AbortController()
  clock.wait(wire.limitMs, ended.signal).then(
    () => limit.abort(),
    () => undefined,
  )
  const sent = request({
    host,
    port,
    agent,
    method: wire.method,
    path: wire.path,
    headers: {
      accept: 'application/json',
      ...wire.headers,
      // Proxmox refuses chunked bodies and wants a length even where there is none.
      ...(wire.body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(Buffer.byteLength(wire.body)),
      }),
    },
    signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
  })
  try {
    return await new Promise<Exchange>((resolve, reject) => {
      sent.on('error', reject)
      sent.once('response', response => readBody(response).then(resolve, reject))
      sent.end(wire.body)
    })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Untrusted) return { kind: 'untrusted', seen: error.seen }
    if (error instanceof Unconnected) return { kind: 'unconnected', slow: error.slow, cause: error.cause }
    return { kind: 'lost', slow: limit.signal.aborted, stale: sent.reusedSocket && !limit.signal.aborted, cause: error }
  } finally {
    ended.abort()
  }
}

async function readBody(response: IncomingMessage): Promise<Exchange> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > answerLimitBytes) {
      response.destroy()
      return { kind: 'flooded' }
    }
    parts.push(part)
  }
  if (!response.complete) throw new Error('the answer ended early')
  const body = Buffer.concat(parts).toString('utf8')
  return { kind: 'answered', answer: { status: response.statusCode ?? 0, reason: response.statusMessage ?? '', body } }
}
