import { describe, expect, onTestFinished, test } from 'vitest'
import { fingerprintSchema } from '../../../shared/model/cluster.ts'
import { type Bench, failureOf } from './bench.ts'

const role = { name: 'MycoPodTest', privileges: ['VM.Audit', 'Sys.Audit', 'Datastore.Audit', 'VM.Monitor', 'VM.GuestAgent.Audit'] }
const user = 'mycopod@pve'

/** Reaching a cluster, logging in, and what it tells of itself. */
export function describeCluster(use: () => Bench): void {
  describe('reaching it', () => {
    test('it shows its certificate before any login', async () => {
      const { fixture, target } = use()
      const { fingerprint } = await fixture.access.lookAt(target.doors[0]?.url ?? '')
      expect(fingerprintSchema.parse(fingerprint)).toBe(target.doors[0]?.fingerprint)
    })

    test('another certificate than the accepted one is told, and so is none that anybody vouches for', async () => {
      const { fixture, target } = use()
      const [door] = target.doors
      const changed = Array.from({ length: 32 }, () => 'AB').join(':')
      const doors = (fingerprint?: string) => [{ url: door?.url ?? '', ...(fingerprint !== undefined && { fingerprint }) }]
      expect(await failureOf(fixture.access.tryLogin({ ...target, doors: doors(changed) }))).toMatchObject({
        code: 'ClusterCertificateChanged',
        data: { expected: changed, seen: door?.fingerprint },
      })
      const { trusted } = await fixture.access.lookAt(door?.url ?? '')
      if (trusted) return
      expect(await failureOf(fixture.access.tryLogin({ ...target, doors: doors() }))).toMatchObject({
        code: 'ClusterFingerprintNotAccepted',
      })
    })

    test('a closed door is told', async () => {
      const { fixture, target } = use()
      const error = await failureOf(fixture.access.tryLogin({ ...target, doors: [{ url: 'https://127.0.0.1:1' }] }))
      expect(error).toMatchObject({ code: 'ClusterUnreachable', data: { tried: ['127.0.0.1:1'] } })
    })

    test('a wrong password is refused, and a wrong token', async () => {
      const { fixture, target } = use()
      if (target.login.method !== 'password') throw new Error('the tests log in by password')
      const wrong = { ...target.login, password: 'certainly-wrong' }
      expect(await failureOf(fixture.access.tryLogin({ ...target, login: wrong }))).toMatchObject({
        code: 'ClusterLoginRefused',
        data: { user: target.login.user, method: 'password' },
      })
      const token = { method: 'token', tokenId: 'root@pam!no-such-token', secret: '00000000-0000-4000-8000-000000000000' } as const
      expect(await failureOf(fixture.access.tryLogin({ ...target, login: token }))).toMatchObject({
        code: 'ClusterLoginRefused',
        data: { user: token.tokenId, method: 'token' },
      })
    })
  })

  describe('what it tells', () => {
    test('its version, and the same after a login that is only tried', async () => {
      const { fixture, target, session } = use()
      const version = await session.version()
      expect(version).toMatch(/^\d+\.\d+/)
      expect(await fixture.access.tryLogin(target)).toEqual({ version })
    })

    test('its nodes, storages, guests and tasks', async () => {
      const { session, node, fixture } = use()
      const seen = await session.overview()
      expect(seen.quorate).toBe(true)
      expect(seen.nodes.find(each => each.name === node)).toMatchObject({ online: true, address: expect.any(String) })
      expect(fingerprintSchema.safeParse(seen.nodes.find(each => each.name === node)?.fingerprint).success).toBe(true)
      expect(seen.nodes.find(each => each.name === node)?.memoryTotalBytes).toBeGreaterThan(0)
      expect(seen.storages.find(each => each.node === node && each.name === fixture.storage)).toMatchObject({ available: true })
      expect(seen.tasks.every((task, index) => index === 0 || task.startedAt <= (seen.tasks[index - 1]?.startedAt ?? 0))).toBe(true)
      expect(await session.freeVmid()).toBeGreaterThanOrEqual(100)
    })

    test('its networks, images, backups and history', async () => {
      const { session, node, fixture } = use()
      expect((await session.bridges(node)).map(bridge => bridge.name)).toContain(fixture.bridge)
      for (const image of await session.images(node)) expect(image.volume.startsWith(`${image.storage}:`)).toBe(true)
      for (const backup of await session.backups(node)) expect(backup.volume.startsWith(`${backup.storage}:`)).toBe(true)
      for (const point of await session.nodeLoad(node, 'hour')) expect(point.at).toBeGreaterThan(0)
    })

    test('what is not there is told as such', async () => {
      const { session, node } = use()
      expect(await failureOf(session.bridges('no-such-node'))).toMatchObject({
        code: 'NotFound',
        data: { what: 'node', name: 'no-such-node' },
      })
      const nobody = { vmid: 899_999_999, type: 'vm', node } as const
      expect(await session.find(nobody.vmid)).toBeUndefined()
      for (const work of [session.status(nobody), session.config(nobody), session.snapshots(nobody)]) {
        expect(await failureOf(work)).toMatchObject({ code: 'GuestGone' })
      }
      const unknownTask = { upid: `UPID:${node}:0000DEAD:0000BEEF:00000001:qmstart:100:root@pam:`, node }
      expect(await failureOf(session.task(unknownTask))).toMatchObject({
        code: 'ClusterRefused',
        data: { fields: { upid: 'no such task' } },
      })
    })
  })

  describe('a token of just some privileges', () => {
    test('is made, made anew, and may do no more than its role', async ({ skip }) => {
      const { session, fixture, target, node, makeMachine } = use()
      async function removeToken(): Promise<void> {
        try {
          await fixture.call('DELETE', ['access', 'users', user])
        } finally {
          await fixture.call('DELETE', ['access', 'roles', role.name])
        }
      }
      // Where its role is, the user was made here, by a run that was ended in the middle.
      const roles = (await fixture.call('GET', ['access', 'roles'])) as readonly { readonly roleid: string }[]
      if (roles.some(each => each.roleid === role.name)) await removeToken().catch(() => undefined)
      const users = (await fixture.call('GET', ['access', 'users'])) as readonly { readonly userid: string }[]
      if (users.some(each => each.userid === user)) skip(`There is a user ${user} already; its token is not to be broken`)
      onTestFinished(removeToken)
      const first = await session.makeToken(role)
      const second = await session.makeToken(role)
      expect(first.tokenId).toBe('mycopod@pve!mycopod')
      expect(second.secret).not.toBe(first.secret)
      const login = { method: 'token', ...second } as const
      const limited = fixture.access.session({ ...target, id: 'limited', login })
      onTestFinished(() => fixture.access.forget('limited'))
      const guest = await makeMachine()
      expect((await limited.overview()).nodes.map(each => each.name)).toContain(node)
      expect(await limited.status(guest)).toMatchObject({ state: 'stopped' })
      expect((await limited.privileges())['/']).toEqual(expect.arrayContaining(['Sys.Audit', 'VM.Audit']))
      expect(await failureOf(limited.start(guest))).toMatchObject({
        code: 'ClusterForbidden',
        data: { path: `/vms/${guest.vmid}`, privilege: 'VM.PowerMgmt', role: 'PVEVMAdmin' },
      })
      const old = fixture.access.tryLogin({ ...target, login: { method: 'token', ...first } })
      expect(await failureOf(old)).toMatchObject({ code: 'ClusterLoginRefused', data: { method: 'token' } })
    })
  })
}
