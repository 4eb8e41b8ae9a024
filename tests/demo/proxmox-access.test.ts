import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { totpAt } from '../../electron/demo/proxmox/one-time-code.ts'
import { type Call, callAnonymously, callAs, callAsRoot, callWithTicket, fieldsOf, rowsOf } from './proxmox-caller.ts'

let demo: DemoCluster
let root: Call
let users = 0

beforeAll(async () => {
  demo = await startDemoCluster({ speed: 1000 })
})
beforeEach(async () => {
  root = await callAsRoot(demo)
})
afterAll(() => demo.close())

async function newUser(grants: readonly Readonly<Record<string, string>>[]): Promise<{ readonly id: string; readonly call: Call }> {
  users += 1
  const id = `user${users}@pve`
  await root('POST', '/access/users', { userid: id, password: 'a-long-word' })
  for (const grant of grants) expect(await root('PUT', '/access/acl', { users: id, ...grant })).toMatchObject({ status: 200 })
  return { id, call: await callAs(demo, id, 'a-long-word') }
}

async function seenGuests(call: Call): Promise<readonly unknown[]> {
  return rowsOf((await call('GET', '/cluster/resources', { type: 'vm' })).data)
    .map(row => row.vmid)
    .sort()
}

describe('tickets', () => {
  test('live two hours, and can be renewed before that', async () => {
    const login = callAnonymously(demo)
    const { data } = await login('POST', '/access/ticket', { username: demo.user, password: demo.password })
    const first = fieldsOf(data)
    demo.letTimePass(3600)
    const renewed = await login('POST', '/access/ticket', { username: demo.user, password: String(first.ticket) })
    expect(renewed.status).toBe(200)
    demo.letTimePass(3601)
    expect(await callWithTicket(demo, first)('GET', '/version')).toMatchObject({ status: 401, reason: 'Authentication failed!' })
    expect(await callWithTicket(demo, fieldsOf(renewed.data))('GET', '/version')).toMatchObject({ status: 200 })
    expect(await login('POST', '/access/ticket', { username: demo.user, password: String(first.ticket) })).toMatchObject({ status: 401 })
  })

  test('are good on every node', async () => {
    const elsewhere = await callAsRoot(demo, 1)
    const status = rowsOf((await elsewhere('GET', '/cluster/status')).data)
    expect(status.find(row => row.local === 1)?.name).toBe('pve2')
  })

  test('of a user with a second factor are whole only with the code', async () => {
    const { user: username, password, totp } = demo.withSecondFactor
    const login = callAnonymously(demo)
    const half = fieldsOf((await login('POST', '/access/ticket', { username, password })).data)
    expect(half.NeedTFA).toBe(1)
    const answer = (code: string) =>
      login('POST', '/access/ticket', { username, password: `totp:${code}`, 'tfa-challenge': String(half.ticket) })
    expect(await answer('000000')).toMatchObject({ status: 401 })
    const whole = await answer(totpAt(totp, demo.world.time.now()))
    expect(await callWithTicket(demo, fieldsOf(whole.data))('GET', '/nodes/pve1/status')).toMatchObject({ status: 200 })
  })
})

describe('permissions', () => {
  test('hold on a path and, where they propagate, below it', async () => {
    const wide = await newUser([{ path: '/vms', roles: 'PVEVMUser' }])
    expect(await seenGuests(wide.call)).toContain(103)
    const narrow = await newUser([{ path: '/vms', roles: 'PVEVMUser', propagate: '0' }])
    expect(await seenGuests(narrow.call)).toEqual([])
    const one = await newUser([{ path: '/vms/101', roles: 'PVEVMUser' }])
    expect(await seenGuests(one.call)).toEqual([101])
  })

  test('nearest to the thing win', async () => {
    const { call } = await newUser([
      { path: '/vms', roles: 'PVEVMAdmin' },
      { path: '/vms/100', roles: 'PVEAuditor' },
      { path: '/vms/101', roles: 'NoAccess' },
    ])
    expect(await seenGuests(call)).not.toContain(101)
    const refused = await call('POST', '/nodes/pve1/qemu/100/status/stop')
    expect(refused).toMatchObject({ status: 403, reason: 'Permission check failed (/vms/100, VM.PowerMgmt)' })
  })

  test('on a pool hold for what is in it', async () => {
    await root('POST', '/pools', { poolid: 'lent' })
    await root('PUT', '/pools', { poolid: 'lent', vms: '104', storage: 'ceph' })
    const { call } = await newUser([{ path: '/pool/lent', roles: 'PVEAdmin' }])
    expect(await seenGuests(call)).toEqual([104])
    expect(rowsOf((await call('GET', '/storage')).data).map(row => row.storage)).toEqual(['ceph'])
  })

  test('of a token are no more than its user has, and none of its own accord', async () => {
    const { id, call } = await newUser([{ path: '/', roles: 'PVEAuditor' }])
    const made = fieldsOf((await call('POST', `/access/users/${id}/token/own`)).data)
    const token = callAnonymously(demo, { Authorization: `PVEAPIToken=${made['full-tokenid']}=${made.value}` })
    expect(await seenGuests(token)).toEqual([])
    await root('PUT', '/access/acl', { path: '/vms', tokens: `${id}!own`, roles: 'PVEVMAdmin' })
    expect(await seenGuests(token)).toContain(100)
    const { data } = await token('GET', '/access/permissions')
    expect(Object.keys(fieldsOf(fieldsOf(data)['/vms'])).sort()).toEqual(['VM.Audit', 'VM.GuestAgent.Audit'])
  })

  test('that are wanted one of several are told together', async () => {
    const { call } = await newUser([])
    expect(await call('GET', '/nodes/pve1/storage/local/content')).toMatchObject({
      status: 403,
      reason: 'Permission check failed (/storage/local, Datastore.Audit|Datastore.AllocateSpace)',
    })
  })
})

test('somebody who may do nothing sees no task of another and ends none', async () => {
  const { call } = await newUser([])
  const [task] = rowsOf((await root('GET', '/cluster/tasks')).data)
  expect(rowsOf((await call('GET', '/cluster/tasks')).data)).toEqual([])
  const path = `/nodes/${task?.node}/tasks/${encodeURIComponent(String(task?.upid))}`
  expect(await call('DELETE', path)).toMatchObject({ status: 403, reason: `Permission check failed (/nodes/${task?.node}, Sys.Modify)` })
})
