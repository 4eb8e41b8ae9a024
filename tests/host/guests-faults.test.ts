import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { problemOf } from '../../shared/errors/app-error.ts'
import { guestChangeSchema } from '../../shared/model/guest-wish.ts'
import type { Job, JobView } from '../../shared/model/job.ts'
import { type GuestHost, guestIn, newRemains, sources, startGuestHost } from '../support/guest-lab.ts'

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

const at = (guest: string) => ({ guest, approved: true })
const change = (guest: string, changes: object) => host.guests.change({ ...at(guest), change: guestChangeSchema.parse(changes) }, 'Ada')
const tasksOf = (type: string) => home.world.tasks.filter(task => task.type === type && task.startedAt > Date.now() / 1000 - 60)

/** Resolves with the first note or line of a job that fits. */
async function told(job: Promise<Job>, pattern: RegExp): Promise<string> {
  const { id } = await job
  for await (const { events } of host.jobs.follow(id, 0, new AbortController().signal))
    for (const event of events) {
      const text = event.type === 'line' ? event.text : event.type === 'step-progress' ? (event.note ?? '') : ''
      if (pattern.test(text)) return text
    }
  throw new Error(`nothing like ${pattern} was told`)
}

const outcome = ({ status, error, undone }: JobView) => [status, error?.code, undone]

test('a lock is waited for and told; when it goes, the work is done', async () => {
  home.faults.lock(103, 'backup')
  const job = change('db-1', { tags: ['x'] })
  expect(await told(job, /busy/)).toBe('db-1 is busy (backup). MycoPod waits for it.')
  home.faults.lock(103)
  await host.done(job)
  expect(guestIn(home, 'db-1')?.config.tags).toBe('x')
})

test('a lock that stays is explained after a limit, and the guest is as before', async () => {
  home.faults.lock(101, 'snapshot-delete')
  const view = await host.ended(host.guests.backUp({ guest: 'pihole', mode: 'snapshot', notes: '' }, 'Ada'))
  expect(outcome(view)).toEqual(['failed', 'GuestLocked', true])
  expect(view.error && problemOf(view.error).because).toBe('A snapshot of it is being removed.')
})

test('somebody else changes the settings just when they are written: it is decided anew or told, never overwritten', async () => {
  // The other's write falls between our reading and our writing.
  const { change: truly } = await host.clusters.session(host.cluster)
  const session = await host.clusters.session(host.cluster)
  session.change = async (...given) => {
    session.change = truly
    const guest = guestIn(home, 'db-1')
    if (guest) guest.config = { ...guest.config, description: 'by somebody else' }
    return truly(...given)
  }
  const view = await host.ended(change('db-1', { tags: ['x'] }))
  expect(outcome(view)).toEqual(['failed', 'GuestChangedMeanwhile', true])
  expect(guestIn(home, 'db-1')?.config).toMatchObject({ tags: 'prod', description: 'by somebody else' })
})

test.each([1, 2])('lost answers of %i writes: each is looked for before it is sent again, and done once', async count => {
  home.faults.loseAnswers(count)
  await host.done(host.create({ name: 'box', type: 'lxc', source: sources.container, start: false }))
  expect([tasksOf('vzcreate').length, guestIn(home, 'box')?.type]).toEqual([1, 'lxc'])
  home.faults.loseAnswers(count)
  await host.done(change('web-01', { cores: 3, diskGiB: 40 }))
  expect(guestIn(home, 'web-01')).toMatchObject({ pending: { cores: '3' }, config: { scsi0: expect.stringContaining('size=40G') } })
  home.faults.loseAnswers(count)
  await host.done(host.guests.backUp({ guest: 'pihole', mode: 'snapshot', notes: '' }, 'Ada'))
  expect(tasksOf('vzdump')).toHaveLength(1)
  home.faults.loseAnswers(count)
  await host.done(host.guests.migrate({ ...at('db-1'), node: 'pve1' }, 'Ada'))
  expect([tasksOf('qmigrate').length, guestIn(home, 'db-1')?.node]).toEqual([1, 'pve1'])
  home.faults.loseAnswers(count)
  await host.done(host.guests.remove({ ...at('dev-box'), typedName: 'dev-box' }, 'Ada'))
  expect(guestIn(home, 'dev-box')).toBeUndefined()
})

test('a node that is off is named, and nothing is sent to it', async () => {
  await home.faults.takeDown('pve3')
  await expect(change('ci-1', { cores: 2 })).rejects.toMatchObject({ code: 'NodeDown', data: { node: 'pve3' } })
  await expect(host.create({ name: 'box', type: 'lxc', source: sources.container, node: 'pve3' })).rejects.toMatchObject({
    code: 'NodeDown',
  })
  await expect(host.guests.migrate({ ...at('db-1'), node: 'pve3' }, 'Ada')).rejects.toMatchObject({ code: 'GuestInputInvalid' })
  expect(await host.done(host.create({ name: 'box', type: 'lxc', source: sources.container }))).toMatchObject({
    node: expect.not.stringMatching('pve3'),
  })
})

test('a node that goes off while a guest is made: what was begun is gone when it is back', async () => {
  home.faults.slowTasks(2000)
  const job = host.create({ name: 'box', type: 'lxc', source: sources.container, node: 'pve2', storage: 'ceph' })
  await told(job, /./)
  while (tasksOf('vzcreate').length === 0) await new Promise(setImmediate)
  await home.faults.takeDown('pve2')
  home.faults.slowTasks(1)
  const view = host.ended(job)
  await home.faults.bringBack('pve2')
  expect((await view).status).toBe('failed')
  expect(guestIn(home, 'box')).toBeUndefined()
})

test('a storage that runs full in the middle fails in words, and nothing of the guest is left', async () => {
  const session = await host.clusters.session(host.cluster)
  const { create } = session
  session.create = (...given) => {
    home.faults.fillStorage('ceph')
    return create(...given)
  }
  const before = home.world.volumes.size
  const view = await host.ended(host.create({ name: 'box', type: 'vm', source: sources.image, storage: 'ceph' }))
  expect(outcome(view)).toEqual(['failed', 'StorageFull', true])
  expect([guestIn(home, 'box'), home.world.volumes.size, await host.secrets.names('cluster/')]).toEqual([
    undefined,
    before,
    [`cluster/${host.cluster.id}/password`],
  ])
})

test('without a quorum nothing is changed and it is said why; afterwards it works', async () => {
  await home.faults.takeDown('pve2')
  await home.faults.takeDown('pve3')
  for (const job of [
    change('web-01', { tags: ['x'] }),
    host.guests.takeSnapshot({ guest: 'web-01', name: 'now', description: '', withMemory: false }, 'Ada'),
  ])
    expect(outcome(await host.ended(job)).slice(0, 2)).toEqual(['failed', 'ClusterNoQuorum'])
  expect(guestIn(home, 'web-01')?.config.tags).toBe('web')
  await home.faults.bringBack('pve2')
  await host.done(change('web-01', { tags: ['x'] }))
})

test('a number that somebody else takes at the same moment is passed over', async () => {
  const session = await host.clusters.session(host.cluster)
  const { freeVmid } = session
  session.freeVmid = async signal => {
    session.freeVmid = freeVmid
    await freeVmid(signal)
    return 104
  }
  await host.done(host.create({ name: 'box', type: 'lxc', source: sources.container, start: false }))
  expect([guestIn(home, 'monitor')?.vmid, guestIn(home, 'box')?.vmid]).toEqual([104, 107])
})

test('two creations of one name, or two cancels of one job: one wins', async () => {
  const job = host.create({ name: 'box', type: 'lxc', source: sources.container })
  await job
  await expect(host.create({ name: 'box', type: 'lxc', source: sources.container })).rejects.toMatchObject({
    code: expect.stringMatching('Busy|GuestInputInvalid'),
  })
  await host.jobs.cancel((await job).id, 'Ada')
  const view = await host.ended(job)
  expect([
    ['cancelled', undefined],
    ['succeeded', 'box'],
  ]).toContainEqual([view.status, guestIn(home, 'box')?.config.hostname])
})

test('a cancelled backup, copy and move leave nothing behind', async () => {
  home.faults.slowTasks(2000)
  const cancelled = async (job: Promise<Job>, type: string) => {
    const { id } = await job
    while (tasksOf(type).length === 0) await new Promise(setImmediate)
    await host.jobs.cancel(id, 'Ada')
    return outcome(await host.ended(job))
  }
  const volumes = [...home.world.volumes.keys()].sort()
  expect(await cancelled(host.guests.backUp({ guest: 'pihole', mode: 'snapshot', notes: '' }, 'Ada'), 'vzdump')).toEqual([
    'cancelled',
    undefined,
    true,
  ])
  expect(await cancelled(host.create({ name: 'copy', type: 'vm', source: sources.template }), 'qmclone')).toEqual([
    'cancelled',
    undefined,
    true,
  ])
  expect(await cancelled(host.guests.migrate({ ...at('web-01'), node: 'pve2' }, 'Ada'), 'qmigrate')).toEqual(['cancelled', undefined, true])
  expect([guestIn(home, 'copy'), guestIn(home, 'web-01')?.node, guestIn(home, 'web-01')?.status]).toEqual([undefined, 'pve1', 'running'])
  expect([...home.world.volumes.keys()].sort()).toEqual(volumes)
})
