import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
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
const packed = new Set(['.html', '.js', '.css', '.svg', '.json'])

interface PageFile {
  readonly path: string
  readonly type: string
  readonly etag: string
  readonly kept: boolean
}

/** Serves the built page from a folder, compressed on first use; answers whether the address was one of its files. */
export async function createPageFiles(folder: string): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<boolean>> {
  const files = new Map<string, PageFile>()
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const address = `/${relative(folder, path).split(sep).join('/')}`
    const type = types[extname(entry.name)]
    // Names in assets carry a hash of their content, so a browser may keep them for ever.
    if (type !== undefined) files.set(address, { path, type, etag: `"${address}-${startedAt}"`, kept: address.startsWith('/assets/') })
  }
  const bodies = new Map<string, Promise<Buffer>>()

  return async (request, response) => {
    const address = new URL(request.url ?? '/', 'http://page').pathname
    const file = files.get(address === '/' ? '/index.html' : address)
    if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false
    const encoding = packed.has(extname(file.path)) ? bestEncoding(request.headers['accept-encoding']) : undefined
    const headers = {
      ...pageHeaders,
      'content-type': file.type,
      'cache-control': file.kept ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: file.etag,
      vary: 'accept-encoding',
    }
    if (request.headers['if-none-match'] === file.etag) {
      response.writeHead(304, headers).end()
      return true
    }
    const key = `${encoding ?? 'plain'} ${file.path}`
    const body = bodies.get(key) ?? readFile(file.path).then(bytes => pack(bytes, encoding))
    bodies.set(key, body)
    const bytes = await body
    response.writeHead(200, { ...headers, 'content-length': bytes.length, ...(encoding !== undefined && { 'content-encoding': encoding }) })
    response.end(request.method === 'HEAD' ? undefined : bytes)
    return true
  }
}

const startedAt = Date.now().toString(36)

function bestEncoding(accepted: string | string[] | undefined): 'br' | 'gzip' | undefined {
  const offers = String(accepted ?? '')
  return /\bbr\b/.test(offers) ? 'br' : /\bgzip\b/.test(offers) ? 'gzip' : undefined
}

function pack(bytes: Buffer, encoding: 'br' | 'gzip' | undefined): Promise<Buffer> | Buffer {
  if (encoding === 'br') return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
  return encoding === 'gzip' ? promisify(gzip)(bytes) : bytes
}
