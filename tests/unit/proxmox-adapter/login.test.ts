import { expect, onTestFinished, test } from 'vitest'
import { createClusterAccess } from '../../../electron/adapters/proxmox/cluster-access.ts'
import type { ClusterAccess } from '../../../electron/ports/cluster-access.ts'
import type { AppError } from '../../../shared/errors/app-error.ts'
import { createCountingRandomness, silentLog } from '../../support/small-ports.ts'
import { createPauseClock, type PauseClock } from './pause-clock.ts'
import { type Reply, type Seen, startPveServer, targetOf, ticketReply } from './pve-server.ts'

const version: Reply = { data: { version: '9.2.11' } }
const unauthorized: Reply = { status: 401, reason: 'authentication failure' }
const hour = 60 * 60_000

function open(): { readonly access: ClusterAccess; readonly clock: PauseClock } {
  const clock = createPauseClock()
  const access = createClusterAccess({ clock, randomness: createCountingRandomness(), log: silentLog })
  onTestFinished(() => access.close())
  return { access, clock }
}

const failure = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.unreachable('it should fail'),
    error => error,
  )

const logins = (seen: readonly Seen[]) => seen.filter(each => each.url.endsWith('/ticket')).map(each => new URLSearchParams(each.body))

test('one login serves all that wait for it', async () => {
  const server = await startPveServer(seen => (seen.method === 'GET' ? version : undefined))
  const session = open().access.session(targetOf([server]))
  await Promise.all([session.version(), session.version(), session.version()])
  expect(logins(server.seen)).toHaveLength(1)
  expect(server.calls()[0]?.headers.cookie).toBe('PVEAuthCookie=PVE:root@pam:TICKET+/=')
})

test('a ticket is renewed by itself before its two hours end, and by the password after', async () => {
  const server = await startPveServer(seen => (seen.method === 'GET' ? version : undefined))
  const { access, clock } = open()
  const session = access.session(targetOf([server]))
  await session.version()
  clock.advance(hour)
  await session.version()
  expect(logins(server.seen)).toHaveLength(1)
  clock.advance(0.6 * hour)
  await session.version()
  clock.advance(2.1 * hour)
  await session.version()
  expect(logins(server.seen).map(login => login.get('password'))).toEqual(['correct horse', 'PVE:root@pam:TICKET+/=', 'correct horse'])
})

test('after a 401 it logs in again, once, and does what was asked', async () => {
  const server = await startPveServer(seen => {
    if (seen.url.endsWith('/ticket')) return undefined
    return server.calls().length === 1 ? unauthorized : { data: 'UPID:pve1:1:2:3:qmstart:100:root@pam:' }
  })
  const { access } = open()
  await access.session(targetOf([server])).start({ vmid: 100, type: 'vm', node: 'pve1' })
  expect([server.calls().length, logins(server.seen).length]).toEqual([2, 2])
})

test('a login that is refused, and one that is good for nothing', async () => {
  const refusing = await startPveServer(() => unauthorized)
  expect(await failure(open().access.tryLogin(targetOf([refusing])))).toMatchObject({
    code: 'ClusterLoginRefused',
    data: { user: 'root@pam', method: 'password' },
  })
  expect(refusing.seen).toHaveLength(1)
  const useless = await startPveServer(seen => (seen.method === 'GET' ? unauthorized : undefined))
  expect(await failure(open().access.tryLogin(targetOf([useless])))).toMatchObject({ code: 'ClusterLoginRefused' })
  expect(useless.calls()).toHaveLength(2)
})

const half = 'PVE:!tfa!{"totp"%3Atrue}:HALF'
const secondFactor = (seen: Seen): Reply | undefined => {
  if (seen.method === 'GET') return version
  const asked = new URLSearchParams(seen.body)
  if (!asked.has('tfa-challenge')) return { data: { ticket: half, CSRFPreventionToken: 'CSRF', username: 'root@pam', NeedTFA: 1 } }
  return asked.get('tfa-challenge') === half && asked.get('password') === 'totp:123456' ? ticketReply : unauthorized
}

test('a second factor is asked for, refused, and given; a login with it serves the session that follows', async () => {
  const server = await startPveServer(secondFactor)
  const { access } = open()
  const password = { method: 'password', user: 'root@pam', password: 'correct horse' } as const
  expect(await failure(access.tryLogin(targetOf([server])))).toMatchObject({ code: 'ClusterCodeNeeded', data: { user: 'root@pam' } })
  const wrong = targetOf([server], { ...password, code: '000000' })
  expect(await failure(access.tryLogin(wrong))).toMatchObject({ code: 'ClusterLoginRefused', data: { method: 'code' } })
  expect(await access.tryLogin(targetOf([server], { ...password, code: '123 456' }))).toEqual({ version: '9.2.11' })
  const before = server.seen.length
  await access.session(targetOf([server], password)).version()
  expect(server.seen.slice(before).map(seen => seen.method)).toEqual(['GET'])
  access.forget('home')
  expect(await failure(access.session(targetOf([server], password)).version())).toMatchObject({ code: 'ClusterCodeNeeded' })
})

test('a token needs neither ticket nor CSRF', async () => {
  const token = { method: 'token', tokenId: 'mycopod@pve!mycopod', secret: 'abc-def' } as const
  const server = await startPveServer(() => version)
  expect(await open().access.tryLogin(targetOf([server], token))).toEqual({ version: '9.2.11' })
  expect(server.seen.map(seen => seen.headers.authorization)).toEqual(['PVEAPIToken=mycopod@pve!mycopod=abc-def'])
  const refusing = await startPveServer(() => ({ status: 401, reason: 'invalid token value!' }))
  const data = { user: 'mycopod@pve!mycopod', method: 'token' }
  expect(await failure(open().access.tryLogin(targetOf([refusing], token)))).toMatchObject({ code: 'ClusterLoginRefused', data })
  const strange = targetOf([refusing], { ...token, secret: 'two\nlines' })
  expect(await failure(open().access.tryLogin(strange))).toMatchObject({ code: 'ClusterLoginRefused', data })
  expect(refusing.seen).toHaveLength(1)
})

test('the same target has the same session, another one replaces it', async () => {
  const server = await startPveServer(() => version)
  const { access } = open()
  const session = access.session(targetOf([server]))
  expect(access.session(targetOf([server]))).toBe(session)
  expect(access.session({ ...targetOf([server]), name: 'lab' })).not.toBe(session)
})
