// The lab's registry: serves what images.ts has made, read-only, under whatever name it is asked by.
// usage: registry.ts LAB ADDRESS [BYTES-PER-SECOND]
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'

const [lab = '', address = '', rate = ''] = process.argv.slice(2)
const bytesPerSecond = rate === '' ? Number.POSITIVE_INFINITY : Number(rate)
const digestPattern = /^sha256:[0-9a-f]{64}$/
let nextFreeAtMs = 0

const blobPath = (digest: string) => `${lab}/images/blobs/${digest.slice('sha256:'.length)}`

/** Lets bytes through at the registry's rate, which all pulls share. */
async function* throttled(chunks: AsyncIterable<Buffer>) {
  for await (const chunk of chunks) {
    nextFreeAtMs = Math.max(nextFreeAtMs, Date.now()) + (chunk.length / bytesPerSecond) * 1000
    if (nextFreeAtMs > Date.now()) await delay(nextFreeAtMs - Date.now())
    yield chunk
  }
}

function refuse(response: ServerResponse, code: string, message: string) {
  response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ code, message }] }))
}

function sendManifest(request: IncomingMessage, response: ServerResponse, repository: string, reference: string) {
  try {
    const digest = digestPattern.test(reference) ? reference : readFileSync(`${lab}/images/tags/${repository}/${reference}`, 'utf8')
    const manifest = readFileSync(blobPath(digest))
    const { mediaType } = JSON.parse(manifest.toString('utf8'))
    response.writeHead(200, { 'content-type': mediaType, 'content-length': manifest.length, 'docker-content-digest': digest })
    response.end(request.method === 'HEAD' ? undefined : manifest)
  } catch {
    refuse(response, 'MANIFEST_UNKNOWN', 'manifest unknown')
  }
}

async function sendBlob(request: IncomingMessage, response: ServerResponse, digest: string) {
  const size = statSync(blobPath(digest), { throwIfNoEntry: false })?.size
  if (size === undefined) return refuse(response, 'BLOB_UNKNOWN', 'blob unknown to registry')
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) // Docker resumes a broken download
  const headers = { 'content-type': 'application/octet-stream', 'content-length': size - start, 'docker-content-digest': digest }
  response.writeHead(start > 0 ? 206 : 200, start > 0 ? { ...headers, 'content-range': `bytes ${start}-${size - 1}/${size}` } : headers)
  if (request.method === 'HEAD') response.end()
  else
    await pipeline(createReadStream(blobPath(digest), { start, highWaterMark: 32 * 1024 }), throttled, response).catch(() =>
      response.destroy(),
    )
}

async function serve(request: IncomingMessage, response: ServerResponse) {
  response.setHeader('docker-distribution-api-version', 'registry/2.0')
  const path = new URL(request.url ?? '/', 'https://registry').pathname
  if (path === '/v2/') return response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  const [, repository = '', kind, reference = ''] = /^\/v2\/([a-z0-9._/-]+)\/(manifests|blobs|tags)\/([\w.:-]+)$/.exec(path) ?? []
  if (repository.includes('..') || reference.startsWith('.')) return refuse(response, 'NAME_INVALID', 'invalid repository name')
  if (kind === 'manifests') return sendManifest(request, response, repository, reference)
  if (kind === 'blobs' && digestPattern.test(reference)) return sendBlob(request, response, reference)
  if (kind === 'tags') {
    try {
      const tags = readdirSync(`${lab}/images/tags/${repository}`).sort()
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ name: repository, tags }))
    } catch {
      return refuse(response, 'NAME_UNKNOWN', 'repository name not known to registry')
    }
  }
  return refuse(response, 'UNSUPPORTED', 'the operation is unsupported')
}

createServer({ key: readFileSync(`${lab}/ca/registry.key`), cert: readFileSync(`${lab}/ca/registry.crt`) }, serve).listen(443, address)
