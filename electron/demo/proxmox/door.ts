import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Api } from './api.ts'
import type { KeyedCertificate } from './node-certificate.ts'
import { readGiven, Unreadable } from './read-given.ts'
import { sendPage, sendReply } from './send-reply.ts'
import type { PveNode } from './world.ts'

/** The HTTPS server of one node. */
export interface NodeDoor {
  readonly port: number
  open(): Promise<void>
  /** Breaks every connection and takes no more. */
  shut(): Promise<void>
}

const methods = ['GET', 'POST', 'PUT', 'DELETE']

/** What is behind a door. */
export interface DoorService {
  readonly api: Api
  /** Told of every request. */
  readonly heard: (method: string, path: string) => void
  /** Says of each write that worked whether its answer is dropped. */
  readonly loses: () => boolean
}

/** Opens the door of a node at its address and port, 0 for any. */
export async function openDoor(
  options: DoorService & { readonly node: PveNode; readonly certificate: KeyedCertificate; readonly port: number },
): Promise<NodeDoor> {
  const { node, certificate, api } = options
  const sockets = new Set<Duplex>()
  let port = options.port
  const server = createServer({ key: certificate.key, cert: certificate.pem }, (request, response) => {
    serve(request, response).catch(() => request.socket.destroy())
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request
    const { pathname } = new URL(request.url ?? '/', 'https://node')
    options.heard(method, pathname)
    const [, format, path] = /^\/api2\/(json|extjs|html)(\/.*?)?\/?$/.exec(pathname) ?? []
    if (!methods.includes(method)) return sendReply(response, 'json', { status: 501, reason: `method '${method}' not available` })
    if (pathname === '/') return sendPage(response, `<p>${node.name} is a simulated Proxmox VE. It has an API and no pages.</p>`)
    if (format === undefined) return sendReply(response, 'json', { status: 404, reason: 'no such file' })
    const cookie = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(headers.cookie ?? '')?.[1]
    const csrf = headers.csrfpreventiontoken
    try {
      const reply = await api.answer(
        {
          method,
          path: undone(path ?? '/'),
          at: node,
          cookie: cookie === undefined ? undefined : undone(cookie),
          authorization: headers.authorization,
          csrf: typeof csrf === 'string' ? csrf : undefined,
        },
        () => readGiven(request),
      )
      if (method !== 'GET' && path !== '/access/ticket' && reply.status === 200 && options.loses()) return void request.socket.destroy()
      sendReply(response, format, reply)
    } catch (error) {
      if (error instanceof Unreadable) return sendReply(response, 'json', { status: error.status, reason: error.message })
      sendReply(response, 'json', { status: 500, reason: `the simulation failed: ${error}` })
    }
  }

  const open = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, node.address, () => {
        server.off('error', reject)
        port = (server.address() as AddressInfo).port
        resolve()
      })
    })
  await open()
  return {
    get port() {
      return port
    },
    open,
    shut: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function undone(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
