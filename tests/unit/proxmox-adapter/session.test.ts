import { expect, test } from 'vitest'
import * as answers from '../../../electron/adapters/proxmox/answers.ts'
import { readAnswer } from '../../../electron/adapters/proxmox/read-answer.ts'
import { seeCluster } from '../../../electron/adapters/proxmox/see-cluster.ts'
import type { Reply } from './pve-server.ts'
import { openSession } from './session-server.ts'

const gone: Reply = { status: 500, reason: "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist" }

const poll = {
  'GET /cluster/status': [
    { type: 'cluster', name: 'lab', nodes: 2, quorate: 1 },
    { type: 'node', name: 'pve2', online: 0, ip: '10.0.0.2' },
    { type: 'node', name: 'pve1', online: 1, ip: '10.0.0.1', local: 1 },
  ],
  'GET /cluster/resources': [
    { type: 'node', node: 'pve1', status: 'online', cpu: '0.5', maxcpu: 4, mem: 5, maxmem: 10, disk: 1, maxdisk: 2, uptime: 9 },
    { type: 'node', node: 'pve2', status: 'offline', maxcpu: 8 },
    {
      type: 'qemu',
      vmid: 100,
      node: 'pve1',
      name: 'web-01',
      status: 'running',
      mem: 3,
      memhost: 7,
      maxmem: 8,
      tags: 'B;a',
      hastate: 'started',
      template: 0,
    },
    { type: 'lxc', vmid: '200', node: 'pve2', status: 'unknown', lock: 'backup' },
    {
      type: 'storage',
      storage: 'local',
      node: 'pve1',
      plugintype: 'dir',
      content: 'iso,backup,odd',
      status: 'available',
      shared: 0,
      disk: 1,
      maxdisk: 2,
    },
    { type: 'sdn', sdn: 'localnetwork', node: 'pve1' },
    { type: 'openvz-of-2031' },
  ],
  'GET /cluster/tasks': [
    { upid: 'UPID:1', node: 'pve1', type: 'qmstart', id: '100', user: 'root@pam', starttime: 10, endtime: 12, status: 'OK' },
    { upid: 'UPID:2', node: 'pve1', type: 'vzdump', id: '100', user: 'root@pam', starttime: 20 },
    { upid: 'UPID:3', node: 'pve1', type: 'qmstop', id: '100', user: 'root@pam', starttime: 15, endtime: 16, status: 'oh no' },
  ],
  'GET /nodes': [{ node: 'pve1', ssl_fingerprint: 'ab:cd' }, { node: 'pve2' }],
}

test('a poll is three calls; a fourth reads the certificates, once an hour or when a node came', async () => {
  const { session, asked, clock } = await openSession(poll)
  expect(await session.overview()).toEqual({
    name: 'lab',
    quorate: true,
    nodes: [
      {
        name: 'pve1',
        online: true,
        address: '10.0.0.1',
        fingerprint: 'AB:CD',
        cpuFraction: 0.5,
        cores: 4,
        memoryUsedBytes: 5,
        memoryTotalBytes: 10,
        diskUsedBytes: 1,
        diskTotalBytes: 2,
        uptimeSeconds: 9,
      },
      { name: 'pve2', online: false, address: '10.0.0.2', cores: 8 },
    ],
    guests: [
      {
        vmid: 100,
        type: 'vm',
        node: 'pve1',
        name: 'web-01',
        state: 'running',
        template: false,
        tags: ['a', 'b'],
        highlyAvailable: true,
        memoryUsedBytes: 3,
        memoryHostBytes: 7,
        memoryTotalBytes: 8,
      },
      {
        vmid: 200,
        type: 'lxc',
        node: 'pve2',
        name: 'CT 200',
        state: 'unknown',
        template: false,
        tags: [],
        highlyAvailable: false,
        lock: 'backup',
      },
    ],
    storages: [
      { name: 'local', node: 'pve1', kind: 'dir', shared: false, available: true, content: ['backup', 'iso'], usedBytes: 1, totalBytes: 2 },
    ],
    tasks: [
      {
        id: 'UPID:2',
        node: 'pve1',
        type: 'vzdump',
        title: 'Backup of web-01',
        vmid: 100,
        user: 'root@pam',
        state: 'running',
        startedAt: 20_000,
      },
      {
        id: 'UPID:3',
        node: 'pve1',
        type: 'qmstop',
        title: 'Switching off web-01',
        vmid: 100,
        user: 'root@pam',
        state: 'failed',
        outcome: 'oh no',
        startedAt: 15_000,
        endedAt: 16_000,
      },
      {
        id: 'UPID:1',
        node: 'pve1',
        type: 'qmstart',
        title: 'Start of web-01',
        vmid: 100,
        user: 'root@pam',
        state: 'succeeded',
        startedAt: 10_000,
        endedAt: 12_000,
      },
    ],
  })
  expect(asked()).toHaveLength(4)
  await session.overview()
  expect(asked().slice(4).sort()).toEqual(['GET /cluster/resources', 'GET /cluster/status', 'GET /cluster/tasks'])
  clock.advance(61 * 60_000)
  await session.overview()
  expect(asked()).toHaveLength(11)
})

test('three nodes with a thousand guests each are read', () => {
  const guests = Array.from({ length: 3000 }, (_, index) => ({
    ...poll['GET /cluster/resources'][2],
    ...{
      vmid: 100 + index,
      id: `qemu/${100 + index}`,
      node: `pve${(index % 3) + 1}`,
      name: `guest-${index}`,
      maxcpu: 4,
      cpu: 0.01,
      maxdisk: 2 ** 35,
    },
    ...{ netin: 5, netout: 6, diskread: 7, diskwrite: 8, disk: 0, uptime: 100_000 },
  }))
  const body = JSON.stringify({ data: guests })
  const about = { cluster: 'home', doing: 'the list', writes: false }
  const status = answers.clusterStatus.parse(poll['GET /cluster/status'])
  const rows = readAnswer({ status: 200, reason: 'OK', body }, answers.resources, about)
  expect(seeCluster(status, rows, [], new Map()).guests).toHaveLength(3000)
})

test('a guest is where its node says it is', async () => {
  const row = { type: 'qemu', vmid: 100, node: 'pve1', name: 'web-01', status: 'stopped' }
  const listed = await openSession({
    'GET /cluster/resources': [row],
    [`GET ${path('pve1')}`]: { status: 'running', name: 'web-02', tags: 'x' },
  })
  expect(await listed.session.find(100)).toMatchObject({ node: 'pve1', state: 'running', name: 'web-02', tags: ['x'] })

  const free = await openSession({ 'GET /cluster/resources': [], 'GET /cluster/nextid': '100' })
  expect(await free.session.find(100)).toBeUndefined()
  expect(free.asked()).toEqual(['GET /cluster/resources?type=vm', 'GET /cluster/nextid?vmid=100'])

  const moved = await openSession({
    'GET /cluster/resources': [row],
    [`GET ${path('pve1')}`]: gone,
    'GET /cluster/nextid': { status: 400, reason: 'Parameter verification failed.', body: '{"errors":{"vmid":"VM 100 already exists"}}' },
    'GET /nodes': [{ node: 'pve1' }, { node: 'pve2' }, { node: 'pve3' }],
    'GET /nodes/pve1/qemu': [],
    'GET /nodes/pve1/lxc': [],
    'GET /nodes/pve2/qemu': [{ vmid: '100' }],
    'GET /nodes/pve2/lxc': [],
    'GET /nodes/pve3/qemu': { status: 595, reason: 'No route to host' },
    'GET /nodes/pve3/lxc': { status: 595, reason: 'No route to host' },
    [`GET ${path('pve2')}`]: { status: 'stopped', name: 'web-01' },
  })
  expect(await moved.session.find(100)).toMatchObject({ node: 'pve2', state: 'stopped' })

  const down = await openSession({ 'GET /cluster/resources': [row], [`GET ${path('pve1')}`]: { status: 595, reason: 'No route to host' } })
  expect(await down.session.find(100)).toMatchObject({ node: 'pve1', state: 'unknown' })
})

test('a storage that cannot be read does not hide the others', async () => {
  const { session, asked } = await openSession({
    'GET /nodes/pve1/storage': [
      { storage: 'local', type: 'dir', content: 'iso,vztmpl,import,backup', active: 1, enabled: 1, shared: 0 },
      { storage: 'nas', type: 'nfs', content: 'iso', active: 1, enabled: 1, shared: 1 },
      { storage: 'broken', type: 'nfs', content: 'iso,backup', active: 1, enabled: 1, shared: 1 },
      { storage: 'off', type: 'nfs', content: 'iso', active: 0, enabled: 1 },
      { storage: 'lvm', type: 'lvmthin', content: 'images,rootdir', active: 1, enabled: 1 },
    ],
    'GET /nodes/pve1/storage/local/content?content=iso': [{ volid: 'local:iso/debian 13.iso', content: 'iso', size: '7', format: 'iso' }],
    'GET /nodes/pve1/storage/local/content?content=vztmpl': [{ volid: 'local:vztmpl/debian-13.tar.zst', content: 'vztmpl', size: 8 }],
    'GET /nodes/pve1/storage/local/content?content=import': [
      { volid: 'local:import/debian-13.qcow2', content: 'import', format: 'qcow2', size: 9 },
      { volid: 'local:import/appliance.ova', content: 'import', format: 'ova', size: 9 },
    ],
    'GET /nodes/pve1/storage/local/content?content=backup': [
      {
        volid: 'local:backup/vzdump-lxc-200-2026_11_20-17_02_21.tar.zst',
        content: 'backup',
        size: 5,
        ctime: 12,
        notes: 'ct1\n',
        protected: 1,
      },
      { volid: 'pbs:backup/vm/100/2026-11-20T17:02:21Z', content: 'backup', size: 6, ctime: 13, vmid: 100 },
    ],
    'GET /nodes/pve1/storage/nas/content?content=iso': [{ volid: 'nas:iso/a.iso', content: 'iso', size: 1 }],
    'GET /nodes/pve1/storage/broken/content': { status: 500, reason: 'mount error' },
  })
  expect(await session.images('pve1')).toEqual([
    { volume: 'local:import/debian-13.qcow2', kind: 'disk-image', name: 'debian-13.qcow2', storage: 'local', node: 'pve1', sizeBytes: 9 },
    { volume: 'local:iso/debian 13.iso', kind: 'iso', name: 'debian 13.iso', storage: 'local', node: 'pve1', sizeBytes: 7 },
    {
      volume: 'local:vztmpl/debian-13.tar.zst',
      kind: 'container-template',
      name: 'debian-13.tar.zst',
      storage: 'local',
      node: 'pve1',
      sizeBytes: 8,
    },
    { volume: 'nas:iso/a.iso', kind: 'iso', name: 'a.iso', storage: 'nas', sizeBytes: 1 },
  ])
  expect(await session.backups('pve1')).toMatchObject([
    { vmid: 200, type: 'lxc', at: 12_000, notes: 'ct1', protected: true, storage: 'local', node: 'pve1' },
    { vmid: 100, type: 'vm', protected: false },
  ])
  expect(asked().filter(line => /storage\/(?:off|lvm)/.test(line))).toEqual([])
})

function path(node: string): string {
  return `/nodes/${node}/qemu/100/status/current`
}
