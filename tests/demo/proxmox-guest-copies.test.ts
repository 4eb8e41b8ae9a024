import { describe, expect, test } from 'vitest'
import { createGuestCalls, type GuestCalls } from '../support/guest-calls.ts'

type Row = Readonly<Record<string, unknown>>
const machines = '/nodes/pve1/qemu'
const containers = '/nodes/pve1/lxc'

async function makeMachine(
  calls: GuestCalls,
  vmid: number,
  storage = 'thin',
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const scsi0 = `${storage}:0,import-from=local:import/debian-13-genericcloud-amd64.qcow2`
  const wish = { vmid: String(vmid), name: `vm${vmid}`, memory: '512', net0: 'virtio,bridge=vmbr0', agent: '1', scsi0, ...more }
  expect((await calls.run('POST', machines, wish)).exitstatus).toBe('OK')
  return `${machines}/${vmid}`
}

async function makeContainer(calls: GuestCalls, vmid: number, rootfs: string): Promise<string> {
  const wish = { vmid: String(vmid), ostemplate: 'local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst', rootfs, hostname: 'ct1' }
  expect((await calls.run('POST', containers, wish)).exitstatus).toBe('OK')
  return `${containers}/${vmid}`
}

describe('snapshots', () => {
  test('are listed with the present one, go back to their settings and leave their children to their parent', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    expect((await calls.run('POST', `${path}/snapshot`, { snapname: 'one', description: 'd' })).exitstatus).toBe('OK')
    await calls.data('PUT', `${path}/config`, { cores: '2' })
    await calls.clock.pass(2000)
    await calls.run('POST', `${path}/snapshot`, { snapname: 'two' })
    const twice = await calls.run('POST', `${path}/snapshot`, { snapname: 'two' })
    expect(twice.exitstatus).toBe("snapshot name 'two' already used")
    const list = await calls.data<readonly Row[]>('GET', `${path}/snapshot`)
    expect(list.map(({ name, parent }) => [name, parent])).toEqual([
      ['one', undefined],
      ['two', 'one'],
      ['current', 'two'],
    ])
    expect(list[0]).toMatchObject({ description: 'd', vmstate: 0 })
    expect(await calls.data<Row>('GET', `${path}/snapshot/one/config`)).not.toHaveProperty('cores')
    expect((await calls.run('POST', `${path}/snapshot/one/rollback`)).exitstatus).toBe('OK')
    expect(await calls.data<Row>('GET', `${path}/config`)).not.toHaveProperty('cores')
    expect((await calls.run('DELETE', `${path}/snapshot/one`)).exitstatus).toBe('OK')
    const left = await calls.data<readonly Row[]>('GET', `${path}/snapshot`)
    expect(left.map(({ name, parent }) => [name, parent])).toEqual([
      ['two', undefined],
      ['current', undefined],
    ])
    expect((await calls.run('DELETE', `${path}/snapshot/one`)).exitstatus).toBe("snapshot 'one' does not exist")
  })

  test('with memory bring the machine back running, and their state goes with them', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    await calls.run('POST', `${path}/status/start`)
    await calls.run('POST', `${path}/snapshot`, { snapname: 'live', vmstate: '1' })
    expect(calls.world.volumes.has('pve1 thin:vm-100-state-live')).toBe(true)
    await calls.run('POST', `${path}/status/stop`)
    await calls.run('POST', `${path}/snapshot/live/rollback`)
    expect(await calls.data<Row>('GET', `${path}/status/current`)).toMatchObject({ status: 'running' })
    await calls.run('DELETE', `${path}/snapshot/live`)
    expect(calls.world.volumes.has('pve1 thin:vm-100-state-live')).toBe(false)
  })

  test('are not to be had of files that cannot keep them', async () => {
    const calls = createGuestCalls()
    const path = await makeContainer(calls, 200, 'local:4')
    expect((await calls.run('POST', `${path}/snapshot`, { snapname: 'aa' })).exitstatus).toBe('snapshot feature is not available')
    expect(calls.world.guests.get(200)?.config).not.toHaveProperty('lock')
  })
})

describe('copies', () => {
  test('a whole copy has its own disk and addresses and is locked while it is made', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100, 'local', { ide2: 'local:cloudinit' })
    const task = await calls.begin('POST', `${path}/clone`, { newid: '101', name: 'copy', full: '1', storage: 'thin' })
    expect(await calls.data<readonly Row[]>('GET', machines)).toContainEqual(expect.objectContaining({ vmid: 101, lock: 'clone' }))
    expect((await calls.run('POST', `${machines}/101/status/start`)).exitstatus).toBe('VM is locked (clone)')
    expect((await calls.ended(task)).exitstatus).toBe('OK')
    const [source, copy] = await Promise.all([path, `${machines}/101`].map(one => calls.data<Row>('GET', `${one}/config`)))
    expect(copy).toMatchObject({ name: 'copy', scsi0: 'thin:vm-101-disk-0,size=3G', ide2: 'thin:vm-101-cloudinit,media=cdrom' })
    expect(copy?.net0).not.toBe(source?.net0)
    expect(copy?.vmgenid).not.toBe(source?.vmgenid)
  })

  test('a template has copies that rest on it, and stays while there are any', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 101, 'local')
    expect((await calls.run('POST', `${path}/template`)).exitstatus).toBe('OK')
    expect(await calls.data<Row>('GET', `${path}/config`)).toMatchObject({ template: 1, scsi0: 'local:101/base-101-disk-0.raw,size=3G' })
    expect((await calls.run('POST', `${path}/status/start`)).exitstatus).toBe("you can't start a vm if it's a template")
    expect((await calls.run('POST', `${path}/clone`, { newid: '102', name: 'linked' })).exitstatus).toBe('OK')
    const linked = await calls.data<Row>('GET', `${machines}/102/config`)
    expect(linked).toMatchObject({ scsi0: 'local:101/base-101-disk-0.raw/102/vm-102-disk-0.raw,size=3G' })
    expect(linked).not.toHaveProperty('template')
    const kept = await calls.run('DELETE', path)
    expect(kept.exitstatus).toBe("base volume 'local:101/base-101-disk-0.raw' is still in use by linked cloned")
    await calls.run('DELETE', `${machines}/102`)
    expect((await calls.run('DELETE', path)).exitstatus).toBe('OK')
  })

  test('one that is broken off leaves nothing', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    const before = [...calls.world.volumes.keys()]
    const task = await calls.begin('POST', `${path}/clone`, { newid: '101', full: '1' })
    await calls.clock.pass(700)
    task.abort.abort()
    expect((await calls.ended(task)).exitstatus).toBe('received interrupt')
    expect([...calls.world.volumes.keys()]).toEqual(before)
    expect(calls.world.guests.has(101)).toBe(false)
  })
})

describe('moves to another node', () => {
  test('what stands in the way is told before', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100, 'tank')
    const check = await calls.data<Row>('GET', `${path}/migrate`, { target: 'pve2' })
    expect(check).toMatchObject({
      running: 0,
      allowed_nodes: [],
      not_allowed_nodes: { pve2: { unavailable_storages: ['tank'] } },
      local_disks: [{ volid: 'tank:vm-100-disk-0', drivename: 'scsi0', cdrom: 0 }],
    })
    const refused = (target: string) => calls.call('POST', `${path}/migrate`, { target })
    expect(await refused('pve2')).toMatchObject({ reason: "storage 'tank' is not available on node 'pve2'" })
    expect(await refused('pve1')).toMatchObject({ status: 400, errors: { target: 'target is local node.' } })
    expect(await refused('pve9')).toMatchObject({ status: 500, reason: "no such cluster node 'pve9'" })
  })

  test('a machine that is off takes its local disk along', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    const task = await calls.begin('POST', `${path}/migrate`, { target: 'pve2' })
    expect(calls.world.guests.get(100)?.config.lock).toBe('migrate')
    expect((await calls.ended(task)).exitstatus).toBe('OK')
    expect(task.type).toBe('qmigrate')
    expect(calls.world.volumes.has('pve1 thin:vm-100-disk-0')).toBe(false)
    expect(calls.world.volumes.has('pve2 thin:vm-100-disk-0')).toBe(true)
    expect(await calls.call('GET', `${path}/config`)).toMatchObject({ status: 500 })
    expect((await calls.run('POST', '/nodes/pve2/qemu/100/status/start')).exitstatus).toBe('OK')
  })

  test('one that runs goes online, with its local disks only when asked', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    await calls.run('POST', `${path}/status/start`)
    const plain = await calls.call('POST', `${path}/migrate`, { target: 'pve2' })
    expect(plain).toMatchObject({ status: 500, reason: "can't migrate running VM without --online" })
    const without = await calls.run('POST', `${path}/migrate`, { target: 'pve2', online: '1' })
    expect(without.exitstatus).toBe('migration aborted')
    expect(without.log.join('\n')).toContain("can't live migrate attached local disks without with-local-disks option")
    const started = calls.world.guests.get(100)?.startedAt
    await calls.run('POST', `${path}/migrate`, { target: 'pve2', online: '1', 'with-local-disks': '1' })
    expect(calls.world.guests.get(100)).toMatchObject({ node: 'pve2', status: 'running', startedAt: started })
  })

  test('a container is started anew, and a managed guest is moved by the manager', async () => {
    const calls = createGuestCalls()
    const path = await makeContainer(calls, 200, 'ceph:4')
    await calls.run('POST', `${path}/status/start`)
    expect(await calls.call('POST', `${path}/migrate`, { target: 'pve2' })).toMatchObject({
      reason: "can't migrate running container without --online or --restart",
    })
    expect((await calls.run('POST', `${path}/migrate`, { target: 'pve2', restart: '1' })).exitstatus).toBe('OK')
    expect(calls.world.guests.get(200)).toMatchObject({ node: 'pve2', status: 'running' })
    calls.world.managed.set(200, 'started')
    const asked = await calls.run('POST', '/nodes/pve2/lxc/200/migrate', { target: 'pve1', restart: '1' })
    expect(asked.type).toBe('hamigrate')
    await calls.clock.pass(30_000)
    expect(calls.world.guests.get(200)?.node).toBe('pve1')
  })
})

describe('backups', () => {
  test('a backup has notes and progress, and a machine comes back from it', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    await calls.run('POST', `${path}/status/start`)
    const wish = { vmid: '100', storage: 'local', mode: 'snapshot', compress: 'zstd', 'notes-template': '{{guestname}} {{vmid}}' }
    const task = await calls.begin('POST', '/nodes/pve1/vzdump', wish)
    expect(calls.world.guests.get(100)?.config.lock).toBe('backup')
    expect((await calls.ended(task)).exitstatus).toBe('OK')
    expect(task.log.join('\n')).toMatch(/^INFO: +\d+% \([\d.]+ \w+ of 3\.0 GiB\) in \d+s, read: /m)
    const backup = [...calls.world.volumes.values()].find(volume => volume.content === 'backup')
    expect(backup).toMatchObject({ notes: 'vm100 100', vmid: 100, format: 'vma.zst' })
    const archive = backup?.volid ?? ''
    expect(await calls.data<string>('GET', '/nodes/pve1/vzdump/extractconfig', { volume: archive })).toContain('\nname: vm100\n')
    expect(await calls.call('POST', machines, { vmid: '100', archive })).toMatchObject({
      reason: "unable to restore VM 100 - VM 100 already exists on node 'pve1'",
    })
    expect((await calls.run('POST', machines, { vmid: '100', archive, force: '1' })).exitstatus).toBe(
      'unable to restore VM 100 - vm is running',
    )
    await calls.run('POST', `${path}/status/stop`)
    await calls.data('PUT', `${path}/config`, { name: 'other' })
    expect((await calls.run('POST', machines, { vmid: '100', archive, force: '1' })).exitstatus).toBe('OK')
    expect(await calls.data<Row>('GET', `${path}/config`)).toMatchObject({ name: 'vm100', scsi0: 'thin:vm-100-disk-0,size=3G' })
    expect((await calls.run('POST', machines, { vmid: '105', archive, storage: 'ceph', unique: '1' })).exitstatus).toBe('OK')
    expect(await calls.data<Row>('GET', `${machines}/105/config`)).toMatchObject({ scsi0: 'ceph:vm-105-disk-0,size=3G' })
  })

  test('a container comes back from one with another number', async () => {
    const calls = createGuestCalls()
    await makeContainer(calls, 200, 'local:2')
    expect((await calls.run('POST', '/nodes/pve1/vzdump', { vmid: '200', mode: 'stop', compress: 'zstd' })).exitstatus).toBe('OK')
    const ostemplate = [...calls.world.volumes.values()].find(volume => volume.content === 'backup')?.volid ?? ''
    const restored = await calls.run('POST', containers, { vmid: '202', ostemplate, restore: '1', storage: 'local' })
    expect(restored).toMatchObject({ type: 'vzrestore', exitstatus: 'OK' })
    expect(await calls.data<Row>('GET', `${containers}/202/config`)).toMatchObject({
      hostname: 'ct1',
      rootfs: 'local:202/vm-202-disk-0.raw,size=2G',
    })
  })

  test('a locked guest, one that is not there and a full storage are errors of the job', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    await calls.data('PUT', `${path}/config`, { lock: 'snapshot' })
    const locked = await calls.run('POST', '/nodes/pve1/vzdump', { vmid: '100,999', storage: 'local' })
    expect(locked.exitstatus).toBe('job errors')
    expect(locked.log).toContain('ERROR: Backup of VM 100 failed - VM is locked (snapshot)')
    expect(locked.log).toContain("ERROR: Backup of VM 999 failed - unable to find VM '999'")
    await calls.data('PUT', `${path}/config`, { delete: 'lock', skiplock: '1' })
    const storage = calls.world.storages.get('local')
    if (storage) storage.otherBytes = storage.totalBytes
    expect((await calls.run('POST', '/nodes/pve1/vzdump', { vmid: '100', storage: 'local' })).exitstatus).toBe('job errors')
    expect((await calls.run('POST', '/nodes/pve1/vzdump', { vmid: '100', storage: 'thin' })).exitstatus).toBe(
      "could not get storage information for 'thin': can't use storage 'thin' for backups - wrong content type",
    )
    expect(calls.world.guests.get(100)?.config).not.toHaveProperty('lock')
  })

  test('only as many as wished are kept', async () => {
    const calls = createGuestCalls()
    await makeContainer(calls, 200, 'local:2')
    for (let turn = 0; turn < 4; turn += 1) await calls.run('POST', '/nodes/pve1/vzdump', { vmid: '200', 'prune-backups': 'keep-last=2' })
    expect([...calls.world.volumes.values()].filter(volume => volume.content === 'backup')).toHaveLength(2)
  })
})

test('cloud-init gives the machine its name, user, keys and addresses', async () => {
  const calls = createGuestCalls()
  const sshkeys = encodeURIComponent('ssh-ed25519 AAAA a@b')
  const more = { ide2: 'thin:cloudinit', ciuser: 'debian', sshkeys, ipconfig0: 'ip=10.0.0.5/24,gw=10.0.0.1' }
  const path = await makeMachine(calls, 100, 'thin', more)
  const user = await calls.data<string>('GET', `${path}/cloudinit/dump`, { type: 'user' })
  expect(user).toBe(
    '#cloud-config\nhostname: vm100\nmanage_etc_hosts: true\nfqdn: vm100\nuser: debian\nssh_authorized_keys:\n  - ssh-ed25519 AAAA a@b\nchpasswd:\n  expire: False\nusers:\n  - default\npackage_upgrade: true\n',
  )
  const network = await calls.data<string>('GET', `${path}/cloudinit/dump`, { type: 'network' })
  expect(network).toContain("address: '10.0.0.5'\n        netmask: '255.255.255.0'\n        gateway: '10.0.0.1'")
})
