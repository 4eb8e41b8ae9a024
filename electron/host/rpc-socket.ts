import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { CallContext } from '../handlers/call.ts'
import { largestRequest } from './readable.ts'
import { createSocketHandler } from './socket-handler.ts'

const aliveEveryMs = 30_000

/** What stands at the door of a socket: a caller, or the HTTP status that refuses. */
export type Admission = { readonly context: CallContext } | { readonly refuse: 401 | 403 | 404 }

/** Serves the contract over WebSocket at `/rpc`; returns how to stop, closing every socket. */
export function serveRpcSocket(server: Server, admit: (request: IncomingMessage) => Promise<Admission>): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestRequest })
  const handler = createSocketHandler()
  const alive = new WeakSet<WebSocket>()

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const admission: Admission = request.url?.split('?')[0] === '/rpc' ? await admit(request) : { refuse: 404 }
    if ('refuse' in admission) {
      socket.end(`HTTP/1.1 ${admission.refuse} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, opened => {
      // A frame that breaks the protocol closes the socket; ws tells of it here as well.
      opened.on('error', () => opened.terminate())
      alive.add(opened)
      opened.on('pong', () => alive.add(opened))
      void handler.upgrade(patient(opened), { context: admission.context })
    })
  }
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy())
    upgrade(request, socket, head).catch(() => socket.destroy())
  }
  server.on('upgrade', onUpgrade)

  const pulse = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, aliveEveryMs)
  pulse.unref()

  return () => {
    clearInterval(pulse)
    server.off('upgrade', onUpgrade)
    for (const socket of sockets.clients) socket.terminate()
  }
}

/** A socket whose `send` is done when the message has left, so that a slow reader slows the streams it reads instead of filling memory. */
function patient(socket: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  const send = (data: Parameters<WebSocket['send']>[0]): Promise<void> =>
    new Promise(resolve => {
      socket.send(data, () => resolve())
    })
  return { addEventListener: socket.addEventListener.bind(socket), send: send as unknown as WebSocket['send'] }
}
