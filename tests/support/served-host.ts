import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import WebSocket from 'ws'
import type { Client } from '../../electron/cli/command.ts'
import type { DemoDevice } from '../../electron/demo/demo-homelab.ts'
import { createHost, type Host } from '../../electron/host/create-host.ts'
import { startServer } from '../../electron/server/start-server.ts'

const root = join(import.meta.dirname, '../..')

/** The recipes of the program. */
export const recipesDir = join(root, 'recipes')

/** The built page. */
export const pageFolder = join(root, 'out/renderer')

/** An answer over HTTP, whole. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** A host in this process with its server on a free port of loopback, and a browser's worth of ways to ask it. */
export interface ServedHost {
  readonly host: Host
  readonly url: string
  /** The cookie of a signed-in browser, as it is sent. */
  readonly cookie: string
  /** Asks as nobody: with the headers that are given and no others. */
  ask(path: string, options?: AskOptions): Promise<Answer>
  /** Asks signed in. */
  asked(path: string, options?: AskOptions): Promise<Answer>
  /** A socket as a page opens it. */
  socket(headers?: Readonly<Record<string, string>>): WebSocket
  /** A signed-in client over WebSocket. */
  connect(): Promise<{ readonly client: Client; readonly socket: WebSocket }>
  close(): Promise<void>
}

export interface AskOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A temporary data folder; gone with `remove`. */
export async function newDataFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'mycopod-test-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Opens a host on a data folder, with the encrypted file of secrets where there is no keychain. */
export function openHost(dataDir: string): Promise<Host> {
  return createHost({ face: 'server', dataDir, recipesDir, demo: false, passphrase: 'of a test' })
}

/** Opens a host on a new data folder and serves it. */
export async function serveHost(): Promise<ServedHost> {
  const folder = await newDataFolder()
  const host = await openHost(folder.path)
  const server = await startServer(host, { address: '127.0.0.1', port: 0, pageFolder })
  const { url } = server
  const ask: ServedHost['ask'] = (path, options) => askOverHttp(url, path, options)
  const signIn = await ask(`/sign-in?token=${host.signIn.newLink().token}`)
  const cookie = signIn.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const socket: ServedHost['socket'] = (headers = { cookie }) => {
    const opened = new WebSocket(`${url.replace('http', 'ws')}/rpc`, { headers })
    opened.on('error', () => undefined)
    return opened
  }
  return {
    host,
    url,
    cookie,
    ask,
    asked: (path, options = {}) => ask(path, { ...options, headers: { cookie, ...options.headers } }),
    socket,
    async connect() {
      const opened = socket()
      await once(opened, 'open')
      return { client: createORPCClient(new RPCLink({ websocket: opened })), socket: opened }
    },
    async close() {
      await server.close()
      await host.close()
      await folder.remove()
    },
  }
}

/** What `devices.add` takes for a simulated device whose host key is accepted. */
export function connectionToDemo({ name, address, port, user, password, hostKey }: DemoDevice) {
  return { name, address, port, user, login: { method: 'password' as const, password }, sudoPassword: password, acceptHostKey: hostKey }
}

/** One request as it is written here; a stream is left as soon as it begins. */
function askOverHttp(url: string, path: string, { method = 'GET', headers = {}, body }: AskOptions = {}): Promise<Answer> {
  const { hostname, port } = new URL(url)
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, method, headers: { ...length, ...headers }, agent: false }, answer => {
      const parts: Buffer[] = []
      const done = (): void => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(parts).toString() })
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.once('end', done)
      answer.once('error', done)
      if (answer.headers['content-type']?.startsWith('text/event-stream')) {
        done()
        asking.destroy()
      }
    })
    asking.once('error', reject)
    asking.end(body)
  })
}
