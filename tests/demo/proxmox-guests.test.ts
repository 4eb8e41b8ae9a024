import { describe, expect, test } from 'vitest'
import { createGuestCalls, type GuestCalls } from '../support/guest-calls.ts'

type Row = Readonly<Record<string, unknown>>
const machines = '/nodes/pve1/qemu'
const containers = '/nodes/pve1/lxc'
const template = 'local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst'

async function makeMachine(calls: GuestCalls, vmid: number, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const image = { scsi0: 'thin:0,import-from=local:import/debian-13-genericcloud-amd64.qcow2' }
  const wish = { vmid: String(vmid), name: `vm${vmid}`, memory: '1024', net0: 'virtio,bridge=vmbr0', agent: '1', ...image, ...more }
  expect((await calls.run('POST', machines, wish)).exitstatus).toBe('OK')
  return `${machines}/${vmid}`
}

async function makeContainer(calls: GuestCalls, vmid: number, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const wish = {
    vmid: String(vmid),
    ostemplate: template,
    rootfs: 'thin:8',
    net0: 'name=eth0,bridge=vmbr0,ip=dhcp',
    unprivileged: '1',
    ...more,
  }
  expect((await calls.run('POST', containers, wish)).exitstatus).toBe('OK')
  return `${containers}/${vmid}`
}

describe('making a guest', () => {
  test('a machine gets its disk, addresses and boot order; the settings read back as Proxmox writes them', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100, { tags: 'web,Alpha', scsi1: 'local:4,format=qcow2,discard=on', ide2: 'thin:cloudinit' })
    const config = await calls.data<Row>('GET', `${path}/config`)
    expect(config).toMatchObject({
      name: 'vm100',
      memory: '1024',
      tags: 'alpha;web',
      scsi0: 'thin:vm-100-disk-0,size=3G',
      scsi1: 'local:100/vm-100-disk-0.qcow2,discard=on,size=4G',
      ide2: 'thin:vm-100-cloudinit,media=cdrom',
      boot: 'order=scsi0;net0',
    })
    expect(config.net0).toMatch(/^virtio=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0$/)
    expect(calls.world.volumes.get('pve1 thin:vm-100-disk-0')).toMatchObject({ vmid: 100, sizeBytes: 3 * 1024 ** 3 })
  })

  test('a number is taken from the moment it is asked for, on any node', async () => {
    const calls = createGuestCalls()
    const task = await calls.begin('POST', machines, { vmid: '130', scsi0: 'local:1' })
    expect(await calls.data<Row>('GET', `${machines}/130/config`)).toMatchObject({ lock: 'create' })
    const second = await calls.call('POST', '/nodes/pve2/qemu', { vmid: '130' })
    expect(second).toMatchObject({ status: 500, reason: "unable to create VM 130 - VM 130 already exists on node 'pve1'" })
    expect((await calls.ended(task)).exitstatus).toBe('OK')
    expect(await calls.data<Row>('GET', `${machines}/130/config`)).not.toHaveProperty('lock')
  })

  test('what is wrong is told for each parameter', async () => {
    const calls = createGuestCalls()
    const told = await calls.call('POST', machines, { vmid: '100', net0: 'bogus', memory: 'abc', name: 'bad_name!', scsi0: 'nostorage' })
    expect(told).toMatchObject({ status: 400, reason: 'Parameter verification failed.' })
    expect(told.errors).toMatchObject({
      memory: "invalid format - format error\nmemory.current: type check ('integer') failed - got 'abc'\n",
      name: 'invalid format - value does not look like a valid DNS name\n',
      scsi0: "invalid format - format error\nscsi0.file: invalid format - unable to parse volume ID 'nostorage'\n\n",
    })
    expect(told.errors?.net0).toContain("net0.model: value 'bogus' does not have a value in the enumeration 'e1000,")
    expect(await calls.call('POST', machines, { vmid: '100', scsi0: 'nowhere:4' })).toMatchObject({
      reason: "storage 'nowhere' does not exist",
    })
  })

  test('one that fails or is broken off leaves nothing behind', async () => {
    const calls = createGuestCalls()
    const before = [...calls.world.volumes.keys()]
    const bad = await calls.run('POST', containers, { vmid: '200', ostemplate: 'local:vztmpl/none.tar.zst', rootfs: 'local:1' })
    expect(bad.exitstatus).toBe("unable to create CT 200 - volume 'local:vztmpl/none.tar.zst' does not exist")
    const broken = await calls.begin('POST', containers, { vmid: '201', ostemplate: template, rootfs: 'thin:8' })
    await calls.clock.pass(900)
    expect(calls.world.volumes.size).toBe(before.length + 1)
    broken.abort.abort()
    expect((await calls.ended(broken)).exitstatus).toBe('received interrupt')
    expect([...calls.world.volumes.keys()]).toEqual(before)
    expect(calls.world.guests.size).toBe(0)
  })

  test.each([
    ['thin', /free space in thin pool .* reached threshold/],
    ['tank', /out of space/],
    ['ceph', /No space left on device/],
    ['local', /No space left on device/],
  ])('a full storage %s is told in its words', async (name, words) => {
    const calls = createGuestCalls()
    const storage = calls.world.storages.get(name)
    if (storage) storage.otherBytes = storage.totalBytes
    expect((await calls.run('POST', machines, { vmid: '100', scsi0: `${name}:8` })).exitstatus).toMatch(words)
    expect(calls.world.guests.size).toBe(0)
  })
})

describe('changing a guest', () => {
  test('a stale digest, a lock and an empty change are refused', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    const { digest } = await calls.data<{ readonly digest: string }>('GET', `${path}/config`)
    expect(await calls.call('PUT', `${path}/config`, { cores: '2', digest })).toMatchObject({ status: 200, data: null })
    const stale = { status: 500, reason: 'checksum mismatch (file change by other user?)' }
    expect(await calls.call('PUT', `${path}/config`, { cores: '3', digest })).toMatchObject(stale)
    expect(await calls.call('POST', `${path}/config`, { cores: '3', digest })).toMatchObject(stale)
    expect(await calls.call('PUT', `${path}/config`)).toMatchObject({ status: 500, reason: 'no options specified' })
    await calls.data('PUT', `${path}/config`, { lock: 'backup' })
    expect(await calls.call('PUT', `${path}/config`, { cores: '3' })).toMatchObject({ reason: 'VM is locked (backup)' })
    expect((await calls.run('POST', `${path}/status/start`)).exitstatus).toBe('VM is locked (backup)')
    await calls.data('PUT', `${path}/config`, { delete: 'lock', skiplock: '1' })
    expect((await calls.run('POST', `${path}/status/start`)).exitstatus).toBe('OK')
  })

  test('what a running machine cannot take waits, is shown, and can be dropped', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100, { tags: 'a' })
    await calls.run('POST', `${path}/status/start`)
    await calls.data('PUT', `${path}/config`, { memory: '2048', cores: '4', name: 'renamed', delete: 'tags', scsi1: 'thin:1' })
    expect(await calls.data<Row>('GET', `${path}/config`)).toMatchObject({ memory: '2048', cores: 4, name: 'renamed' })
    const now = await calls.data<Row>('GET', `${path}/config`, { current: '1' })
    expect(now).toMatchObject({ memory: '1024', name: 'renamed', scsi1: 'thin:vm-100-disk-1,size=1G' })
    expect(now).not.toHaveProperty('cores')
    expect(now).not.toHaveProperty('tags')
    const rows = await calls.data<readonly Row[]>('GET', `${path}/pending`)
    expect(rows).toContainEqual({ key: 'memory', value: '1024', pending: '2048' })
    expect(rows).toContainEqual({ key: 'cores', pending: 4 })
    await calls.data('PUT', `${path}/config`, { revert: 'cores' })
    await calls.run('POST', `${path}/status/shutdown`)
    expect(await calls.data<Row>('GET', `${path}/config`, { current: '1' })).toMatchObject({ memory: '2048' })
    expect(calls.world.guests.get(100)?.pending).toEqual({})
  })

  test('a detached disk stays until it is removed once more', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100, { scsi1: 'thin:2' })
    await calls.data('PUT', `${path}/config`, { delete: 'scsi1' })
    expect(await calls.data<Row>('GET', `${path}/config`)).toMatchObject({ unused0: 'thin:vm-100-disk-1' })
    await calls.data('PUT', `${path}/config`, { virtio0: 'thin:vm-100-disk-1' })
    const attached = await calls.data<Row>('GET', `${path}/config`)
    expect(attached).toMatchObject({ virtio0: 'thin:vm-100-disk-1,size=2G' })
    expect(attached).not.toHaveProperty('unused0')
    await calls.data('PUT', `${path}/config`, { delete: 'virtio0' })
    await calls.data('PUT', `${path}/config`, { delete: 'unused0' })
    expect(calls.world.volumes.has('pve1 thin:vm-100-disk-1')).toBe(false)
  })

  test('disks grow and never shrink', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    expect((await calls.run('PUT', `${path}/resize`, { disk: 'scsi0', size: '+5G' })).exitstatus).toBe('OK')
    expect(await calls.data<Row>('GET', `${path}/config`)).toMatchObject({ scsi0: 'thin:vm-100-disk-0,size=8G' })
    const shrunk = await calls.run('PUT', `${path}/resize`, { disk: 'scsi0', size: '4G' })
    expect(shrunk).toMatchObject({ exitstatus: 'shrinking disks is not supported', log: ['TASK ERROR: shrinking disks is not supported'] })
  })

  test('a disk moves to another storage and the old one stays, or goes', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    expect((await calls.run('POST', `${path}/move_disk`, { disk: 'scsi0', storage: 'ceph' })).exitstatus).toBe('OK')
    const moved = await calls.data<Row>('GET', `${path}/config`)
    expect(moved).toMatchObject({ scsi0: 'ceph:vm-100-disk-0,size=3G', unused0: 'thin:vm-100-disk-0' })
    await calls.run('POST', `${path}/move_disk`, { disk: 'scsi0', storage: 'tank', delete: '1' })
    expect(calls.world.volumes.has('ceph:vm-100-disk-0')).toBe(false)
  })

  test('a container takes memory and name at once, but not whether it is privileged', async () => {
    const calls = createGuestCalls()
    const path = await makeContainer(calls, 200, { features: 'nesting=1' })
    await calls.run('POST', `${path}/status/start`)
    await calls.data('PUT', `${path}/config`, { memory: '300', hostname: 'ct1b', features: 'nesting=1,keyctl=1' })
    const config = await calls.data<Row>('GET', `${path}/config`, { current: '1' })
    expect(config).toMatchObject({ memory: 300, hostname: 'ct1b', swap: 512, features: 'nesting=1', rootfs: 'thin:vm-200-disk-0,size=8G' })
    expect(await calls.call('PUT', `${path}/config`, { unprivileged: '0' })).toMatchObject({
      status: 500,
      reason: "unable to modify read-only option: 'unprivileged'",
    })
  })
})

describe('power', () => {
  test('a machine without a system does not obey; force ends it, and breaking off has no last word', async () => {
    const calls = createGuestCalls()
    await calls.run('POST', machines, { vmid: '100', scsi0: 'local:1', agent: '1' })
    const path = `${machines}/100`
    await calls.run('POST', `${path}/status/start`)
    expect((await calls.run('POST', `${path}/status/start`)).exitstatus).toBe('VM 100 already running')
    const timed = await calls.run('POST', `${path}/status/shutdown`, { timeout: '3' })
    expect(timed.exitstatus).toBe('VM quit/powerdown failed - got timeout')
    const long = await calls.begin('POST', `${path}/status/shutdown`, { timeout: '60' })
    long.abort.abort()
    expect(await calls.ended(long)).toMatchObject({
      exitstatus: 'unexpected status',
      log: ['QEMU Guest Agent is not running - received interrupt'],
    })
    const forced = await calls.run('POST', `${path}/status/shutdown`, { timeout: '2', forceStop: '1' })
    expect(forced.log).toContain('VM still running - terminating now with SIGTERM')
    expect(forced.exitstatus).toBe('OK')
    expect(await calls.call('POST', `${path}/status/reboot`)).toMatchObject({ status: 500, reason: 'VM 100 not running' })
    expect((await calls.run('POST', `${path}/status/stop`)).exitstatus).toBe('OK')
  })

  test('a stop waits its turn, and a change that waits too long fails', async () => {
    const calls = createGuestCalls()
    await calls.run('POST', machines, { vmid: '100', scsi0: 'local:1' })
    const path = `${machines}/100`
    await calls.run('POST', `${path}/status/start`)
    await calls.begin('POST', `${path}/status/shutdown`, { timeout: '4' })
    const stop = await calls.run('POST', `${path}/status/stop`)
    expect(stop).toMatchObject({ exitstatus: 'OK', log: ['trying to acquire lock...', ' OK', 'TASK OK'] })
    await calls.run('POST', `${path}/status/start`)
    await calls.begin('POST', `${path}/status/shutdown`, { timeout: '60' })
    const late = calls.call('PUT', `${path}/config`, { cores: '2' })
    await calls.clock.pass(11_000)
    expect(await late).toMatchObject({ status: 500, reason: "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout" })
    const over = await calls.run('POST', `${path}/status/stop`, { 'overrule-shutdown': '1' })
    expect(over.exitstatus).toBe('OK')
  })

  test('a managed guest is started by the manager', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100)
    calls.world.managed.set(100, 'stopped')
    const asked = await calls.run('POST', `${path}/status/start`)
    expect(asked).toMatchObject({ type: 'hastart', log: ['Requesting HA start for VM 100', 'TASK OK'] })
    await calls.clock.pass(15_000)
    expect(await calls.data<Row>('GET', `${path}/status/current`)).toMatchObject({
      status: 'running',
      ha: { managed: 1, state: 'started' },
    })
  })

  test('pausing is seen, and the agent answers only a system that runs', async () => {
    const calls = createGuestCalls()
    const path = await makeMachine(calls, 100, { ipconfig0: 'ip=10.0.0.5/24,gw=10.0.0.1' })
    const ping = () => calls.call('POST', `${path}/agent/ping`)
    expect(await ping()).toMatchObject({ status: 500, reason: 'VM 100 is not running' })
    await calls.run('POST', `${path}/status/start`)
    expect(await ping()).toMatchObject({ status: 200, data: { result: {} } })
    const { result } = await calls.data<{ readonly result: readonly Row[] }>('GET', `${path}/agent/network-get-interfaces`)
    expect(JSON.stringify(result)).toContain('"ip-address":"10.0.0.5"')
    await calls.run('POST', `${path}/status/suspend`)
    expect(await calls.data<Row>('GET', `${path}/status/current`)).toMatchObject({ status: 'running', qmpstatus: 'paused' })
    expect(await ping()).toMatchObject({ reason: 'QEMU guest agent is not running' })
  })
})

describe('removing a guest', () => {
  test('not while it runs; then with its disks', async () => {
    const calls = createGuestCalls()
    const before = calls.world.volumes.size
    const path = await makeMachine(calls, 100)
    await calls.run('POST', `${path}/status/start`)
    expect(await calls.call('DELETE', path)).toMatchObject({ status: 500, reason: 'VM 100 is running - destroy failed' })
    await calls.run('POST', `${path}/status/stop`)
    const gone = await calls.run('DELETE', path, { purge: '1' })
    expect(gone.log).toContain('purging VM 100 from related configurations..')
    expect(calls.world.volumes.size).toBe(before)
    const missing = "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist"
    expect(await calls.call('GET', `${path}/config`)).toMatchObject({ status: 500, reason: missing })
    expect((await calls.run('POST', `${path}/status/start`)).exitstatus).toBe(missing)
  })
})
