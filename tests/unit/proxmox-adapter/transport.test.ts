import { expect, onTestFinished, test } from 'vitest'
import { createClusterAccess } from '../../../electron/adapters/proxmox/cluster-access.ts'
import type { ClusterAccess, ClusterTarget } from '../../../electron/ports/cluster-access.ts'
import type { AppError } from '../../../shared/errors/app-error.ts'
import { createCountingRandomness, silentLog } from '../../support/small-ports.ts'
import { createPauseClock, type PauseClock } from './pause-clock.ts'
import { type Reply, type Seen, startPveServer, targetOf } from './pve-server.ts'

const vm = { vmid: 100, type: 'vm', node: 'pve1' } as const
const upid = 'UPID:pve1:0001:0002:0003:qmstart:100:root@pam:'
const refused = { url: 'https://127.0.0.1:1', fingerprint: 'AA' }
const version: Reply = { data: { version: '9.2.11' } }
const tellVersion = (seen: Seen) => (seen.method === 'GET' ? version : undefined)

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

test('nothing is sent where the certificate is another than the accepted one', async () => {
  const server = await startPveServer(tellVersion)
  const expected = Array.from({ length: 32 }, () => 'AB').join(':')
  const error = await failure(
    open()
      .access.session(targetOf([{ url: server.url, fingerprint: expected }]))
      .version(),
  )
  expect(error).toMatchObject({ code: 'ClusterCertificateChanged', data: { url: server.url, expected, seen: server.fingerprint } })
  expect([server.connections(), server.seen.length]).toEqual([1, 0])
})

test('nothing is sent where nobody vouches for the certificate and none was accepted', async () => {
  const server = await startPveServer(tellVersion)
  const target: ClusterTarget = { ...targetOf([server]), doors: [{ url: server.url }] }
  const error = await failure(open().access.session(target).version())
  expect(error).toMatchObject({ code: 'ClusterFingerprintNotAccepted', data: { fingerprint: server.fingerprint } })
  expect(server.seen).toEqual([])
})

test('looking at a certificate sends nothing', async () => {
  const server = await startPveServer(tellVersion)
  expect(await open().access.lookAt(server.url)).toEqual({ fingerprint: server.fingerprint, trusted: false })
  expect(server.seen).toEqual([])
  expect(await failure(open().access.lookAt('https://127.0.0.1:1'))).toMatchObject({ code: 'ClusterUnreachable' })
})

test('another door is taken where the first is gone, and stays the first one', async () => {
  const server = await startPveServer(tellVersion)
  const { access, clock } = open()
  const session = access.session(targetOf([refused, server]))
  expect(await session.version()).toBe('9.2.11')
  expect(await session.version()).toBe('9.2.11')
  expect(clock.pauses).toEqual([])
  expect(session.consoleUrl(vm, 'web-01')).toMatch(new RegExp(`^${server.url}/\\?console=kvm&vmid=100&vmname=web-01&node=pve1`))
})

test('a door with another certificate is passed over where there is a second one', async () => {
  const server = await startPveServer(tellVersion)
  const other = await startPveServer(tellVersion)
  const session = open().access.session(targetOf([{ url: other.url, fingerprint: 'AA' }, server]))
  expect(await session.version()).toBe('9.2.11')
  expect(other.seen).toEqual([])
})

test('where all doors are gone it tries three times more, with growing pauses', async () => {
  const { access, clock } = open()
  const error = await failure(access.session(targetOf([refused])).version())
  expect(error).toMatchObject({ code: 'ClusterUnreachable', data: { cluster: 'home', tried: ['127.0.0.1:1'] } })
  expect(clock.pauses).toEqual([400, 800, 1600])
})

test('a read whose answer was lost is asked again', async () => {
  const server = await startPveServer(seen => (seen.method === 'GET' ? (server.calls().length < 3 ? 'hang up' : version) : undefined))
  const { access, clock } = open()
  expect(await access.session(targetOf([server])).version()).toBe('9.2.11')
  expect([server.calls().length, clock.pauses]).toEqual([3, [400, 800]])
})

test('a write whose answer was lost is never sent again: nobody knows its outcome', async () => {
  const server = await startPveServer(seen => (seen.url.endsWith('/start') ? 'hang up' : undefined))
  const { access, clock } = open()
  const error = await failure(access.session(targetOf([server])).start(vm))
  expect(error).toMatchObject({ code: 'OutcomeUnknown', data: { cluster: 'home', during: 'the start of VM 100' } })
  expect([server.calls().length, clock.pauses]).toEqual([1, []])
})

test('a write that never left is sent again', async () => {
  const server = await startPveServer(seen => (seen.url.endsWith('/start') ? { data: upid } : undefined))
  const { access } = open()
  expect(await access.session(targetOf([refused, server])).start(vm)).toEqual({ upid, node: 'pve1' })
})

test('an answer that does not come is waited for so long: 30 s for a read, 60 s for a write', async () => {
  const server = await startPveServer(seen => (seen.url.endsWith('/ticket') ? undefined : 'never'))
  const { access, clock } = open()
  const session = access.session(targetOf([server]))
  const login = server.next()
  const reading = failure(session.version())
  await login
  await server.next()
  clock.expire(30_000)
  expect(await reading).toMatchObject({ code: 'ClusterUnreachable' })
  const asked = server.next()
  const writing = failure(session.start(vm))
  await asked
  clock.expire(60_000)
  expect(await writing).toMatchObject({ code: 'OutcomeUnknown' })
  expect(server.calls().length).toBe(2)
})

test('an abort ends the call with its reason', async () => {
  const server = await startPveServer(seen => (seen.method === 'GET' ? 'never' : undefined))
  const stop = new AbortController()
  const { access } = open()
  const reading = failure(access.session(targetOf([server])).version(stop.signal))
  await server.next()
  await server.next()
  const reason = new Error('enough')
  stop.abort(reason)
  expect(await reading).toBe(reason)
})

test('reads share a connection, each write has its own, at most four calls run for a node at once', async () => {
  let now = 0
  let most = 0
  const server = await startPveServer(seen => {
    if (!seen.url.includes('/nodes/pve1/')) return undefined
    now += 1
    most = Math.max(most, now)
    setImmediate(() => {
      now -= 1
    })
    return { data: { status: 'running', name: 'web-01' } }
  })
  const session = open().access.session(targetOf([server]))
  for (let count = 0; count < 5; count++) await session.status(vm)
  // One for the login, one for the reads.
  expect(server.connections()).toBe(2)
  await Promise.all(Array.from({ length: 20 }, () => session.status(vm)))
  expect(server.connections()).toBeLessThanOrEqual(5)
  expect(most).toBeLessThanOrEqual(4)
})

test('a body has its length, also when it is empty; a DELETE has none and asks in its query', async () => {
  const server = await startPveServer(seen => (seen.method === 'GET' || seen.url.endsWith('/ticket') ? undefined : { data: upid }))
  const session = open().access.session(targetOf([server]))
  await session.start(vm)
  await session.shutDown(vm, { seconds: 60, force: false })
  await session.remove(vm)
  const [start, shutdown, remove] = server.calls()
  expect(start?.headers).toMatchObject({ 'content-length': '0', csrfpreventiontoken: 'CSRF' })
  expect(start?.headers['transfer-encoding']).toBeUndefined()
  expect(shutdown).toMatchObject({ body: 'timeout=60&forceStop=0', headers: { 'content-length': '22' } })
  expect(remove).toMatchObject({ method: 'DELETE', url: '/api2/json/nodes/pve1/qemu/100?purge=1', body: '' })
  expect(remove?.headers['content-length']).toBeUndefined()
})

test('what is not Proxmox is told apart from Proxmox that refuses', async () => {
  const replies: Record<string, [Reply, string]> = {
    page: [{ status: 200, reason: 'OK', body: '<html>' }, 'ClusterGarbled'],
    elsewhere: [{ status: 302, reason: 'Found' }, 'ClusterGarbled'],
    otherData: [{ data: { release: 'x' } }, 'ClusterGarbled'],
    refused: [{ status: 500, reason: 'got no idea' }, 'ClusterRefused'],
    flooded: [{ status: 200, reason: 'OK', body: 'x'.repeat(33 * 1024 * 1024) }, 'ClusterGarbled'],
  }
  for (const [name, [reply, code]] of Object.entries(replies)) {
    const server = await startPveServer(seen => (seen.method === 'GET' ? reply : undefined))
    expect([
      name,
      (
        await failure(
          open()
            .access.session(targetOf([server]))
            .version(),
        )
      ).code,
    ]).toEqual([name, code])
  }
})

test('a node that cannot be reached through the cluster is told by its name', async () => {
  const server = await startPveServer(seen => {
    if (seen.url.endsWith('/ticket')) return undefined
    return { status: seen.method === 'GET' ? 595 : 596, reason: 'No route to host' }
  })
  const session = open().access.session(targetOf([server]))
  expect(await failure(session.status(vm))).toMatchObject({ code: 'NodeDown', data: { node: 'pve1' } })
  expect(await failure(session.start(vm))).toMatchObject({ code: 'OutcomeUnknown' })
})

test('a refusal repeats no secret that was in the question', async () => {
  const server = await startPveServer(seen =>
    seen.url.endsWith('/lxc') ? { status: 500, reason: 'bad value hunter22 of correct horse', body: '' } : undefined,
  )
  const guest = {
    vmid: 200,
    type: 'lxc',
    node: 'pve1',
    name: 'ct1',
    cores: 1,
    memoryMiB: 256,
    diskGiB: 1,
    storage: 'local',
    source: { kind: 'container-template', volume: 'local:vztmpl/debian.tar.zst' },
    login: { user: 'root', keys: [], password: 'hunter22' },
    startOnBoot: false,
    tags: [],
    description: '',
    nesting: true,
    unprivileged: true,
  } as const
  const error = await failure(
    open()
      .access.session(targetOf([server]))
      .create(guest),
  )
  expect(error).toMatchObject({ code: 'ClusterRefused', data: { words: 'bad value •••••• of ••••••' } })
})
