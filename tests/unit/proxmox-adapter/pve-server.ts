import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'
import type { ClusterLogin, ClusterTarget } from '../../../electron/ports/cluster-access.ts'

/** A request as the server saw it. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** What it answers: data, a whole answer, or nothing but the end of the connection after it was read. */
export type Reply =
  | { readonly data: unknown }
  | { readonly status: number; readonly reason: string; readonly body?: string }
  | 'hang up'
  | 'never'

/** A server that answers as it is told, over TLS with a certificate of its own. */
export interface PveServer {
  readonly url: string
  readonly fingerprint: string
  readonly seen: Seen[]
  /** Connections made so far. */
  connections(): number
  /** Resolves when the next request has arrived. */
  next(): Promise<Seen>
  /** Requests without those that log in. */
  calls(): readonly Seen[]
  close(): Promise<void>
}

const certificate = generate([{ name: 'commonName', value: 'pve1' }], { keySize: 2048 })

/** What a login is answered with. */
export const ticketReply: Reply = { data: { ticket: 'PVE:root@pam:TICKET+/=', CSRFPreventionToken: 'CSRF', username: 'root@pam' } }

/** Starts a server for one test; `reply` is asked for each request, logins included unless it gives undefined. */
export async function startPveServer(reply: (seen: Seen, count: number) => Reply | undefined): Promise<PveServer> {
  const { private: key, cert } = await certificate
  const seen: Seen[] = []
  let connections = 0
  let arrived: ((seen: Seen) => void)[] = []
  const server = createServer({ key, cert, keepAlive: true }, (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', part => {
      body += part
    })
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const asked: Seen = { method, url, headers, body }
      seen.push(asked)
      for (const tell of arrived) tell(asked)
      arrived = []
      const answer = reply(asked, seen.length) ?? (isLogin(asked) ? ticketReply : { data: null })
      if (answer === 'never') return
      if (answer === 'hang up') {
        request.socket.destroy()
        return
      }
      const [status, reason, text] =
        'data' in answer ? [200, 'OK', JSON.stringify({ data: answer.data })] : [answer.status, answer.reason, answer.body ?? '']
      response.writeHead(status, reason, { 'content-type': 'application/json;charset=UTF-8', 'content-length': Buffer.byteLength(text) })
      response.end(text)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  return {
    url: `https://127.0.0.1:${port}`,
    fingerprint: await fingerprint(),
    seen,
    connections: () => connections,
    next: () => new Promise(resolve => arrived.push(resolve)),
    calls: () => seen.filter(asked => !isLogin(asked)),
    close,
  }
}

/** The fingerprint of the certificate that every server of these tests shows. */
export async function fingerprint(): Promise<string> {
  const { X509Certificate } = await import('node:crypto')
  return new X509Certificate((await certificate).cert).fingerprint256
}

/** A target with these servers as its doors. */
export function targetOf(servers: readonly Pick<PveServer, 'url' | 'fingerprint'>[], login?: ClusterLogin): ClusterTarget {
  return {
    id: 'home',
    name: 'home',
    doors: servers.map(({ url, fingerprint }) => ({ url, fingerprint })),
    login: login ?? { method: 'password', user: 'root@pam', password: 'correct horse' },
  }
}

function isLogin({ method, url }: Seen): boolean {
  return method === 'POST' && url === '/api2/json/access/ticket'
}
