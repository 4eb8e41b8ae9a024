import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { diffGuest } from '../../electron/core/guest/diff-guest.ts'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import type { GuestWish } from '../../shared/model/guest-wish.ts'
import { type GuestHost, guestIn, newRemains, startGuestHost } from '../support/guest-lab.ts'

let home: DemoCluster
let host: GuestHost
beforeEach(async () => {
  home = await startDemoCluster({ speed: 2000 })
  host = await startGuestHost(newRemains(), home)
})
afterEach(async () => {
  await host.kill()
  await home.close()
})

const observe = (name: string) => host.guests.observeOne(host.cluster, name)
const reconcile = async (wish: GuestWish) => {
  const seen = await observe(wish.name)
  return host.guests.reconcile({ cluster: host.cluster, wish, ...(seen && { seen }) }, 'Ada')
}
const diff = async (wish: GuestWish) => {
  const seen = await observe(wish.name)
  if (!seen) throw new Error(`no ${wish.name}`)
  return diffGuest(wish, seen)
}

test('all guests of a cluster are seen by name, and those asked for wholly; what cannot be read is told and not missing', async () => {
  await home.faults.takeDown('pve3')
  const { known, guests, unread } = await host.guests.observe(host.cluster, ['web-01', 'ci-1', 'nobody'])
  expect([known.guests.length, known.nodes.length, known.images.length > 0, known.bridges.length]).toEqual([8, 3, true, 2])
  expect(guests).toMatchObject([{ name: 'web-01', ours: false, config: { cores: 2 }, node: 'pve1', state: 'running' }])
  expect(unread).toMatchObject([{ name: 'ci-1', error: { code: 'NodeDown' } }])
  await home.faults.bringBack('pve3')
  expect(await observe('nobody')).toBeUndefined()
})

describe('planning what was just applied gives nothing', () => {
  const wishes: readonly GuestWish[] = [
    {
      name: 'new-box',
      type: 'lxc',
      os: 'debian 12',
      cores: 2,
      memoryMiB: 1024,
      diskGiB: 9,
      node: 'pve2',
      storage: 'ceph',
      state: 'running',
      tags: ['lab'],
    },
    {
      name: 'new-vm',
      type: 'vm',
      os: 'debian 13',
      diskGiB: 11,
      bridge: 'vmbr1',
      vlan: 12,
      address: '10.0.0.5/24',
      gateway: '10.0.0.1',
      state: 'stopped',
    },
    { name: 'new-copy', clone: 'debian-13-template', cores: 1, startOnBoot: true, state: 'running' },
    { name: 'web-01', cores: 3, memoryMiB: 6144, diskGiB: 40, vlan: 30, startOnBoot: false },
    { name: 'pihole', storage: 'tank', state: 'running' },
    { name: 'ci-1', node: 'pve2', memoryMiB: 2048 },
    { name: 'monitor', state: 'stopped' },
    { name: 'dev-box', state: 'running', address: '10.0.9.5/24' },
    { name: 'db-1', node: 'pve1', tags: ['data'] },
    { name: 'new-disk', clone: 'debian-13-template', storage: 'local-lvm', state: 'running' },
    { name: 'debian-13-template', state: 'running' },
  ]
  test.each(wishes)('$name', async wish => {
    await host.done(reconcile(wish))
    expect(await diff(wish)).toBeUndefined()
    const digest = (await observe(wish.name))?.config.digest
    await host.done(reconcile(wish))
    expect((await observe(wish.name))?.config.digest).toBe(digest)
    expect(guestIn(home, wish.name)?.pending).toEqual({})
  })
})

test('what differs is told field by field; a guest of others is adopted, and ours afterwards', async () => {
  const wish: GuestWish = { name: 'win-desktop', cores: 2, diskGiB: 130, node: 'pve1', storage: 'ceph', state: 'running' }
  expect(await diff(wish)).toEqual({
    action: 'adopt',
    changes: [
      { field: 'cores', from: '4', to: '2' },
      { field: 'tags', from: 'none', to: 'mycopod' },
      { field: 'disk', from: '120\u00a0GB', to: '130\u00a0GB' },
      { field: 'storage', from: 'tank', to: 'ceph' },
      { field: 'state', from: 'stopped', to: 'running' },
    ],
  })
  await host.done(reconcile(wish))
  expect(await diff({ ...wish, cores: 3 })).toEqual({ action: 'update', changes: [{ field: 'cores', from: '2', to: '3' }] })
  await expect(diff({ name: 'win-desktop', diskGiB: 60 })).rejects.toMatchObject({ code: 'DiskWouldShrink' })
  await expect(diff({ name: 'win-desktop', type: 'lxc' })).rejects.toMatchObject({ code: 'GuestInputInvalid' })
})

test('a running machine is restarted only where something waits for it', async () => {
  const started = guestIn(home, 'web-01')?.startedAt
  await host.done(reconcile({ name: 'web-01', tags: ['other'] }))
  expect(guestIn(home, 'web-01')?.startedAt).toBe(started)
  await host.done(reconcile({ name: 'web-01', cores: 3 }))
  expect([guestIn(home, 'web-01')?.status, guestIn(home, 'web-01')?.config.cores]).toEqual(['running', '3'])
  expect(guestIn(home, 'web-01')?.startedAt).not.toBe(started)
})

test('what was planned on other settings is refused, and nothing is done', async () => {
  const seen = await observe('db-1')
  const guest = guestIn(home, 'db-1')
  if (!guest || !seen) throw new Error('the demo has no db-1')
  guest.config = { ...guest.config, description: 'by somebody else' }
  for (const wish of [
    { name: 'db-1', cores: 2 },
    { name: 'db-1', state: 'absent' },
  ] as const) {
    const view = await host.ended(host.guests.reconcile({ cluster: host.cluster, wish, seen }, 'Ada'))
    expect([view.status, view.error?.code, view.undone]).toEqual(['failed', 'GuestChangedMeanwhile', true])
    await host.jobs.idle()
  }
  expect(guestIn(home, 'db-1')).toMatchObject({ status: 'running', config: { description: 'by somebody else', cores: '4' } })
})

test('where a restart fails, settings and power are as they were', async () => {
  const session = await host.clusters.session(host.cluster)
  const { start } = session
  const setMemory = (memory: string) => {
    const guest = guestIn(home, 'db-1')
    if (guest) guest.config = { ...guest.config, memory }
  }
  // The start that the plan wants finds no room; the one that undoes it does.
  session.start = async (...given) => {
    session.start = async (...again) => {
      setMemory('8192')
      return start(...again)
    }
    setMemory('999999')
    return start(...given)
  }
  const view = await host.ended(reconcile({ name: 'db-1', cores: 2, tags: ['x'] }))
  expect([view.status, view.error?.code, view.undone]).toEqual(['failed', 'GuestTaskFailed', true])
  expect(guestIn(home, 'db-1')).toMatchObject({ status: 'running', pending: {}, config: { cores: '4', tags: 'prod' } })
})

test('a guest that is not wanted any more is shut down and destroyed, and runs again where that fails', async () => {
  const session = await host.clusters.session(host.cluster)
  const { remove } = session
  session.remove = async (...given) => {
    home.faults.lock(106, 'backup')
    return remove(...given)
  }
  const failing = host.ended(reconcile({ name: 'ci-1', state: 'absent' }))
  const view = await failing
  home.faults.lock(106)
  session.remove = remove
  expect([view.status, view.error?.code]).toEqual(['failed', 'GuestLocked'])
  await host.done(reconcile({ name: 'ci-1', state: 'absent' }))
  expect(guestIn(home, 'ci-1')).toBeUndefined()
})
