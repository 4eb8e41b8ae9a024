import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRouterClient, traverseContractProcedures } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CallMeta } from '../../shared/api/base.ts'
import { contract } from '../../shared/api/contract.ts'
import { pageFolder, type ServedHost, serveHost } from '../support/served-host.ts'

let served: ServedHost
beforeAll(async () => {
  served = await serveHost()
})
afterAll(() => served.close())

/** Opens a socket that is to be refused and hands back the status it was refused with. */
async function refusal(headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const [, response] = await once(served.socket(headers), 'unexpected-response')
  return response.statusCode
}

describe('health', () => {
  it('is told without sign-in', async () => {
    const answer = await served.ask('/health')
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toEqual({ status: 'ok', version: served.host.version })
  })
})

describe('a sign-in link', () => {
  const follow = (token: string) => served.ask(`/sign-in?token=${token}`)

  it('gives a session once, in a cookie no script and no other page gets at', async () => {
    const { token } = served.host.signIn.newLink()
    const first = await follow(token)
    expect([first.status, first.headers.location]).toEqual([303, '/'])
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(/^mycopod_session=\w{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/),
    ])
    expect(first.headers['referrer-policy']).toBe('no-referrer')
    const second = await follow(token)
    expect([second.status, second.headers['set-cookie']]).toEqual([303, undefined])
  })

  it.each(['', 'wrong', 'a'.repeat(43)])('with the token “%s” gives none', async token =>
    expect((await follow(token)).headers['set-cookie']).toBeUndefined(),
  )

  it('ends after ten minutes', async () => {
    const { token, expiresAt } = served.host.signIn.newLink()
    vi.useFakeTimers({ toFake: ['Date'], now: expiresAt })
    try {
      expect((await follow(token)).headers['set-cookie']).toBeUndefined()
    } finally {
      vi.useRealTimers()
    }
  })

  it('that a signed-in person asks for leads here and works', async () => {
    const { client, socket } = await served.connect()
    const { url } = await client.session.link()
    socket.terminate()
    expect(url.startsWith(`${served.url}/sign-in?token=`)).toBe(true)
    expect((await served.ask(url.slice(served.url.length))).headers['set-cookie']).toHaveLength(1)
  })
})

describe('who may ask', () => {
  const paths = ['/api/v1/system', '/api/v1/openapi.json', '/api/v1/nothing', '/rpc']

  it.each(paths)('%s: nobody without a session', async path => {
    for (const cookie of ['', 'mycopod_session=wrong', 'mycopod_session=']) {
      const answer = await served.ask(path, { headers: { cookie } })
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([401, 'NotSignedIn'])
    }
  })

  it.each(paths)('%s: no page of another address, signed in or not', async path => {
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: served.url.replace(/\d+$/, '1') },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of foreign) {
      const answer = await served.asked(path, { headers })
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([403, 'ForeignPage'])
    }
  })

  it.each(['/', '/health', '/sign-in?token=x', ...paths])('%s: nobody by another name of this computer', async path => {
    for (const host of ['evil.example', `evil.example:${new URL(served.url).port}`, '127.0.0.1', '10.0.0.1:80']) {
      const answer = await served.asked(path, { headers: { host } })
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([403, 'ForeignPage'])
    }
  })

  it('its own page may', async () => {
    const { status } = await served.asked('/api/v1/system', { headers: { origin: served.url, 'sec-fetch-site': 'same-origin' } })
    expect(status).toBe(200)
  })

  it('opens no socket without a session, or for a foreign page or host', async () => {
    expect(await refusal({})).toBe(401)
    expect(await refusal({ cookie: 'mycopod_session=wrong' })).toBe(401)
    expect(await refusal({ cookie: served.cookie, origin: 'http://evil.example' })).toBe(403)
    expect(await refusal({ cookie: served.cookie, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await refusal({ cookie: served.cookie, host: 'evil.example' })).toBe(403)
  })
})

describe('the page', () => {
  it('comes with a policy that runs only its own scripts, and keeps to it', async () => {
    const { status, headers, text } = await served.ask('/')
    expect(status).toBe(200)
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(text).toBe(await readFile(join(pageFolder, 'index.html'), 'utf8'))
    for (const [tag, inside] of [...text.matchAll(/<script\b([^>]*)>/g)].map(match => [match[0], match[1]] as const)) {
      expect(inside, tag).toMatch(/\bsrc="[./]/)
    }
    expect(text).not.toMatch(/\son\w+=|javascript:|https?:\/\//)
  })

  it.each(['/../package.json', '/%2e%2e/package.json', '/assets/../../main/cli.js', '//etc/passwd', '/.built-from', '/nothing'])(
    'is all there is: %s is not found',
    async path => expect((await served.ask(path)).status).toBe(404),
  )

  it('is compressed by the build, scripts and styles with it', async () => {
    const { text } = await served.ask('/')
    for (const [, path = ''] of text.matchAll(/(?:src|href)="\.(\/assets\/[^"]+)"/g)) {
      const { headers } = await served.ask(path, { headers: { 'accept-encoding': 'gzip, br' } })
      expect(headers['content-encoding'], path).toBe('br')
    }
  })

  it('cannot be written', async () => expect((await served.ask('/', { method: 'POST', body: '{}' })).status).toBe(404))
})

describe('rights', () => {
  const calls: { readonly path: readonly string[]; readonly permission: string }[] = []
  traverseContractProcedures({ path: [], router: contract }, ({ contract: call, path }) => {
    calls.push({ path, permission: (call['~orpc'].meta as CallMeta).permission })
  })
  const role = (name: 'viewer' | 'operator') =>
    createRouterClient(served.host.router, { context: served.host.context({ name: 'Somebody', role: name }) })
  const call = (client: object, path: readonly string[]): Promise<unknown> => {
    const found = path.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], client)
    return (found as (input: unknown) => Promise<unknown>)({})
  }

  it.each(calls.filter(({ permission }) => permission !== 'view'))('$path is no call for someone who only looks', ({ path }) =>
    expect(call(role('viewer'), path)).rejects.toMatchObject({ code: 'NotAllowed' }),
  )

  it.each(calls.filter(({ permission }) => permission === 'admin'))('$path is no call for an operator', ({ path }) =>
    expect(call(role('operator'), path)).rejects.toMatchObject({ code: 'NotAllowed' }),
  )

  it('lets someone who only looks look', async () => expect(await role('viewer').devices.list()).toEqual([]))
})
