import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { learnedDoors } from '../../electron/core/cluster/cluster-doors.ts'
import { doorHost, doorUrl } from '../../electron/core/cluster/door-url.ts'
import { viewCluster, viewGuests } from '../../electron/core/cluster/view-cluster.ts'
import { visibleOfCluster } from '../../electron/core/cluster/visible-of-cluster.ts'
import type { WireError } from '../../shared/errors/wire-error.ts'
import { type Cluster, clusterViewSchema } from '../../shared/model/cluster.ts'
import type { Device } from '../../shared/model/device.ts'
import { guestViewSchema } from '../../shared/model/guest.ts'
import type { SeenCluster } from '../../shared/model/seen-cluster.ts'
import { fingerprintOf, guest, node, storage } from '../support/fake-cluster-access.ts'

const home: Cluster = {
  id: 'c1',
  name: 'home',
  doors: [{ url: 'https://10.0.0.1:8006', fingerprint: fingerprintOf('A1') }],
  login: { method: 'password', user: 'root@pam' },
  demo: false,
  addedAt: 0,
}
const seen = (more: Partial<SeenCluster> = {}): SeenCluster => ({
  name: 'home',
  quorate: true,
  nodes: [node('pve1'), node('pve2')],
  guests: [],
  storages: [],
  tasks: [],
  ...more,
})
const device = (name: string, more: Partial<Device>): Device => ({
  id: name,
  name,
  kind: 'ssh',
  address: '10.0.0.1',
  port: 22,
  user: 'root',
  loginMethod: 'key',
  hasSudoPassword: false,
  maintenance: false,
  demo: false,
  addedAt: 0,
  ...more,
})

describe('a door as a person types it', () => {
  test.each([
    ['pve1', 'https://pve1:8006'],
    [' PVE1.lan ', 'https://pve1.lan:8006'],
    ['192.168.1.10', 'https://192.168.1.10:8006'],
    ['192.168.1.10:8007', 'https://192.168.1.10:8007'],
    ['http://pve1', 'https://pve1:8006'],
    ['https://pve1:8006/', 'https://pve1:8006'],
    ['https://pve1:8006/#v1:0:18:4', 'https://pve1:8006'],
    ['https://pve.example:443/x?y', 'https://pve.example:443'],
    ['fd00::10', 'https://[fd00::10]:8006'],
    ['[fd00::10]:8006', 'https://[fd00::10]:8006'],
  ])('%s is %s', (typed, url) => {
    expect(doorUrl(typed)).toBe(url)
  })

  test.each(['', '  ', 'https://', 'a b', 'root@pve1', 'pve1:99999', '[fd00::1', 'http:///x', 'a\\b'])('“%s” is none', typed => {
    expect(doorUrl(typed)).toBeUndefined()
  })

  test('typed again it is the same, whatever was typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.domain(), fc.ipV4(), fc.ipV6(), fc.string()), typed => {
        const url = doorUrl(typed)
        if (url === undefined) return
        expect(doorUrl(url)).toBe(url)
        expect(doorHost(url)).not.toContain('[')
      }),
    )
  })
})

describe('the doors of all nodes', () => {
  test('are learned from the cluster, the given one first with the node it is', () => {
    expect(learnedDoors(home, [node('pve1'), node('pve2'), node('pve3', { address: 'fd00::3' })])).toEqual([
      { node: 'pve1', url: 'https://10.0.0.1:8006', fingerprint: fingerprintOf('A1') },
      { node: 'pve2', url: 'https://10.0.0.2:8006', fingerprint: fingerprintOf('A2') },
      { node: 'pve3', url: 'https://[fd00::3]:8006', fingerprint: fingerprintOf('A3') },
    ])
  })

  test('take a renewed certificate, and learning twice changes nothing', () => {
    const once = learnedDoors(home, seen().nodes)
    expect(learnedDoors({ doors: once }, seen().nodes)).toEqual(once)
    const renewed = learnedDoors({ doors: once }, [node('pve1', { fingerprint: fingerprintOf('B1') }), node('pve2')])
    expect(renewed[0]).toEqual({ ...once[0], fingerprint: fingerprintOf('B1') })
  })

  test('a door that a known authority vouches for is not pinned', () => {
    const doors = [{ url: 'https://pve.example:443' }]
    expect(learnedDoors({ doors }, [node('pve1')])).toEqual([{ node: 'pve1', url: 'https://pve.example:443' }])
  })

  test('a node whose certificate is not told keeps the door it had', () => {
    const once = learnedDoors(home, seen().nodes)
    const { fingerprint: _, ...silent } = node('pve2')
    expect(learnedDoors({ doors: once }, [node('pve1'), silent])).toEqual(once)
  })

  test('the port of the given door counts for the others only where it is that of its node', () => {
    const through = (url: string) => learnedDoors({ doors: [{ url, fingerprint: fingerprintOf('A1') }] }, seen().nodes)[1]?.url
    expect(through('https://10.0.0.1:9006')).toBe('https://10.0.0.2:9006')
    expect(through('https://pve.example:443')).toBe('https://10.0.0.2:8006')
  })
})

describe('the view of a cluster', () => {
  const viewOf = (more: Partial<SeenCluster>, devices: readonly Device[] = []) =>
    clusterViewSchema.parse(viewCluster({ cluster: home, seen: seen(more), seenAt: 1, version: '9.2.1' }, devices))

  test.each([
    ['healthy', {}, undefined],
    ['degraded', { nodes: [node('pve1'), node('pve2', { online: false })] }, 'NodeDown'],
    ['no-quorum', { quorate: false }, 'ClusterNoQuorum'],
  ] as const)('is %s', (state, more, code) => {
    const view = viewOf(more)
    expect([view.state, view.problem?.code]).toEqual([state, code])
  })

  test('that cannot be reached shows what was there, and says that it is not known how it is now', () => {
    const problem: WireError = { code: 'ClusterUnreachable', data: { cluster: 'home', tried: ['10.0.0.1'] } }
    const known = { cluster: home, seen: seen({ guests: [guest(101, 'pihole')] }), problem }
    const view = viewCluster(known, [])
    expect(view).toMatchObject({ state: 'unreachable', problem, nodesOnline: 0, nodesTotal: 2 })
    expect(view.nodes.map(each => each.state)).toEqual(['unknown', 'unknown'])
    expect(viewGuests(known, [])[0]?.state).toBe('unknown')
    expect(viewCluster({ cluster: home, problem: { code: 'SecretStoreLocked', data: { store: 'x' } } as never }, []).state).toBe('unknown')
  })

  test('counts guests without templates, and their memory on the node that holds them as the node counts it', () => {
    const view = viewOf({
      guests: [
        guest(1000, 'a', { memoryHostBytes: 5e9, memoryUsedBytes: 1e9 }),
        guest(1001, 'b', { memoryUsedBytes: 1e9 }),
        guest(1002, 'c', { state: 'stopped', memoryUsedBytes: 7e9 }),
        guest(9000, 'd', { template: true, state: 'stopped' }),
      ],
    })
    expect(view.guests).toEqual({ running: 2, stopped: 1, templates: 1 })
    expect(view.nodes.map(each => each.guestMemoryBytes)).toEqual([6e9, 0])
  })

  test('has a shared storage once, with the figures of a node that sees it, and any other on each node', () => {
    const shared = { kind: 'rbd', shared: true }
    const { storages } = viewOf({
      storages: [
        storage('ceph', 'pve1', { ...shared, available: false, usedBytes: 0, totalBytes: 0 }),
        storage('ceph', 'pve2', shared),
        storage('local', 'pve2'),
        storage('local', 'pve1', { content: ['iso'] }),
      ],
    })
    expect(storages.map(each => [each.name, each.node, each.available, each.totalBytes])).toEqual([
      ['ceph', undefined, true, 1e10],
      ['local', 'pve1', true, 1e10],
      ['local', 'pve2', true, 1e10],
    ])
  })

  test('names the managed device that a node or a guest is', () => {
    const devices = [
      device('server', {}),
      device('dns', { address: '10.0.0.50', guest: { cluster: 'c1', vmid: 101 } }),
      device('other', { address: '10.0.0.51', guest: { cluster: 'c2', vmid: 100 } }),
    ]
    const guests = [guest(101, 'pihole'), guest(100, 'web-01', { tags: ['mycopod', 'web'] })]
    expect(viewOf({ guests }, devices).nodes.map(each => each.device)).toEqual(['server', undefined])
    const views = viewGuests({ cluster: home, seen: seen({ guests }) }, devices).map(each => guestViewSchema.parse(each))
    expect(views.map(each => [each.vmid, each.device, each.ours])).toEqual([
      [100, undefined, true],
      [101, 'dns', false],
    ])
    // Two devices at one address: neither can be said to be the node.
    expect(viewOf({}, [device('a', {}), device('b', { port: 2222 })]).nodes[0]?.device).toBeUndefined()
  })

  test('a little more load is not worth telling, anything else is', () => {
    const visible = (more: Partial<SeenCluster>) => visibleOfCluster({ cluster: home, seen: seen(more) })
    const before = visible({ guests: [guest(101, 'pihole', { cpuFraction: 0.1 })] })
    expect(visible({ guests: [guest(101, 'pihole', { cpuFraction: 0.105, uptimeSeconds: 99 })] })).toBe(before)
    expect(visible({ guests: [guest(101, 'pihole', { cpuFraction: 0.2 })] })).not.toBe(before)
    expect(visible({ guests: [guest(101, 'pihole', { cpuFraction: 0.1, lock: 'backup' })] })).not.toBe(before)
    expect(visible({ guests: [] })).not.toBe(before)
  })
})
