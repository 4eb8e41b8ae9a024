import { expect, test } from 'vitest'
import { clusterSentence, memorySentence, storageRows, storagesFor } from '../../../renderer/features/proxmox/cluster-words.ts'
import type { ClusterView, NodeView, StorageView } from '../../../shared/model/cluster.ts'
import type { GuestView } from '../../../shared/model/guest.ts'

const gib = 1024 ** 3

const node = (name: string, state: NodeView['state'] = 'online'): NodeView => ({
  name,
  state,
  memoryTotalBytes: 16 * gib,
  guestMemoryBytes: 0,
})

function cluster(change: Partial<ClusterView> = {}): ClusterView {
  return {
    id: 'c1',
    name: 'home',
    doors: [{ url: 'https://192.168.1.10:8006' }],
    login: { method: 'token', tokenId: 'a@pve!b' },
    demo: false,
    addedAt: 0,
    state: 'healthy',
    clusterName: 'home',
    version: '9.2',
    nodesOnline: 2,
    nodesTotal: 2,
    nodes: [node('pve1'), node('pve2')],
    storages: [],
    guests: { running: 0, stopped: 0, templates: 0 },
    ...change,
  }
}

const storage = (name: string, change: Partial<StorageView> = {}): StorageView => ({
  name,
  kind: 'dir',
  shared: false,
  available: true,
  content: ['backup'],
  usedBytes: gib,
  totalBytes: 10 * gib,
  ...change,
})

test('a cluster says first what troubles it', () => {
  expect(clusterSentence(cluster())).toEqual({
    tone: 'ok',
    sentence: 'Cluster home is healthy.',
    rest: '2 of 2\u00a0nodes agree, version 9.2.',
  })
  const off = cluster({ state: 'degraded', nodesOnline: 1, nodes: [node('pve1'), node('pve2', 'offline')] })
  expect(clusterSentence(off)).toMatchObject({ tone: 'warn', sentence: 'pve2 is off.' })
  const full = cluster({ state: 'degraded', storages: [storage('tank', { usedBytes: 9.5 * gib })] })
  expect(clusterSentence(full).sentence).toBe('The storage tank is nearly full.')
  const { clusterName: _, ...alone } = cluster()
  expect(clusterSentence(alone)).toMatchObject({ sentence: 'home is healthy.', rest: 'Version 9.2.' })
})

test('storages that every node has of its own are one line', () => {
  const rows = storageRows(
    [
      storage('local', { node: 'pve1' }),
      storage('local', { node: 'pve2' }),
      storage('tank', { node: 'pve1', kind: 'zfspool' }),
      storage('ceph', { shared: true, kind: 'rbd' }),
    ],
    2,
  )
  expect(rows.map(row => [row.name, row.place, row.totalBytes])).toEqual([
    ['local', 'on each node', 20 * gib],
    ['tank', 'pve1, ZFS', 10 * gib],
    ['ceph', 'shared by all', 10 * gib],
  ])
})

test('only storages that the node sees and that take the content are offered, the roomiest first', () => {
  const all = [
    storage('local', { node: 'pve1' }),
    storage('other', { node: 'pve2' }),
    storage('nas', { shared: true, totalBytes: 100 * gib }),
    storage('disks', { shared: true, content: ['images'] }),
    storage('off', { shared: true, available: false }),
  ]
  expect(storagesFor(all, 'pve1', 'backup').map(each => each.name)).toEqual(['nas', 'local'])
})

test('the memory sentence counts running guests only', () => {
  const guest = (state: GuestView['state'], used: number, total: number): GuestView => ({
    cluster: 'c1',
    vmid: 100,
    name: 'a',
    type: 'vm',
    node: 'pve1',
    state,
    template: false,
    tags: [],
    ours: false,
    memoryUsedBytes: used * gib,
    memoryTotalBytes: total * gib,
    highlyAvailable: false,
  })
  expect(memorySentence([guest('running', 3, 4), guest('stopped', 0, 8)], [node('pve1'), node('pve2')])).toBe(
    'Running guests use 3.0\u00a0GB and may use up to 4.0\u00a0GB. The nodes have 32.0\u00a0GB.',
  )
  expect(memorySentence([], [node('pve1')])).toBe('No guest is running. The node has 16.0\u00a0GB.')
})
