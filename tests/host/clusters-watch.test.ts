import { describe, expect, test } from 'vitest'
import type { SeenGuest } from '../../shared/model/seen-cluster.ts'
import { clusterInput, createClusterLab, createWatchedLab } from '../support/cluster-lab.ts'
import { guest } from '../support/fake-cluster-access.ts'
import { settled } from '../support/hand-clock.ts'
import { codeOf, connectionTo } from '../support/small-lab.ts'

describe('watching clusters', () => {
  test('opens no way to a cluster while there is none, and asks once an interval where there is one', async () => {
    const { clusters, opened, clock, cluster } = await createClusterLab()
    clusters.start()
    await clock.pass(100_000)
    expect(opened()).toBe(0)
    await clusters.add(clusterInput(), 'Ada')
    await settled()
    const first = cluster.overviews
    await clock.pass(100_000)
    expect([opened(), cluster.overviews - first]).toEqual([1, 3])
    await clusters.close()
    await clock.pass(100_000)
    expect(cluster.overviews - first).toBe(3)
  })

  test('is told only when something visible changed', async () => {
    const { clock, cluster, told } = await createWatchedLab()
    await clock.pass(100_000)
    expect(told).not.toContain('clusters')
    cluster.seen = { ...cluster.seen, guests: [guest(101, 'pihole', { state: 'stopped' })] }
    await clock.pass(40_000)
    expect(told.filter(topic => topic === 'clusters')).toHaveLength(1)
  })

  test('one that is gone is asked less and less often, and is found again', async () => {
    const { clusters, clock, cluster, home } = await createWatchedLab()
    cluster.up = false
    await clock.pass(40_000)
    expect(clusters.view(home)).toMatchObject({ state: 'unreachable', problem: { code: 'ClusterUnreachable' }, nodesTotal: 2 })
    const before = cluster.overviews
    await clock.pass(1_800_000)
    expect(cluster.overviews - before).toBeLessThan(12)
    cluster.up = true
    await clock.pass(310_000)
    expect(clusters.view(home).state).toBe('healthy')
  })

  test('one that hangs is cut off', async () => {
    const { clusters, clock, cluster, home, inventory } = await createWatchedLab()
    cluster.hangs = true
    await clock.pass(90_000)
    expect(clusters.view(home)).toMatchObject({ state: 'unreachable', problem: { code: 'ClusterUnreachable' } })
    await inventory.add(connectionTo('10.0.0.50'), 'Ada')
    const patience = new AbortController()
    const refreshed = clusters.refresh(home, patience.signal)
    patience.abort(new Error('enough'))
    await expect(refreshed).rejects.toThrow('enough')
    cluster.hangs = false
    await clock.pass(200_000)
    expect(clusters.view(home).state).toBe('healthy')
  })

  test('when the first door is gone the others are known, also after a restart', async () => {
    const { clusters, open, cluster, home } = await createWatchedLab()
    await clusters.close()
    cluster.certificates.delete('https://10.0.0.1:8006')
    const again = await open()
    expect(again.view(home).state).toBe('unknown')
    expect((await again.refresh(home)).state).toBe('healthy')
  })

  test('a guest that was changed here is as it truly is, although the list is behind', async () => {
    const { clusters, clock, cluster, home } = await createWatchedLab()
    const stopped: SeenGuest = guest(101, 'pihole', { state: 'stopped' })
    cluster.truth.set(101, stopped)
    cluster.truth.set(100, undefined)
    await Promise.all([clusters.touched(home, 101), clusters.touched(home, 100)])
    expect(clusters.guests().map(each => [each.vmid, each.state])).toEqual([[101, 'stopped']])
    cluster.truth.clear()
    cluster.seen = { ...cluster.seen, guests: [stopped] }
    await clock.pass(60_000)
    expect(clusters.guests().map(each => [each.vmid, each.state])).toEqual([[101, 'stopped']])
  })

  test('heeds how often it is to look', async () => {
    const { clock, cluster, settings } = await createWatchedLab()
    await settings.change({ pollSeconds: 300 }, 'Ada')
    await clock.pass(1_000)
    const before = cluster.overviews
    await clock.pass(250_000)
    expect(cluster.overviews - before).toBe(0)
  })
})

describe('guests by name', () => {
  test('or number, of one cluster or of all', async () => {
    const { clusters, cluster, home } = await createWatchedLab()
    expect(clusters.resolveGuest({ guest: 'PiHole' }).vmid).toBe(101)
    expect(clusters.resolveGuest({ guest: '100', cluster: 'home' }).name).toBe('web-01')
    await expect(async () => clusters.resolveGuest({ guest: 'nobody' })).rejects.toMatchObject({
      code: 'NotFound',
      data: { what: 'guest', known: ['web-01', 'pihole'] },
    })
    cluster.seen = { ...cluster.seen, guests: [guest(101, 'twin'), guest(102, 'twin', { node: 'pve2' })] }
    await clusters.refresh(home)
    await expect(async () => clusters.resolveGuest({ guest: 'twin' })).rejects.toMatchObject({
      data: { issues: [{ message: '2 are called twin: 101 on pve1, 102 on pve2. Use its number.' }] },
    })
  })
})

describe('what is read when asked for', () => {
  const task = { node: 'pve1', type: 'vzdump', title: 'Backup', user: 'root@pam', state: 'running', startedAt: 5 } as const
  const upid = (vmid: number) => `UPID:pve1:0001:0002:0003:vzdump:${vmid}:root@pam:`

  test('lines of a task that is running, or of an older one of a guest', async () => {
    const { clusters, cluster, home } = await createWatchedLab()
    cluster.seen = { ...cluster.seen, tasks: [{ ...task, id: upid(101) }] }
    await clusters.refresh(home)
    cluster.session = {
      task: async () => ({ state: 'failed', outcome: 'no space', startedAt: 5, type: 'vzdump' }),
      taskLog: async (_, after) => [{ number: after + 1, text: 'a line' }],
      guestTasks: async () => [{ ...task, id: upid(100) }],
    }
    expect(await clusters.taskLog('home', upid(101), 3)).toMatchObject({
      task: { state: 'failed', outcome: 'no space' },
      lines: [{ number: 4 }],
    })
    expect((await clusters.taskLog('home', upid(100), 0)).task.id).toBe(upid(100))
    expect(await codeOf(clusters.taskLog('home', upid(999), 0))).toBe('NotFound')
  })

  test('networks of all nodes that answer, once each', async () => {
    const { clusters, cluster } = await createWatchedLab()
    cluster.session = {
      bridges: async on => [
        { name: 'vmbr0', node: on, vlanAware: on === 'pve1', comment: 'LAN' },
        ...(on === 'pve2' ? [{ name: 'vmbr1', node: on, vlanAware: false, cidr: '10.1.0.0/24' }] : []),
      ],
    }
    expect(await clusters.bridges('home')).toEqual([
      { name: 'vmbr0', nodes: ['pve1', 'pve2'], comment: 'LAN', vlanAware: false },
      { name: 'vmbr1', nodes: ['pve2'], cidr: '10.1.0.0/24', vlanAware: false },
    ])
    expect(await codeOf(clusters.images('home', 'pve9'))).toBe('NotFound')
  })

  test('what one node answers, while another fails; the failure where all do', async () => {
    const { clusters, cluster } = await createWatchedLab()
    const image = { volume: 'nfs:iso/a.iso', kind: 'iso', name: 'a.iso', storage: 'nfs', sizeBytes: 1 } as const
    cluster.session = {
      images: async on => {
        if (on === 'pve2') throw new Error('no')
        return [image, image]
      },
      backups: async () => {
        throw new Error('nowhere')
      },
    }
    expect(await clusters.images('home')).toEqual([image])
    await expect(clusters.clusterBackups('home')).rejects.toThrow('nowhere')
  })
})
