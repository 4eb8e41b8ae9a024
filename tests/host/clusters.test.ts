import { describe, expect, test } from 'vitest'
import type { SeenGuest } from '../../electron/ports/cluster-words.ts'
import { clusterInput, createClusterLab } from '../support/cluster-lab.ts'
import { fingerprintOf, guest, node } from '../support/fake-cluster-access.ts'
import { settled } from '../support/hand-clock.ts'
import { codeOf, connectionTo } from '../support/small-lab.ts'

async function watchedLab() {
  const lab = await createClusterLab()
  const home = await lab.clusters.add(clusterInput(), 'Ada')
  lab.clusters.start()
  await settled()
  const told: string[] = []
  lab.changes.on(({ topics }) => told.push(...topics))
  return { ...lab, home, told }
}

describe('adding a cluster', () => {
  test('logs in, takes its own name, learns all its doors and keeps the secret out of the store', async () => {
    const { clusters, store, secrets, redaction, audit } = await createClusterLab()
    const cluster = await clusters.add(clusterInput(), 'Ada')
    expect(cluster).toMatchObject({ name: 'home', login: { method: 'password', user: 'root@pam' } })
    expect(cluster.doors.map(door => [door.node, door.url, door.fingerprint])).toEqual([
      ['pve1', 'https://10.0.0.1:8006', fingerprintOf('A1')],
      ['pve2', 'https://10.0.0.2:8006', fingerprintOf('A2')],
    ])
    expect([...secrets.values]).toEqual([[`cluster/${cluster.id}/password`, 'pve-password']])
    expect([...redaction.registered]).toContain('pve-password')
    expect(JSON.stringify([await store.clusters.list(), await audit.list({ since: 0, limit: 9 })])).not.toContain('pve-password')
    expect(await audit.list({ since: 0, limit: 9 })).toMatchObject([
      { who: 'Ada', action: 'proxmox.add', what: 'Added home', subject: 'home' },
    ])
    expect(clusters.view(cluster)).toMatchObject({ state: 'healthy', version: '9.2.1', clusterName: 'home', nodesOnline: 2 })
  })

  test('asks first about a certificate that nobody vouches for', async () => {
    const { clusters, cluster } = await createClusterLab()
    const { fingerprint: _, ...input } = clusterInput({ url: 'https://10.0.0.1:8006/' })
    await expect(clusters.add(input, 'Ada')).rejects.toMatchObject({
      code: 'ClusterFingerprintNotAccepted',
      data: { cluster: '10.0.0.1', url: 'https://10.0.0.1:8006', fingerprint: fingerprintOf('A1') },
    })
    cluster.trusted = true
    expect((await clusters.add(input, 'Ada')).doors[0]).toEqual({ node: 'pve1', url: 'https://10.0.0.1:8006' })
  })

  test('with a second factor asks for the code once, and the polls that follow need none', async () => {
    const { clusters, cluster, clock } = await createClusterLab()
    cluster.codes.set('root@pam', '123456')
    expect(await codeOf(clusters.add(clusterInput(), 'Ada'))).toBe('ClusterCodeNeeded')
    const login = { method: 'password', user: 'root@pam', password: 'pve-password', code: '123456' } as const
    const home = await clusters.add(clusterInput({ login }), 'Ada')
    clusters.start()
    await clock.pass(120_000)
    expect(clusters.view(home).state).toBe('healthy')
    await clusters.close()
  })

  test.each([
    ['ClusterLoginRefused', { login: { method: 'password', user: 'root@pam', password: 'wrong' } }],
    ['ClusterLoginRefused', { login: { method: 'token', tokenId: 'a@pve!b', secret: 'wrong' } }],
    ['ClusterCertificateChanged', { fingerprint: fingerprintOf('FF') }],
    ['ClusterUnreachable', { url: '10.0.0.9' }],
    ['BadInput', { url: 'root@pve1' }],
  ] as const)('with %s leaves nothing behind', async (code, more) => {
    const { clusters, store, secrets, clusterAccess } = await createClusterLab()
    expect(await codeOf(clusters.add(clusterInput(more), 'Ada'))).toBe(code)
    expect([await store.clusters.list(), secrets.values.size, clusterAccess.open(), clusters.views()]).toEqual([[], 0, [], []])
  })

  test('leaves nothing behind when secrets cannot be kept', async () => {
    const { clusters, store, secrets, clusterAccess } = await createClusterLab()
    secrets.broken = true
    await expect(clusters.add(clusterInput(), 'Ada')).rejects.toThrow()
    expect([await store.clusters.list(), clusters.list(), clusterAccess.open()]).toEqual([[], [], []])
  })

  test('refuses the same cluster twice, by any of its doors, also at once', async () => {
    const { clusters } = await createClusterLab()
    const both = await Promise.all([1, 2].map(() => codeOf(clusters.add(clusterInput(), 'Ada'))))
    expect(both.sort()).toEqual(['BadInput', 'nothing'])
    expect(await codeOf(clusters.add(clusterInput({ url: '10.0.0.2', fingerprint: fingerprintOf('A2') }), 'Ada'))).toBe('BadInput')
  })

  test('a lone node gives its own name, and a name that is taken is refused', async () => {
    const { clusters, cluster } = await createClusterLab()
    const { name: _, ...alone } = cluster.seen
    cluster.seen = { ...alone, nodes: [node('pve1')] }
    expect((await clusters.add(clusterInput(), 'Ada')).name).toBe('pve1')
    cluster.certificates.set('https://10.0.0.7:8006', fingerprintOf('A7'))
    expect(await codeOf(clusters.add(clusterInput({ url: '10.0.0.7', fingerprint: fingerprintOf('A7'), name: 'pve1' }), 'Ada'))).toBe(
      'NameTaken',
    )
  })
})

describe('changing a cluster', () => {
  test('a name is changed alone', async () => {
    const { clusters, home, told, clock } = await watchedLab()
    expect((await clusters.edit('home', { name: 'lab' }, 'Ada')).name).toBe('lab')
    await clock.pass(100)
    expect(told).toContain('clusters')
    expect(clusters.view(clusters.resolve('LAB'))).toMatchObject({ id: home.id, name: 'lab', state: 'healthy' })
    expect(clusters.guests()[0]?.cluster).toBe('lab')
  })

  test('a login that is refused changes nothing, another takes the place of the old one', async () => {
    const { clusters, cluster, home, secrets } = await watchedLab()
    const wrong = { method: 'token', tokenId: 'a@pve!b', secret: 'wrong' } as const
    expect(await codeOf(clusters.edit('home', { login: wrong }, 'Ada'))).toBe('ClusterLoginRefused')
    expect(clusters.resolve('home').login).toEqual({ method: 'password', user: 'root@pam' })
    expect((await clusters.refresh(home)).state).toBe('healthy')
    cluster.tokens.set('a@pve!b', 'right-secret')
    await clusters.edit('home', { login: { ...wrong, secret: 'right-secret' } }, 'Ada')
    expect([...secrets.values]).toEqual([[`cluster/${home.id}/token`, 'right-secret']])
    expect(clusters.view(clusters.resolve('home')).state).toBe('healthy')
  })

  test('a renewed certificate is refused until it is accepted', async () => {
    const { clusters, cluster, home } = await watchedLab()
    cluster.certificates.set('https://10.0.0.1:8006', fingerprintOf('B1'))
    const { state, problem } = await clusters.refresh(home)
    expect([state, problem?.code]).toEqual(['unreachable', 'ClusterCertificateChanged'])
    expect(await codeOf(clusters.edit('home', { fingerprint: fingerprintOf('C1') }, 'Ada'))).toBe('ClusterCertificateChanged')
    cluster.seen = { ...cluster.seen, nodes: [node('pve1', { fingerprint: fingerprintOf('B1') }), node('pve2')] }
    await clusters.edit('home', { fingerprint: fingerprintOf('B1') }, 'Ada')
    expect(clusters.view(clusters.resolve('home'))).toMatchObject({ state: 'healthy', doors: [{ fingerprint: fingerprintOf('B1') }, {}] })
  })

  test('the address of another cluster is refused', async () => {
    const { clusters, cluster, home } = await watchedLab()
    const before = cluster.seen
    cluster.certificates.set('https://10.0.0.7:8006', fingerprintOf('A7'))
    cluster.seen = { ...before, name: 'away', nodes: [node('pve7')] }
    const edit = clusters.edit('home', { url: '10.0.0.7', fingerprint: fingerprintOf('A7') }, 'Ada')
    await expect(edit).rejects.toMatchObject({ data: { issues: [{ field: 'url', message: 'there answers away, which is not home' }] } })
    cluster.seen = before
    expect(await clusters.refresh(home)).toMatchObject({ state: 'healthy', doors: home.doors })
  })

  test('a token of just the privileges needed takes the place of the password, which is forgotten', async () => {
    const { clusters, cluster, home, secrets, redaction, audit, clusterAccess } = await watchedLab()
    const after = await clusters.useToken('home', 'Ada')
    expect(after.login).toEqual({ method: 'token', tokenId: 'mycopod@pve!mycopod' })
    expect([...secrets.values]).toEqual([[`cluster/${home.id}/token`, 'token-secret']])
    expect(cluster.roles.get('MycoPod')).toContain('VM.PowerMgmt')
    expect(cluster.roles.get('MycoPod')).not.toContain('Sys.Modify')
    expect([...redaction.registered]).toContain('token-secret')
    expect((await audit.list({ since: 0, limit: 1 }))[0]).toMatchObject({
      action: 'proxmox.useToken',
      what: 'Made a token for home and forgot the password of root@pam',
    })
    expect((await clusters.refresh(after)).state).toBe('healthy')
    expect(JSON.stringify(clusterAccess.open())).not.toContain('pve-password')
    expect(await clusters.useToken('home', 'Ada')).toEqual(after)
  })

  test('a token that does not work is not taken', async () => {
    const { clusters, cluster, home, secrets } = await watchedLab()
    cluster.session = { makeToken: async () => ({ tokenId: 'mycopod@pve!mycopod', secret: 'unknown-there' }) }
    expect(await codeOf(clusters.useToken('home', 'Ada'))).toBe('ClusterLoginRefused')
    expect([...secrets.values]).toEqual([[`cluster/${home.id}/password`, 'pve-password']])
    expect(await clusters.refresh(home)).toMatchObject({ state: 'healthy', login: { method: 'password' } })
  })

  test('a forgotten cluster leaves nothing here, and its devices are devices still', async () => {
    const { clusters, store, secrets, inventory, home, clusterAccess } = await watchedLab()
    await inventory.add(connectionTo('10.0.0.50'), 'Ada', undefined, { guest: { cluster: home.id, vmid: 101 } })
    expect(clusters.resolveGuest({ guest: 'pihole' }).device).toBe('nuc')
    expect((await clusters.remove('home', 'Ada')).forgotten).toContain('Its login')
    expect([await store.clusters.list(), clusters.views(), clusters.guests(), clusterAccess.open()]).toEqual([[], [], [], []])
    expect([...secrets.values.keys()].filter(name => name.startsWith('cluster/'))).toEqual([])
    expect(inventory.list().map(device => [device.name, device.guest])).toEqual([['nuc', undefined]])
  })
})

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
    const { clock, cluster, told } = await watchedLab()
    await clock.pass(100_000)
    expect(told).not.toContain('clusters')
    cluster.seen = { ...cluster.seen, guests: [guest(101, 'pihole', { state: 'stopped' })] }
    await clock.pass(40_000)
    expect(told.filter(topic => topic === 'clusters')).toHaveLength(1)
  })

  test('one that is gone is asked less and less often, and is found again', async () => {
    const { clusters, clock, cluster, home } = await watchedLab()
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
    const { clusters, clock, cluster, home, inventory } = await watchedLab()
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
    const { clusters, open, cluster, home } = await watchedLab()
    await clusters.close()
    cluster.certificates.delete('https://10.0.0.1:8006')
    const again = await open()
    expect(again.view(home).state).toBe('unknown')
    expect((await again.refresh(home)).state).toBe('healthy')
  })

  test('a guest that was changed here is as it truly is, although the list is behind', async () => {
    const { clusters, clock, cluster, home } = await watchedLab()
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
    const { clock, cluster, settings } = await watchedLab()
    await settings.change({ pollSeconds: 300 }, 'Ada')
    await clock.pass(1_000)
    const before = cluster.overviews
    await clock.pass(250_000)
    expect(cluster.overviews - before).toBe(0)
  })
})

describe('guests by name', () => {
  test('or number, of one cluster or of all', async () => {
    const { clusters, cluster, home } = await watchedLab()
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
    const { clusters, cluster, home } = await watchedLab()
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
    const { clusters, cluster } = await watchedLab()
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
    const { clusters, cluster } = await watchedLab()
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
