import { performance } from 'node:perf_hooks'
import { expect, onTestFinished, test } from 'vitest'
import * as answers from '../../../electron/adapters/proxmox/answers.ts'
import { createClusterAccess } from '../../../electron/adapters/proxmox/cluster-access.ts'
import { readAnswer } from '../../../electron/adapters/proxmox/read-answer.ts'
import { seeCluster } from '../../../electron/adapters/proxmox/see-cluster.ts'
import type { ClusterSession } from '../../../electron/ports/cluster-access.ts'
import type { AppError } from '../../../shared/errors/app-error.ts'
import { createCountingRandomness, silentLog } from '../../support/small-ports.ts'
import { createPauseClock, type PauseClock } from './pause-clock.ts'
import { type PveServer, type Reply, startPveServer, targetOf } from './pve-server.ts'

const vm = { vmid: 100, type: 'vm', node: 'pve1' } as const
const lxc = { vmid: 200, type: 'lxc', node: 'pve1' } as const
const upid = 'UPID:pve1:0001:0002:0003:qmconfig:100:root@pam:'
const gone: Reply = { status: 500, reason: "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist" }

/** A session with a server that answers these calls, `GET /version` → data or a reply of its own. */
async function open(replies: Readonly<Record<string, unknown>>) {
  const server: PveServer = await startPveServer(({ method, url }) => {
    if (url.endsWith('/ticket')) return undefined
    const [path = ''] = url.slice('/api2/json'.length).split('?')
    const found = replies[`${method} ${url.slice('/api2/json'.length)}`] ?? replies[`${method} ${decodeURIComponent(path)}`]
    if (found === undefined) return { status: 501, reason: `Method '${method} ${path}' not implemented` }
    const reply = typeof found === 'function' ? found() : found
    return typeof reply === 'object' && reply !== null && 'status' in reply && 'reason' in reply ? (reply as Reply) : { data: reply }
  })
  const clock: PauseClock = createPauseClock()
  const access = createClusterAccess({ clock, randomness: createCountingRandomness(), log: silentLog })
  onTestFinished(() => access.close())
  const session: ClusterSession = access.session(targetOf([server]))
  const asked = () => server.calls().map(({ method, url, body }) => `${method} ${url.slice('/api2/json'.length)}${body && ` ${body}`}`)
  return { session, clock, asked }
}

const failure = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.unreachable('it should fail'),
    error => error,
  )

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
  const { session, asked, clock } = await open(poll)
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

test('three nodes with a thousand guests each are read in less than 50 ms', () => {
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
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now()
    const rows = readAnswer({ status: 200, reason: 'OK', body }, answers.resources, about)
    expect(seeCluster(status, rows, [], new Map()).guests).toHaveLength(3000)
    return performance.now() - began
  })
  const median = times.sort((one, other) => one - other)[4] ?? 0
  process.stdout.write(`3 × 1,000 guests: ${(body.length / 1000).toFixed(0)} kB read in ${median.toFixed(1)} ms (median of 9)\n`)
  expect(median).toBeLessThan(50)
})

test('a guest is where its node says it is', async () => {
  const row = { type: 'qemu', vmid: 100, node: 'pve1', name: 'web-01', status: 'stopped' }
  const listed = await open({ 'GET /cluster/resources': [row], [`GET ${path('pve1')}`]: { status: 'running', name: 'web-02', tags: 'x' } })
  expect(await listed.session.find(100)).toMatchObject({ node: 'pve1', state: 'running', name: 'web-02', tags: ['x'] })

  const free = await open({ 'GET /cluster/resources': [], 'GET /cluster/nextid': '100' })
  expect(await free.session.find(100)).toBeUndefined()
  expect(free.asked()).toEqual(['GET /cluster/resources?type=vm', 'GET /cluster/nextid?vmid=100'])

  const moved = await open({
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

  const down = await open({ 'GET /cluster/resources': [row], [`GET ${path('pve1')}`]: { status: 595, reason: 'No route to host' } })
  expect(await down.session.find(100)).toMatchObject({ node: 'pve1', state: 'unknown' })
})

test('a storage that cannot be read does not hide the others', async () => {
  const { session, asked } = await open({
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

test('a change is decided on what was read, and keeps what it does not name', async () => {
  const rows = [
    { key: 'digest', value: 'abc' },
    { key: 'net0', value: 'virtio=BC:24:11:7B:CC:B8,bridge=vmbr0' },
  ]
  const { session, asked } = await open({
    'GET /nodes/pve1/qemu/100/pending': rows,
    'PUT /nodes/pve1/qemu/100/config': null,
    'POST /nodes/pve1/qemu/100/config': upid,
  })
  expect(await failure(session.change(vm, { cores: 2 }, 'old'))).toMatchObject({ code: 'GuestChangedMeanwhile', data: { guest: 'VM 100' } })
  expect(await session.change(vm, {}, 'abc')).toBeUndefined()
  expect(asked()).toHaveLength(2)
  expect(await session.change(vm, { network: { slot: 'net0', vlan: 5 } }, 'abc')).toBeUndefined()
  expect(asked().at(-1)).toBe(
    'PUT /nodes/pve1/qemu/100/config net0=virtio%3DBC%3A24%3A11%3A7B%3ACC%3AB8%2Cbridge%3Dvmbr0%2Ctag%3D5&digest=abc',
  )
  expect(await failure(session.change(lxc, { login: { user: 'root', keys: [] } }, 'abc'))).toMatchObject({ code: 'GuestInputInvalid' })
})

test('a disk that has to be made for a change is waited for by a task', async () => {
  const rows = [
    { key: 'digest', value: 'abc' },
    { key: 'scsi0', value: 'tank:vm-100-disk-0,size=1G' },
  ]
  const { session, asked } = await open({ 'GET /nodes/pve1/qemu/100/pending': rows, 'POST /nodes/pve1/qemu/100/config': upid })
  expect(await session.change(vm, { login: { user: 'debian', keys: [] } }, 'abc')).toEqual({ upid, node: 'pve1' })
  expect(asked().at(-1)).toBe('POST /nodes/pve1/qemu/100/config ciuser=debian&ide2=tank%3Acloudinit&digest=abc')
})

test('a token is made of a role with the privileges this version knows; what is there is kept', async () => {
  const role = { name: 'MycoPod', privileges: ['VM.Audit', 'VM.Monitor', 'VM.GuestAgent.Audit'] }
  const administrator = { roleid: 'Administrator', privs: 'VM.Audit,VM.GuestAgent.Audit,Sys.Audit' }
  const made = { 'full-tokenid': 'mycopod@pve!mycopod', value: 'secret-1' }
  const fresh = await open({
    'GET /access/roles': [administrator],
    'POST /access/roles': null,
    'GET /access/users': [{ userid: 'root@pam' }],
    'POST /access/users': null,
    'PUT /access/acl': null,
    'POST /access/users/mycopod@pve/token/mycopod': made,
  })
  expect(await fresh.session.makeToken(role)).toEqual({ tokenId: 'mycopod@pve!mycopod', secret: 'secret-1' })
  expect(fresh.asked()).toEqual([
    'GET /access/roles',
    'POST /access/roles roleid=MycoPod&privs=VM.Audit%2CVM.GuestAgent.Audit',
    'GET /access/users',
    'POST /access/users userid=mycopod%40pve&comment=MycoPod',
    'PUT /access/acl path=%2F&users=mycopod%40pve&roles=MycoPod&propagate=1',
    'POST /access/users/mycopod%40pve/token/mycopod privsep=0&comment=MycoPod',
  ])

  let tokens = 1
  const taken = { status: 400, reason: 'Parameter verification failed.', body: '{"errors":{"tokenid":"Token already exists."}}' }
  const again = await open({
    'GET /access/roles': [administrator, { roleid: 'MycoPod', privs: 'VM.Audit,VM.Config.Disk' }],
    'PUT /access/roles/MycoPod': null,
    'GET /access/users': [{ userid: 'mycopod@pve' }],
    'PUT /access/acl': null,
    'POST /access/users/mycopod@pve/token/mycopod': () => (tokens > 0 ? taken : made),
    'DELETE /access/users/mycopod@pve/token/mycopod': () => {
      tokens = 0
      return null
    },
  })
  expect(await again.session.makeToken(role)).toMatchObject({ secret: 'secret-1' })
  expect(again.asked()).toContain('PUT /access/roles/MycoPod privs=VM.Audit%2CVM.GuestAgent.Audit&append=1')
  expect(again.asked()).not.toContain('POST /access/users userid=mycopod%40pve&comment=MycoPod')
})

test('what stands in the way of a move is told beforehand', async () => {
  const machine = await open({
    'GET /nodes/pve1/qemu/100/migrate': {
      running: 1,
      allowed_nodes: ['pve3'],
      not_allowed_nodes: { pve2: { unavailable_storages: ['tank'] } },
      local_disks: [
        { volid: 'tank:vm-100-disk-0', drivename: 'scsi0' },
        { volid: 'local:iso/a.iso', drivename: 'ide2', cdrom: 1 },
      ],
      local_resources: [],
    },
  })
  expect(await machine.session.migrationCheck(vm, 'pve2')).toEqual({
    running: true,
    localDisks: ['scsi0'],
    refused: 'storage tank is not available on pve2',
  })
  expect(await machine.session.migrationCheck(vm, 'pve3')).toEqual({ running: true, localDisks: ['scsi0'] })

  const storage = (name: string, shared: 0 | 1) => ({ storage: name, type: 'x', content: 'rootdir', active: 1, enabled: 1, shared })
  const container = await open({
    'GET /nodes/pve1/lxc/200/status/current': { status: 'stopped' },
    'GET /nodes/pve1/lxc/200/pending': [
      { key: 'rootfs', value: 'ceph:vm-200-disk-0,size=1G' },
      { key: 'mp0', value: 'tank:vm-200-disk-1,mp=/data,size=1G' },
    ],
    'GET /nodes/pve1/storage': [storage('ceph', 1), storage('tank', 0)],
    'GET /nodes/pve2/storage': [storage('ceph', 1)],
    'GET /nodes/pve3/storage': [storage('ceph', 1), storage('tank', 0)],
  })
  expect(await container.session.migrationCheck(lxc, 'pve2')).toEqual({
    running: false,
    localDisks: ['mp0'],
    refused: 'storage tank is not available on pve2',
  })
  expect(await container.session.migrationCheck(lxc, 'pve3')).toEqual({ running: false, localDisks: ['mp0'] })
})

test('addresses are those that can be reached, and none where nobody tells', async () => {
  const { session } = await open({
    'GET /nodes/pve1/lxc/200/interfaces': [
      { name: 'lo', inet: '127.0.0.1/8' },
      {
        name: 'eth0',
        inet: '10.99.0.50/24',
        inet6: 'fe80::1/64',
        'ip-addresses': [{ 'ip-address': '10.99.0.50' }, { 'ip-address': 'FD00::5' }],
      },
    ],
    'GET /nodes/pve1/qemu/100/agent/network-get-interfaces': { status: 500, reason: 'QEMU guest agent is not running' },
  })
  expect(await session.addresses(lxc)).toEqual(['10.99.0.50', 'fd00::5'])
  expect(await session.addresses(vm)).toEqual([])
})

test('a log goes on after the line that is known; the line that Proxmox makes up is left out', async () => {
  const task = { upid, node: 'pve1' }
  const { session, asked } = await open({
    [`GET /nodes/pve1/tasks/${upid}/log`]: () => (asked().length === 1 ? [{ n: 1, t: 'no content' }] : [{ n: '2', t: 'done' }]),
  })
  expect(await session.taskLog(task, 0)).toEqual([])
  expect(await session.taskLog(task, 1)).toEqual([{ number: 2, text: 'done' }])
  expect(asked()[1]).toMatch(/\?start=1&limit=1000$/)
})

test('a restore elsewhere gets a hardware address of its own; a backup by hand removes none', async () => {
  const { session, asked } = await open({ 'POST /nodes/pve1/lxc': upid, 'POST /nodes/pve1/qemu': upid, 'POST /nodes/pve1/vzdump': upid })
  const volume = 'local:backup/vzdump-lxc-200-2026_11_20-17_02_21.tar.zst'
  await session.restore({ volume, type: 'lxc' }, { vmid: 201, node: 'pve1', storage: 'tank', replace: false })
  await session.restore({ volume: 'local:backup/vzdump-qemu-100-x.vma.zst', type: 'vm' }, { vmid: 100, node: 'pve1', replace: true })
  await session.backUp(vm, { storage: 'local', mode: 'stop', notes: 'before\nthe {{move}}' })
  expect(asked()).toEqual([
    `POST /nodes/pve1/lxc vmid=201&ostemplate=${encodeURIComponent(volume)}&restore=1&storage=tank&unique=1`,
    'POST /nodes/pve1/qemu vmid=100&archive=local%3Abackup%2Fvzdump-qemu-100-x.vma.zst&force=1',
    'POST /nodes/pve1/vzdump vmid=100&storage=local&mode=stop&compress=zstd&remove=0&notes-template=before%5Cnthe%20%7B%20%7Bmove%7D%7D',
  ])
})

function path(node: string): string {
  return `/nodes/${node}/qemu/100/status/current`
}
