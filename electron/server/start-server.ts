import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError, problemOf } from '../../shared/errors/app-error.ts'
import { catalog } from '../../shared/errors/catalog.ts'
import type { Host } from '../host/create-host.ts'
import { serveRpcSocket } from '../host/rpc-socket.ts'
import { isLoopback, isOwnHost, isOwnPage, sessionCookie, sessionToken } from './guards.ts'
import { createPageFiles } from './page-files.ts'
import type { Rest } from './rest.ts'

/** A server that answers. */
export interface RunningServer {
  /** Where it is, without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves a host on loopback: the page, the contract over WebSocket and as REST, and sign-in.
 * Errors: BadInput for an address that is not loopback, PortInUseHere.
 */
export async function startServer(
  host: Host,
  options: { readonly address: string; readonly port: number; readonly pageFolder: string },
): Promise<RunningServer> {
  if (!isLoopback(options.address))
    throw new AppError('BadInput', {
      issues: [{ field: '--listen', message: `${options.address} is not an address of this computer alone; use 127.0.0.1` }],
    })
  const page = await createPageFiles(options.pageFolder)
  let rest: Promise<Rest> | undefined
  const listening = { address: options.address, port: options.port }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host')
    if (!isOwnHost(request.headers.host, listening))
      return refuse(response, new AppError('ForeignPage', { origin: request.headers.host ?? 'a nameless host' }))
    if (pathname === '/health') return sendJson(response, 200, { status: 'ok', version: host.version })
    if (pathname === '/sign-in' && request.method === 'GET') return signIn(searchParams.get('token') ?? '', response)
    if (pathname === '/rpc' || pathname.startsWith('/api/')) {
      if (!isOwnPage(request)) return refuse(response, new AppError('ForeignPage', { origin: request.headers.origin ?? 'another page' }))
      const person = await host.signIn.personOf(sessionToken(request) ?? '')
      if (person === undefined) return refuse(response, new AppError('NotSignedIn', {}))
      if (pathname === '/rpc') return sendJson(response, 426, {}, { upgrade: 'websocket' })
      rest ??= import('./rest.ts').then(({ createRest }) => createRest(host))
      const face = await rest
      if (pathname === '/api/v1/openapi.json') return sendJson(response, 200, await face.document())
      if (await face.answer(request, response, host.context({ name: person, role: 'admin' }))) return
      return refuse(response, new AppError('NotFound', { what: 'path', name: pathname }))
    }
    if (await page(request, response)) return
    refuse(response, new AppError('NotFound', { what: 'path', name: pathname }))
  }

  const signIn = async (token: string, response: ServerResponse): Promise<void> => {
    const session = await host.signIn.redeem(token)
    const headers = { location: '/', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }
    response
      .writeHead(
        303,
        session === undefined ? headers : { ...headers, 'set-cookie': sessionCookie(session.token, session.expiresAt - Date.now()) },
      )
      .end()
  }

  const server = createServer({ requestTimeout: 60_000, headersTimeout: 10_000, maxHeaderSize: 16 * 1024 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const { code, data } = host.wireError(error)
      if (response.headersSent) response.destroy()
      else sendJson(response, catalog[code].status, { code, data })
    })
  })
  const stopSockets = serveRpcSocket(server, async request => {
    if (!isOwnHost(request.headers.host, listening) || !isOwnPage(request)) return { refuse: 403 }
    const person = await host.signIn.personOf(sessionToken(request) ?? '')
    return person === undefined ? { refuse: 401 } : { context: host.context({ name: person, role: 'admin' }) }
  })

  await listen(server, options)
  listening.port = (server.address() as AddressInfo).port
  const url = `http://${options.address.includes(':') ? `[${options.address}]` : options.address}:${listening.port}`
  host.servedAt(url)
  return {
    url,
    close() {
      stopSockets()
      return new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function listen(
  server: ReturnType<typeof createServer>,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      const taken = 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
      reject(taken ? new AppError('PortInUseHere', { address: `${address}:${port}` }, { cause: error }) : error)
    })
    server.listen(port, address, resolve)
  })
}

function refuse(response: ServerResponse, error: AppError): void {
  const wire = error.toWire()
  sendJson(response, catalog[wire.code].status, { ...wire, message: problemOf(wire).title })
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.end(JSON.stringify(body))
}
