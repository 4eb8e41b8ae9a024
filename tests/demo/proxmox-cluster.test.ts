import { request } from 'node:https'
import { afterEach, describe, expect, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { guestLock } from '../../electron/demo/proxmox/guests/hold-guest.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { type Call, callAsRoot, endOfTask, fieldsOf, rowsOf } from './proxmox-caller.ts'
import { ask } from './proxmox-replay/ask-recorded.ts'

const running: DemoCluster[] = []
afterEach(() => Promise.all(running.splice(0).map(demo => demo.close())))

async function start(options: Parameters<typeof startDemoCluster>[0] = {}): Promise<{ readonly demo: DemoCluster; readonly root: Call }> {
  const demo = await startDemoCluster({ speed: 1000, ...options })
  running.push(demo)
  return { demo, root: await callAsRoot(demo) }
}

describe('what is sent', () => {
  test('in pieces, with a body where there may be none, or by other methods is refused', async () => {
    const { demo } = await start()
    const door = demo.urls[0] ?? ''
    const head = await ask(door, { method: 'HEAD', path: '/api2/json/version', headers: {}, body: '' })
    expect(head).toMatchObject({ status: 501, reason: "method 'HEAD' not available" })
    const chunked = await new Promise<{ readonly status: number | undefined; readonly reason: string | undefined }>((resolve, reject) => {
      const headers = { 'transfer-encoding': 'chunked' }
      const sent = request(`${door}/api2/json/access/ticket`, { method: 'POST', headers, rejectUnauthorized: false }, response => {
        response.resume()
        resolve({ status: response.statusCode, reason: response.statusMessage })
      })
      sent.once('error', reject)
      sent.end('username=a')
    })
    expect(chunked).toEqual({ status: 501, reason: 'chunked transfer encoding not supported' })
  })

  test('in a form ends a value at a bare sign of equality', async () => {
    const { demo, root } = await start()
    const bare = await ask(demo.urls[0] ?? '', {
      method: 'POST',
      path: '/api2/json/access/ticket',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `username=root%40pam&password=${demo.password}=more`,
    })
    expect(bare.status).toBe(200)
    expect(await root('GET', '/version', { b: '1=2' })).toMatchObject({ status: 400 })
  })

  test('twice, in the path and beside it, is refused', async () => {
    const { root } = await start()
    expect(await root('GET', '/nodes/pve1/status', { node: 'pve2' })).toMatchObject({ status: 400 })
  })
})

test('nodes have doors, certificates and addresses of their own, vouched for by one authority', async () => {
  const { demo, root } = await start()
  expect(new Set(Object.values(demo.fingerprints)).size).toBe(3)
  const nodes = rowsOf((await root('GET', '/nodes')).data)
  expect(Object.fromEntries(nodes.map(({ node, ssl_fingerprint: print }) => [node, print]))).toEqual(demo.fingerprints)
  const [authority, own] = rowsOf((await root('GET', '/nodes/pve2/certificates/info')).data)
  expect(own).toMatchObject({ issuer: authority?.subject, fingerprint: demo.fingerprints.pve2 })
})

describe('the list of resources', () => {
  test('is up to ten seconds old', async () => {
    const clock = createHandClock()
    const { demo, root } = await start({ clock, speed: 1 })
    const rowOf = async (vmid: number) =>
      rowsOf((await root('GET', '/cluster/resources', { type: 'vm' })).data).find(row => row.vmid === vmid)
    expect(await rowOf(101)).toMatchObject({ status: 'running', name: 'pihole' })
    const guest = demo.world.guests.get(101)
    if (!guest) throw new Error('the demo has a guest 101')
    demo.world.guests.set(200, { ...guest, vmid: 200 })
    guest.status = 'stopped'
    expect(await rowOf(101)).toMatchObject({ status: 'running' })
    expect(await rowOf(200)).toEqual({ id: 'lxc/200', type: 'lxc', vmid: 200, node: 'pve1', status: 'unknown' })
    await clock.pass(10_000)
    expect(await rowOf(101)).toMatchObject({ status: 'stopped' })
    expect(await rowOf(200)).toMatchObject({ status: 'running', name: 'pihole' })
  })
})

describe('a node that is down', () => {
  test('cannot be reached, by its door or through another; its tasks end without a word', async () => {
    const { demo, root } = await start({ speed: 20 })
    const { data: upid } = await root('POST', '/nodes/pve2/qemu/103/status/shutdown', { timeout: 60 })
    await demo.faults.takeDown('pve2')
    await expect(callAsRoot(demo, 1).then(call => call('GET', '/version'))).rejects.toThrow()
    expect(await root('GET', '/nodes/pve2/status')).toMatchObject({ status: 595, reason: 'No route to host', body: '' })
    expect(rowsOf((await root('GET', '/nodes')).data).find(row => row.node === 'pve2')).toMatchObject({ status: 'offline' })
    expect(rowsOf((await root('GET', '/cluster/tasks')).data).some(row => row.node === 'pve2')).toBe(false)
    await demo.faults.bringBack('pve2')
    expect(await endOfTask(demo, root, upid)).toBe('unexpected status')
    expect(fieldsOf((await root('GET', '/nodes/pve2/qemu/103/status/current')).data)).toMatchObject({ status: 'running' })
  })

  test('leaves an answer under way in doubt: what was asked may have been done', async () => {
    const waits = Promise.withResolvers<void>()
    const { wait, ...clock } = createHandClock()
    const { demo, root } = await start({
      speed: 1,
      clock: {
        ...clock,
        wait: (ms, signal) => {
          if (ms === guestLock('lxc', 104).patienceMs) waits.resolve()
          return wait(ms, signal)
        },
      },
    })
    await root('POST', '/nodes/pve2/lxc/104/status/shutdown', { timeout: 60 })
    // The shutdown holds the settings, so the change waits for its end.
    const change = root('PUT', '/nodes/pve2/lxc/104/config', { cores: 2 })
    await waits.promise
    await demo.faults.takeDown('pve2')
    expect(await change).toMatchObject({ status: 596, reason: 'Connection timed out', body: '' })
    await demo.faults.bringBack('pve2')
    expect(fieldsOf((await root('GET', '/nodes/pve2/lxc/104/config')).data).cores).toBe(2)
  })

  test('with another one takes the quorum: what is written is refused, what is read or stopped is not', async () => {
    const { demo, root } = await start()
    await demo.faults.takeDown('pve2')
    expect(await root('POST', '/pools', { poolid: 'still' })).toMatchObject({ status: 200 })
    await demo.faults.takeDown('pve3')
    expect(rowsOf((await root('GET', '/cluster/status')).data)[0]).toMatchObject({ type: 'cluster', quorate: 0 })
    const words = "cfs-lock 'file-user_cfg' error: no quorum!"
    expect((await root('POST', '/pools', { poolid: 'no' })).reason).toBe(`create pool failed: ${words}`)
    expect((await root('PUT', '/access/acl', { path: '/', users: 'root@pam', roles: 'PVEAdmin' })).reason).toBe(
      `ACL update failed: ${words}`,
    )
    expect((await root('PUT', '/nodes/pve1/lxc/101/config', { cores: 2 })).reason).toMatch(
      /^unable to open file .*101\.conf\.tmp\.\d+' - Permission denied$/,
    )
    expect((await root('POST', '/nodes/pve1/qemu/102/status/start')).reason).toBe('cluster not ready - no quorum?')
    const { data: upid } = await root('POST', '/nodes/pve1/lxc/101/status/stop')
    expect(await endOfTask(demo, root, upid)).toBe('OK')
    await expect(callAsRoot(demo)).resolves.toBeDefined()
  })
})

describe('other faults', () => {
  test('an answer is lost, though the write was done', async () => {
    const { demo, root } = await start()
    demo.faults.loseAnswers(1)
    await expect(root('POST', '/pools', { poolid: 'made' })).rejects.toThrow()
    expect(rowsOf((await root('GET', '/pools')).data)).toEqual([{ poolid: 'made' }])
    expect(await root('POST', '/pools', { poolid: 'told' })).toMatchObject({ status: 200 })
  })

  test('a storage is full until it is freed', async () => {
    const { demo, root } = await start()
    const free = async () => fieldsOf((await root('GET', '/nodes/pve1/storage/local-lvm/status')).data).avail
    const before = await free()
    demo.faults.fillStorage('local-lvm')
    expect(await free()).toBe(0)
    expect(await root('PUT', '/nodes/pve1/lxc/101/resize', { disk: 'rootfs', size: '+1G' })).toMatchObject({
      status: 500,
      reason: expect.stringContaining('No space left on device'),
    })
    const { data: made } = await root('POST', '/nodes/pve1/qemu', { vmid: 300, scsi0: 'local-lvm:4' })
    expect(await endOfTask(demo, root, made)).toContain('free space in thin pool')
    demo.faults.fillStorage('local-lvm', false)
    expect(await free()).toBe(before)
  })

  test('a guest is left locked', async () => {
    const { demo, root } = await start()
    demo.faults.lock(102, 'backup')
    const { data: upid } = await root('POST', '/nodes/pve1/qemu/102/status/start')
    expect(await endOfTask(demo, root, upid)).toBe('VM is locked (backup)')
    demo.faults.lock(102)
    expect(await endOfTask(demo, root, (await root('POST', '/nodes/pve1/qemu/102/status/start')).data)).toBe('OK')
  })
})

test('network edits are staged, told, taken back and applied', async () => {
  const { demo, root } = await start()
  const path = '/nodes/pve1/network'
  const changes = async () => fieldsOf((await root('GET', path)).json).changes
  expect(await changes()).toBeUndefined()
  await root('POST', path, { iface: 'vmbr7', type: 'bridge', cidr: '10.7.0.1/24', autostart: 1 })
  expect(await changes()).toMatch(/^\+auto vmbr7\n\+iface vmbr7 inet static\n\+\taddress 10\.7\.0\.1\/24$/m)
  await root('DELETE', path)
  expect(await changes()).toBeUndefined()
  await root('POST', path, { iface: 'vmbr8', type: 'bridge' })
  expect(rowsOf((await root('GET', path)).data).find(row => row.iface === 'vmbr8')).not.toHaveProperty('active')
  expect(await endOfTask(demo, root, (await root('PUT', path)).data)).toBe('OK')
  expect(rowsOf((await root('GET', path)).data).find(row => row.iface === 'vmbr8')).toMatchObject({ active: 1 })
})

test('three thousand guests are listed, each as of one moment', async () => {
  const { root } = await start({ guests: 3000 })
  const rows = rowsOf((await root('GET', '/cluster/resources', { type: 'vm' })).data)
  expect(rows.length).toBe(3008)
  expect(rows.every(row => row.status !== 'unknown')).toBe(true)
})
