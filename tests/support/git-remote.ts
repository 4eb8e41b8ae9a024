import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { runGit } from './git-program.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A repository behind HTTP on loopback, served by Git's own program. */
export interface GitRemote {
  readonly url: string
  /** A bare repository. */
  readonly folder: string
  /** What was asked, with the authorization that came with it. */
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[]
  /** Answers in place of Git when it returns true. */
  instead: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  /** A clone of it that somebody else works in. */
  clone(): string
}

/** Starts one; with a token only who brings it comes in. */
export async function startGitRemote(token?: string): Promise<GitRemote> {
  const root = temporaryFolder()
  const folder = join(root, 'lab.git')
  runGit(root, 'init', '-q', '--bare', '-b', 'main', folder)
  runGit(folder, 'config', 'http.receivepack', 'true')
  const asked: { path: string; authorization: string | undefined }[] = []
  const expected = token === undefined ? undefined : `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  const server = createServer((request, response) => {
    const { authorization } = request.headers
    asked.push({ path: request.url ?? '', authorization })
    if (remote.instead?.(request, response)) return
    if (expected !== undefined && authorization !== expected) response.writeHead(401).end()
    else void answer(root, request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const remote: GitRemote = {
    url: `http://127.0.0.1:${port}/lab.git`,
    folder,
    asked,
    instead: undefined,
    clone: () => {
      const into = join(temporaryFolder(), 'clone')
      runGit(root, 'clone', '-q', folder, into)
      return into
    },
  }
  return remote
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  const received = Buffer.concat(parts)
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(received) : received
  const program = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: String(body.length),
      REMOTE_USER: 'lab',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  program.stdin.on('error', () => undefined)
  program.stdin.end(body)
  const printed: Buffer[] = []
  for await (const part of program.stdout) printed.push(part)
  const all = Buffer.concat(printed)
  const end = all.indexOf('\r\n\r\n')
  const headers = all
    .subarray(0, end)
    .toString('latin1')
    .split('\r\n')
    .map(line => line.split(': ') as [string, string])
  const status = Number(headers.find(([name]) => name.toLowerCase() === 'status')?.[1].split(' ')[0] ?? 200)
  response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'status')))
  response.end(all.subarray(end + 4))
}
