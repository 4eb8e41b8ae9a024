import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createPageFiles } from '../../electron/server/page-files.ts'
import { newDataFolder } from '../support/served-host.ts'

const folder = await newDataFolder()
await mkdir(join(folder.path, 'assets'))
const files = {
  'index.html': 'the page',
  'assets/screen-1a2b.js': 'the screen',
  'assets/screen-1a2b.js.br': 'the screen, by brotli',
  'assets/screen-1a2b.js.gz': 'the screen, by gzip',
  'notes.txt': 'of no type a page has',
}
for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text)
const page = await createPageFiles(folder.path)
const server = createServer(async (asked, answer) => {
  if (!(await page(asked, answer))) answer.writeHead(404).end()
})
await once(server.listen(0, '127.0.0.1'), 'listening')
const { port } = server.address() as AddressInfo
afterAll(async () => {
  server.close()
  await folder.remove()
})

async function ask(path: string, headers: IncomingHttpHeaders = {}, method = 'GET') {
  const asking = request({ port, path, method, headers, agent: false }).end()
  const [answer] = await once(asking, 'response')
  return { status: answer.statusCode, headers: answer.headers, text: Buffer.concat(await answer.toArray()).toString() }
}
const screen = '/assets/screen-1a2b.js'

describe('the files of the page', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br', 'the screen, by brotli'],
    ['gzip, deflate', 'gzip', 'the screen, by gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip', 'the screen, by gzip'],
    ['br; q=0.0', undefined, 'the screen'],
    ['x-gzip, brotli', undefined, 'the screen'],
    [undefined, undefined, 'the screen'],
  ])('to a browser that takes %s come by %s', async (accepted, encoding, text) => {
    const answer = await ask(screen, accepted === undefined ? {} : { 'accept-encoding': accepted })
    expect(answer).toMatchObject({ status: 200, text })
    expect(answer.headers['content-encoding']).toBe(encoding)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(text.length),
      vary: 'accept-encoding',
    })
  })

  it('come as they are where the build compressed nothing', async () => {
    const { headers, text } = await ask('/', { 'accept-encoding': 'br, gzip' })
    expect(text).toBe('the page')
    expect(headers['content-encoding']).toBeUndefined()
  })

  it('are kept for ever where the name carries a hash, else asked for again', async () => {
    expect((await ask(screen)).headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await ask('/index.html')).headers['cache-control']).toBe('no-cache')
  })

  it('are not sent twice to a browser that has them', async () => {
    const { etag = '' } = (await ask(screen, { 'accept-encoding': 'br' })).headers
    expect(await ask(screen, { 'accept-encoding': 'br', 'if-none-match': etag })).toMatchObject({ status: 304, text: '' })
    expect(await ask(screen, { 'if-none-match': etag })).toMatchObject({ status: 200, text: 'the screen' })
  })

  it('are told of without being sent', async () => {
    const { status, headers, text } = await ask(screen, { 'accept-encoding': 'br' }, 'HEAD')
    expect([status, headers['content-length'], text]).toEqual([200, '21', ''])
  })

  it.each(['/assets/screen-1a2b.js.br', '/assets/screen-1a2b.js.gz', '/notes.txt', '/assets', '/nothing.js'])(
    'are all there is: %s is not found',
    async path => expect((await ask(path)).status).toBe(404),
  )
})
