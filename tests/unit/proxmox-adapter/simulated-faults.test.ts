import { createHmac } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../../electron/demo/proxmox/demo-cluster.ts'
import type { ClusterLogin, TaskRef, TaskStatus } from '../../../electron/ports/cluster-access.ts'
import { failureOf, newMachine } from '../../behaviour/proxmox/bench.ts'
import { reachCluster } from '../../behaviour/proxmox/real-cluster.ts'

async function open(speed = 100, loginOf?: (demo: DemoCluster) => ClusterLogin) {
  const demo = await startDemoCluster({ speed })
  const login = loginOf?.(demo) ?? { method: 'password', user: demo.user, password: demo.password }
  const target = { id: 'demo', name: demo.name, doors: demo.urls.map(url => ({ url })), login }
  const fixture = await reachCluster(target, { storage: 'local-lvm', bridge: 'vmbr0', lookEveryMs: 10 }, () => demo.close())
  onTestFinished(() => fixture.close())
  const session = fixture.access.session(fixture.target)
  const ended = async (task: TaskRef): Promise<TaskStatus> => {
    for (;;) {
      const status = await session.task(task)
      if (status.state !== 'running') return status
      await fixture.clock.wait(fixture.lookEveryMs)
    }
  }
  return { demo, fixture, session, ended }
}

test('a creation whose answer was lost was done once, and is found again', async () => {
  const { demo, fixture, session } = await open()
  const wished = newMachine(9500, 'pve1', fixture, { description: 'Made by MycoPod (job1)' })
  await session.version()
  demo.faults.loseAnswers(1)
  expect(await failureOf(session.create(wished))).toMatchObject({ code: 'OutcomeUnknown' })
  expect(await session.find(9500)).toMatchObject({ node: 'pve1', type: 'vm' })
  expect(await failureOf(session.create(wished))).toMatchObject({ code: 'VmidTaken', data: { vmid: 9500 } })
})

test('a login whose answer was lost is made again: it changes nothing', async () => {
  const { demo, session } = await open()
  demo.faults.loseAnswers(1)
  expect(await session.version()).toMatch(/^9\./)
})

test('where the first node is gone the others are asked, with the same ticket', async ({ skip }) => {
  const { demo, fixture, session } = await open()
  if (demo.urls.length < 3) return skip('This machine has one loopback address: there is one door')
  const before = await session.overview()
  await demo.faults.takeDown('pve1')
  const after = await session.overview()
  expect([before.quorate, after.quorate]).toEqual([true, true])
  expect(after.nodes.filter(node => !node.online).map(node => node.name)).toEqual(['pve1'])
  const guest = before.guests.find(each => each.node === 'pve1' && each.type === 'vm')
  if (!guest) throw new Error('the demo has a machine on pve1')
  expect(await failureOf(session.status(guest))).toMatchObject({ code: 'NodeDown', data: { node: 'pve1' } })
  expect(await session.find(guest.vmid)).toMatchObject({ node: 'pve1', state: 'unknown' })
  expect(session.consoleUrl(guest, guest.name).startsWith(demo.urls[0] ?? '-')).toBe(false)

  await demo.faults.takeDown('pve2')
  expect(await session.overview()).toMatchObject({ quorate: false })
  const change = fixture.call('POST', ['pools'], { poolid: 'never' })
  expect(await failureOf(change)).toMatchObject({ code: 'ClusterNoQuorum' })
  await demo.faults.bringBack('pve1')
  await demo.faults.bringBack('pve2')
  expect(await session.overview()).toMatchObject({ quorate: true })
})

test('a storage that is full says so, at once or in the task', async () => {
  const { demo, fixture, session, ended } = await open()
  demo.faults.fillStorage('local-lvm')
  const outcome = await session.create(newMachine(9501, 'pve1', fixture)).then(
    async task => (await ended(task)).problem,
    error => error,
  )
  expect(outcome).toMatchObject({ code: 'StorageFull' })
})

test('a second factor is given once, and the ticket serves on', async () => {
  const { demo, fixture } = await open(1, each => ({ method: 'password', ...pick(each) }))
  const { target, access } = fixture
  const login = { method: 'password', ...pick(demo) } as const
  expect(await failureOf(access.tryLogin(target))).toMatchObject({ code: 'ClusterCodeNeeded' })
  expect(await failureOf(access.tryLogin({ ...target, login: { ...login, code: '000000' } }))).toMatchObject({
    code: 'ClusterLoginRefused',
    data: { method: 'code' },
  })
  const code = totp(demo.withSecondFactor.totp, Date.now())
  expect(await access.tryLogin({ ...target, login: { ...login, code } })).toEqual({ version: expect.stringMatching(/^9\./) })
  expect((await access.session(target).overview()).nodes).toHaveLength(3)
})

function pick({ withSecondFactor: { user, password } }: DemoCluster) {
  return { user, password }
}

/** The six digits of this half minute. */
function totp(base32: string, now: number): string {
  const bits = [...base32].map(sign => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  return String((hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
