import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { generate } from 'selfsigned'
import type { Api, ApiReply } from './api.ts'
import type { PveNode } from './world.ts'

/** A certificate of a node's own, as Proxmox makes one. */
export interface NodeCertificate {
  readonly key: string
  readonly cert: string
  /** SHA-256, upper case with colons. */
  readonly fingerprint: string
}

/** The HTTPS server of one node. */
export interface NodeDoor {
  readonly port: number
  open(): Promise<void>
  /** Breaks every connection and takes no more. */
  shut(): Promise<void>
}

const mostBytes = 5 * 1024 * 1024
const mostFormBytes = 512 * 1024
const yearMs = 365 * 24 * 3600 * 1000

/** Makes a certificate that nobody vouches for. */
export async function makeCertificate(node: Pick<PveNode, 'name' | 'address'>): Promise<NodeCertificate> {
  const made = await generate([{ name: 'commonName', value: node.name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 2 * yearMs),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: node.name },
          { type: 7, ip: node.address },
        ],
      },
    ],
  })
  const { X509Certificate } = await import('node:crypto')
  return { key: made.private, cert: made.cert, fingerprint: new X509Certificate(made.cert).fingerprint256 }
}

/**
 * Opens the door of a node at its address and port, 0 for any. `loses` says of each write whether its answer is dropped after
 * it was done.
 */
export async function openDoor(options: {
  readonly node: PveNode
  readonly certificate: NodeCertificate
  readonly api: Api
  readonly port: number
  readonly loses: () => boolean
}): Promise<NodeDoor> {
  const { node, certificate, api } = options
  const sockets = new Set<Duplex>()
  let port = options.port
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => void serve(request, response))
  server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const read = await readRequest(request)
      if ('status' in read) return send(response, read, 'json')
      const reply = await api.answer({ ...read, at: node })
      if (request.method !== 'GET' && options.loses()) return void request.socket.destroy()
      send(response, reply, read.formatter)
    } catch {
      request.socket.destroy()
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

type Read = Pick<Parameters<Api['answer']>[0], 'method' | 'path' | 'params' | 'cookie' | 'authorization' | 'csrf'> & {
  readonly formatter: string
}

async function readRequest(request: IncomingMessage): Promise<Read | ApiReply> {
  const url = new URL(request.url ?? '/', 'https://node')
  const [, formatter = '', path = ''] = /^\/api2\/(json|extjs|html)(\/.*)?$/.exec(url.pathname) ?? []
  const method = request.method ?? 'GET'
  if (formatter === '') return { status: 501, reason: 'no such file' }
  if (!['GET', 'POST', 'PUT', 'DELETE'].includes(method)) return { status: 501, reason: `method '${method}' not available` }
  if (request.headers['transfer-encoding'] !== undefined) return { status: 501, reason: 'chunked transfer encoding not supported' }
  const length = Number(request.headers['content-length'] ?? 0)
  if (length > 0 && (method === 'GET' || method === 'DELETE')) return { status: 501, reason: `Unexpected content for method '${method}'` }
  const type = request.headers['content-type'] ?? 'application/x-www-form-urlencoded'
  const isUpload = type.startsWith('multipart/form-data')
  if (length > (isUpload ? mostBytes : mostFormBytes)) return { status: 501, reason: 'for data too large' }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString('utf8')
  const params: Record<string, string> = Object.fromEntries(url.searchParams)
  if (body !== '') {
    if (type.startsWith('application/json')) {
      try {
        for (const [name, value] of Object.entries(JSON.parse(body) as object))
          params[name] = typeof value === 'boolean' ? (value ? '1' : '0') : String(value)
      } catch {
        return { status: 500, reason: 'malformed JSON string, neither tag, array, object, number, string or atom' }
      }
    } else if (isUpload) {
      for (const [, name = '', filename, value = ''] of body.matchAll(
        /name="([^"]+)"(?:; filename="([^"]*)")?[^\n]*\r?\n(?:[^\n]+\r?\n)*\r?\n([\s\S]*?)\r?\n--/g,
      )) {
        params[name] = filename ?? value
        if (filename !== undefined) params.size = String(value.length)
      }
    } else if (type.startsWith('application/x-www-form-urlencoded')) {
      for (const [name, value] of new URLSearchParams(body)) params[name] = value
    } else return { status: 506, reason: `upload 'Content-Type '${type}' not implemented` }
  }
  const cookie = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
  const csrf = request.headers.csrfpreventiontoken
  return {
    method,
    path: decodePath(path),
    params,
    formatter,
    cookie: cookie === undefined ? undefined : decodeURIComponent(cookie),
    authorization: request.headers.authorization,
    csrf: typeof csrf === 'string' ? csrf : undefined,
  }
}

/** Slashes that are part of a name stay encoded, so that a volume is one part of the path. */
function decodePath(path: string): string {
  return path.replace(/%2f/gi, '%2F').replace(/\/$/, '')
}

function send(response: ServerResponse, { status, reason, json }: ApiReply, formatter: string): void {
  const headers = { Server: 'pve-api-daemon/3.0', 'Cache-Control': 'max-age=0' }
  const plain = reason.replace(/[^\x20-\x7e]/g, '?')
  if (formatter === 'html') {
    response.writeHead(status, plain, { ...headers, 'Content-Type': 'text/html;charset=UTF-8' })
    response.end(`<!DOCTYPE html><html lang="en"><body><pre>${escaped(JSON.stringify(json ?? {}))}</pre></body></html>`)
    return
  }
  if (json === undefined) {
    const body = status === 401 ? '\n' : status >= 595 ? '' : `${reason}\n`
    response.writeHead(status, plain, { ...headers, 'Content-Length': Buffer.byteLength(body) })
    response.end(body)
    return
  }
  const isExtjs = formatter === 'extjs'
  const body = `${JSON.stringify(isExtjs ? { ...json, success: status === 200 ? 1 : 0, ...(status !== 200 && { status: String(status) }) } : json)}\n`
  response.writeHead(isExtjs ? 200 : status, isExtjs ? 'OK' : plain, {
    ...headers,
    'Content-Type': 'application/json;charset=UTF-8',
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign)
}
