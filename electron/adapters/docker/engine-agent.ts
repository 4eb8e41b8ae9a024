import { Agent } from 'node:http'
import type { Duplex } from 'node:stream'

/** What Node's HTTP client calls on a socket and a channel of another connection has no use for. */
const socketManners = ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'] as const

/** Makes an HTTP agent whose connections are streams from `dial`. */
export function engineAgent(dial: () => Promise<Duplex>, options: { readonly keepAlive: boolean; readonly connections: number }): Agent {
  const agent = new Agent({ keepAlive: options.keepAlive, maxSockets: options.connections })
  agent.createConnection = (_options, give) => {
    dial().then(
      stream => give?.(null, withManners(stream)),
      error => give?.(error, undefined as never),
    )
    return undefined
  }
  return agent
}

function withManners(stream: Duplex): Duplex {
  for (const name of socketManners) {
    if (!(name in stream)) Object.defineProperty(stream, name, { value: () => stream })
  }
  return stream
}
