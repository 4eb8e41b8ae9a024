import { expect, test } from 'vitest'
import { failure, openSession } from './session-server.ts'

const vm = { vmid: 100, type: 'vm', node: 'pve1' } as const
const lxc = { vmid: 200, type: 'lxc', node: 'pve1' } as const
const upid = 'UPID:pve1:0001:0002:0003:qmconfig:100:root@pam:'

test('a change is decided on what was read, and keeps what it does not name', async () => {
  const rows = [
    { key: 'digest', value: 'abc' },
    { key: 'net0', value: 'virtio=BC:24:11:7B:CC:B8,bridge=vmbr0' },
  ]
  const { session, asked } = await openSession({
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
  const { session, asked } = await openSession({ 'GET /nodes/pve1/qemu/100/pending': rows, 'POST /nodes/pve1/qemu/100/config': upid })
  expect(await session.change(vm, { login: { user: 'debian', keys: [] } }, 'abc')).toEqual({ upid, node: 'pve1' })
  expect(asked().at(-1)).toBe('POST /nodes/pve1/qemu/100/config ciuser=debian&ide2=tank%3Acloudinit&digest=abc')
})

test('a token is made of a role with the privileges this version knows; what is there is kept', async () => {
  const role = { name: 'MycoPod', privileges: ['VM.Audit', 'VM.Monitor', 'VM.GuestAgent.Audit'] }
  const administrator = { roleid: 'Administrator', privs: 'VM.Audit,VM.GuestAgent.Audit,Sys.Audit' }
  const made = { 'full-tokenid': 'mycopod@pve!mycopod', value: 'secret-1' }
  const fresh = await openSession({
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
  const again = await openSession({
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
  const machine = await openSession({
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
  const container = await openSession({
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
  const { session } = await openSession({
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
  const { session, asked } = await openSession({
    [`GET /nodes/pve1/tasks/${upid}/log`]: () => (asked().length === 1 ? [{ n: 1, t: 'no content' }] : [{ n: '2', t: 'done' }]),
  })
  expect(await session.taskLog(task, 0)).toEqual([])
  expect(await session.taskLog(task, 1)).toEqual([{ number: 2, text: 'done' }])
  expect(asked()[1]).toMatch(/\?start=1&limit=1000$/)
})

test('a restore elsewhere gets a hardware address of its own; a backup by hand removes none', async () => {
  const { session, asked } = await openSession({
    'POST /nodes/pve1/lxc': upid,
    'POST /nodes/pve1/qemu': upid,
    'POST /nodes/pve1/vzdump': upid,
  })
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
