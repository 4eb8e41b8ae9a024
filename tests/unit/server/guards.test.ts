import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { isLoopback, isOwnHost, isOwnPage, sessionCookie, sessionToken } from '../../../electron/server/guards.ts'

const request = (headers: Record<string, string | undefined>): IncomingMessage => ({ headers }) as unknown as IncomingMessage
const listening = { address: '127.0.0.1', port: 7780 }

describe('the Host header', () => {
  it.each(['127.0.0.1:7780', 'localhost:7780', 'LOCALHOST:7780', '[::1]:7780'])('takes %s for this computer', host =>
    expect(isOwnHost(host, listening)).toBe(true),
  )

  it.each([
    undefined,
    '',
    'evil.example:7780',
    'evil.example',
    '127.0.0.1',
    '127.0.0.1:7781',
    '127.0.0.1.evil.example:7780',
    'localhost:7780@evil.example',
    '10.0.0.1:7780',
    'a b',
  ])('refuses %s', host => expect(isOwnHost(host, listening)).toBe(false))
})

describe('the Origin header', () => {
  const host = '127.0.0.1:7780'
  it.each([
    { host },
    { host, origin: 'http://127.0.0.1:7780' },
    { host, 'sec-fetch-site': 'same-origin' },
    { host, 'sec-fetch-site': 'none' },
  ])('lets %o act', headers => expect(isOwnPage(request(headers))).toBe(true))

  it.each([
    { host, origin: 'null' },
    { host, origin: 'http://evil.example' },
    { host, origin: 'https://127.0.0.1:7780' },
    { host, origin: 'http://127.0.0.1:7781' },
    { host, 'sec-fetch-site': 'cross-site' },
    { host, 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:7780' },
  ])('stops %o', headers => expect(isOwnPage(request(headers))).toBe(false))
})

describe('the session cookie', () => {
  it('comes back as it was given', () => {
    const cookie = sessionCookie('abc123', 60_000)
    expect(cookie).toBe('mycopod_session=abc123; Path=/; HttpOnly; SameSite=Strict; Max-Age=60')
    expect(sessionToken(request({ cookie: `other=1; ${cookie.split(';')[0]}; more=2` }))).toBe('abc123')
  })

  it.each([undefined, '', 'mycopod_session', 'mycopod_session=', 'xmycopod_session=abc'])('is not found in %s', cookie =>
    expect(sessionToken(request(cookie === undefined ? {} : { cookie }))).toBeUndefined(),
  )
})

describe('loopback', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('%s is this computer', address => expect(isLoopback(address)).toBe(true))
  it.each(['0.0.0.0', '::', '192.168.1.2', '128.0.0.1', '127.example.org'])('%s is not', address => expect(isLoopback(address)).toBe(false))
})
