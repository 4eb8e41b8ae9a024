import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { pageHeaders } from '../../shared/api/page-headers.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** What the build lays beside a file, the smallest first. */
const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const

/** Serves the built page from a folder, as small as the build made it; answers whether the address was one of its files. */
export async function createPageFiles(folder: string): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<boolean>> {
  const paths = new Map<string, string>()
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) paths.set(`/${relative(folder, path).split(sep).join('/')}`, path)
  }
  const bodies = new Map<string, Promise<Buffer>>()
  const read = (path: string): Promise<Buffer> => {
    const body = bodies.get(path) ?? readFile(path)
    bodies.set(path, body)
    return body
  }

  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    const address = pathname === '/' ? '/index.html' : pathname
    const path = paths.get(address)
    const type = types[extname(address)]
    if (path === undefined || type === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false
    const encoding = encodings.find(({ name, ending }) => paths.has(address + ending) && takes(request, name))
    const etag = `"${address}${encoding?.ending ?? ''}-${startedAt}"`
    const headers = {
      ...pageHeaders,
      'content-type': type,
      // Names in assets carry a hash of their content, so a browser may keep them for ever.
      'cache-control': address.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag,
      vary: 'accept-encoding',
    }
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end()
      return true
    }
    const bytes = await read(path + (encoding?.ending ?? ''))
    response.writeHead(200, { ...headers, 'content-length': bytes.length, ...(encoding && { 'content-encoding': encoding.name }) })
    response.end(request.method === 'HEAD' ? undefined : bytes)
    return true
  }
}

const startedAt = Date.now().toString(36)

function takes(request: IncomingMessage, encoding: string): boolean {
  const offers = String(request.headers['accept-encoding'] ?? '').split(',')
  return offers.some(offer => {
    const [name, quality] = offer.split(';')
    return name?.trim() === encoding && !/^\s*q=0(\.0*)?\s*$/.test(quality ?? '')
  })
}
