import { describe, expect, test } from 'vitest'
import { clusterInput, createClusterLab, createWatchedLab } from '../support/cluster-lab.ts'
import { fingerprintOf, node } from '../support/fake-cluster-access.ts'
import { codeOf, connectionTo } from '../support/small-lab.ts'

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
    const { clusters, home, told, clock } = await createWatchedLab()
    expect((await clusters.edit('home', { name: 'lab' }, 'Ada')).name).toBe('lab')
    await clock.pass(100)
    expect(told).toContain('clusters')
    expect(clusters.view(clusters.resolve('LAB'))).toMatchObject({ id: home.id, name: 'lab', state: 'healthy' })
    expect(clusters.guests()[0]?.cluster).toBe('lab')
  })

  test('a login that is refused changes nothing, another takes the place of the old one', async () => {
    const { clusters, cluster, home, secrets } = await createWatchedLab()
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
    const { clusters, cluster, home } = await createWatchedLab()
    cluster.certificates.set('https://10.0.0.1:8006', fingerprintOf('B1'))
    const { state, problem } = await clusters.refresh(home)
    expect([state, problem?.code]).toEqual(['unreachable', 'ClusterCertificateChanged'])
    expect(await codeOf(clusters.edit('home', { fingerprint: fingerprintOf('C1') }, 'Ada'))).toBe('ClusterCertificateChanged')
    cluster.seen = { ...cluster.seen, nodes: [node('pve1', { fingerprint: fingerprintOf('B1') }), node('pve2')] }
    await clusters.edit('home', { fingerprint: fingerprintOf('B1') }, 'Ada')
    expect(clusters.view(clusters.resolve('home'))).toMatchObject({ state: 'healthy', doors: [{ fingerprint: fingerprintOf('B1') }, {}] })
  })

  test('the address of another cluster is refused', async () => {
    const { clusters, cluster, home } = await createWatchedLab()
    const before = cluster.seen
    cluster.certificates.set('https://10.0.0.7:8006', fingerprintOf('A7'))
    cluster.seen = { ...before, name: 'away', nodes: [node('pve7')] }
    const edit = clusters.edit('home', { url: '10.0.0.7', fingerprint: fingerprintOf('A7') }, 'Ada')
    await expect(edit).rejects.toMatchObject({ data: { issues: [{ field: 'url', message: 'there answers away, which is not home' }] } })
    cluster.seen = before
    expect(await clusters.refresh(home)).toMatchObject({ state: 'healthy', doors: home.doors })
  })

  test('a token of just the privileges needed takes the place of the password, which is forgotten', async () => {
    const { clusters, cluster, home, secrets, redaction, audit, clusterAccess } = await createWatchedLab()
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
    const { clusters, cluster, home, secrets } = await createWatchedLab()
    cluster.session = { makeToken: async () => ({ tokenId: 'mycopod@pve!mycopod', secret: 'unknown-there' }) }
    expect(await codeOf(clusters.useToken('home', 'Ada'))).toBe('ClusterLoginRefused')
    expect([...secrets.values]).toEqual([[`cluster/${home.id}/password`, 'pve-password']])
    expect(await clusters.refresh(home)).toMatchObject({ state: 'healthy', login: { method: 'password' } })
  })

  test('a forgotten cluster leaves nothing here, and its devices are devices still', async () => {
    const { clusters, store, secrets, inventory, home, clusterAccess } = await createWatchedLab()
    await inventory.add(connectionTo('10.0.0.50'), 'Ada', undefined, { guest: { cluster: home.id, vmid: 101 } })
    expect(clusters.resolveGuest({ guest: 'pihole' }).device).toBe('nuc')
    expect((await clusters.remove('home', 'Ada')).forgotten).toContain('Its login')
    expect([await store.clusters.list(), clusters.views(), clusters.guests(), clusterAccess.open()]).toEqual([[], [], [], []])
    expect([...secrets.values.keys()].filter(name => name.startsWith('cluster/'))).toEqual([])
    expect(inventory.list().map(device => [device.name, device.guest])).toEqual([['nuc', undefined]])
  })
})
