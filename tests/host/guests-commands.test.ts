import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { type GuestChange, guestChangeSchema } from '../../shared/model/guest-wish.ts'
import { type GuestHost, guestIn, newRemains, sources, startGuestHost } from '../support/guest-lab.ts'

let home: DemoCluster
let host: GuestHost
beforeEach(async () => {
  home = await startDemoCluster({ speed: 2000 })
  host = await startGuestHost(newRemains(), home)
})
afterEach(async () => {
  await host.kill()
  await home.close()
})

const at = (guest: string) => ({ guest, approved: true })
const configOf = (guest: string) => guestIn(home, guest)?.config
const change = (guest: string, changes: Partial<GuestChange>) =>
  host.guests.change({ ...at(guest), change: guestChangeSchema.parse(changes) }, 'Ada')
const power = (guest: string, action: 'start' | 'stop' | 'shutdown' | 'reboot', force = false) =>
  host.guests.power({ guest, action, seconds: 20, force }, 'Ada')
const backupsOf = (vmid: number) => [...home.world.volumes.values()].filter(volume => volume.content === 'backup' && volume.vmid === vmid)
const codeAndField = (error: unknown) =>
  (error as { code?: string; data?: { field?: string } }).data?.field ?? (error as { code?: string }).code

describe('making a guest', () => {
  test('a container of a template bears our tag and the mark of its job; what was left open is chosen and said', async () => {
    const job = await host.create({ name: 'box', type: 'lxc', source: sources.container, memoryMiB: 1024, tags: ['lab'] })
    expect(await host.done(job)).toMatchObject({ name: 'box', state: 'running', address: expect.any(String) })
    expect(configOf('box')).toMatchObject({
      memory: '1024',
      tags: 'lab;mycopod',
      description: expect.stringContaining(`Made by MycoPod (${job.id})`),
    })
    const lines = (await host.store.jobs.events(job.id, 0)).flatMap(event => (event.type === 'line' ? [event.text] : []))
    expect(lines.slice(0, 2)).toEqual([expect.stringMatching(/memory free, the most/), expect.stringMatching(/^\S+ on pve\d has .* free/)])
    expect(JSON.stringify(await host.jobs.whatIDid(job.id))).toContain('/lxc (')
    expect(host.clusters.resolveGuest({ guest: 'box' })).toMatchObject({ state: 'running', ours: true })
  })

  test('a machine of a cloud image lets the given key and our own in, and its disk has the wished size', async () => {
    const login = { user: 'ada', keys: ['ssh-ed25519 AAAA ada'], password: 'ada-password' }
    const made = host.create({ name: 'vm', type: 'vm', source: sources.image, diskGiB: 12, node: 'pve2', storage: 'ceph', vlan: 30, login })
    expect(await host.done(made)).toMatchObject({ node: 'pve2', state: 'running' })
    const config = configOf('vm')
    expect(config).toMatchObject({ ciuser: 'ada', tags: 'mycopod', net0: expect.stringContaining('tag=30') })
    expect(JSON.stringify(config)).toMatch(/ceph:vm-\d+-disk-0,[^"]*size=12G/)
    expect(decodeURIComponent(config?.sshkeys ?? '').split('\n')).toEqual(['ssh-ed25519 AAAA ada', expect.stringContaining('ssh-ed25519')])
    expect(JSON.stringify(await host.store.jobs.events((await made).id, 0))).not.toContain('ada-password')
    expect((await host.secrets.names('cluster/')).filter(name => name.includes('/new/'))).toEqual([])
  })

  test('a machine with an installer, a full copy and a linked one', async () => {
    await host.done(host.create({ name: 'by-hand', type: 'vm', source: sources.iso, node: 'pve1' }))
    expect(JSON.stringify(configOf('by-hand'))).toContain('debian-13.1.0-amd64-netinst.iso')
    await host.done(host.create({ name: 'copy', type: 'vm', source: sources.template, cores: 1, diskGiB: 5, start: false }))
    expect(configOf('copy')).toMatchObject({ cores: '1', scsi0: expect.stringContaining('size=5G'), tags: 'mycopod' })
    expect(guestIn(home, 'copy')?.status).toBe('stopped')
    await host.done(host.create({ name: 'linked', type: 'vm', source: { ...sources.template, full: false }, start: false }))
    expect(configOf('linked')?.scsi0).toContain('base-9000-disk-0/')
    await host.done(
      host.create({ name: 'twin', type: 'lxc', source: { kind: 'clone', vmid: guestIn(home, 'dev-box')?.vmid ?? 0, full: true } }),
    )
    expect(configOf('twin')).toMatchObject({ cores: '2', tags: 'mycopod' })
  })
})

describe('changing a guest', () => {
  test('what takes effect now and what waits is said before, done, and can be dropped again', async () => {
    const changes = { cores: 3, tags: ['web', 'new'], network: { slot: 'net0', vlan: 40 } }
    const preview = await host.guests.previewChange({ guest: 'web-01', change: changes })
    expect(preview).toEqual({
      changes: [
        { field: 'cores', from: '2', to: '3', when: 'at-restart' },
        { field: 'vlan', from: 'none', to: '40', when: 'now' },
        { field: 'tags', from: 'web', to: 'new, web', when: 'now' },
      ],
      downtime: 'It keeps running; the new cores take effect at its next restart.',
    })
    expect(await host.done(change('web-01', changes))).toMatchObject({ waitsForRestart: ['cores'] })
    expect([configOf('web-01')?.cores, guestIn(home, 'web-01')?.pending]).toEqual(['2', { cores: '3' }])
    const detail = await host.guests.revert({ ...at('web-01'), fields: ['cores'] }, 'Ada')
    expect([detail.config.cores, detail.pending]).toEqual([2, []])
    await expect(host.guests.revert({ ...at('web-01'), fields: ['cores'] }, 'Ada')).rejects.toMatchObject({ code: 'GuestInputInvalid' })
  })

  test('a restart brings what waited; the hardware address of the card stays', async () => {
    const mac = /[0-9A-F:]{17}/.exec(configOf('web-01')?.net0 ?? '')?.[0] ?? 'none'
    await host.done(change('web-01', { memoryMiB: 6144, network: { slot: 'net0', bridge: 'vmbr1', vlan: null } }))
    await host.done(power('web-01', 'reboot'))
    expect(configOf('web-01')).toMatchObject({ memory: '6144', net0: expect.stringContaining(mac) })
    expect(configOf('web-01')?.net0).not.toContain('tag=')
  })

  test('a container takes everything at once, and disks grow while it runs', async () => {
    await host.done(
      change('monitor', { cores: 2, diskGiB: 20, name: 'watcher', startOnBoot: false, description: 'Looks.', protected: true }),
    )
    expect(configOf('watcher')).toMatchObject({
      cores: '2',
      rootfs: expect.stringContaining('size=20G'),
      onboot: '0',
      protection: '1',
    })
    await host.done(change('watcher', { name: 'monitor', protected: false }))
    expect(await host.done(change('monitor', { cores: 2 }))).toMatchObject({ waitsForRestart: [] })
  })

  test('a disk moves to another storage, and a guest to another node', async () => {
    await host.done(host.guests.moveDisk({ ...at('web-01'), slot: 'scsi0', storage: 'ceph' }, 'Ada'))
    expect(configOf('web-01')?.scsi0).toContain('ceph:')
    expect(await host.guests.migrationPreview({ guest: 'web-01', node: 'pve2' })).toMatchObject({
      possible: true,
      downtime: 'It keeps running while it moves.',
    })
    expect(await host.done(host.guests.migrate({ ...at('web-01'), node: 'pve2' }, 'Ada'))).toMatchObject({ node: 'pve2', state: 'running' })
    const off = await host.guests.migrationPreview({ guest: 'dev-box', node: 'pve2' })
    expect(off).toMatchObject({ possible: true, localDisks: ['rootfs'], downtime: expect.stringContaining('switched off') })
    await host.done(host.guests.migrate({ ...at('dev-box'), node: 'pve2' }, 'Ada'))
    await host.done(host.guests.migrate({ ...at('ci-1'), node: 'pve2' }, 'Ada'))
    expect(['dev-box', 'ci-1'].map(name => [guestIn(home, name)?.node, guestIn(home, name)?.status])).toEqual([
      ['pve2', 'stopped'],
      ['pve2', 'running'],
    ])
  })

  test('power: what is so already is no error, and a guest that does not listen is told or switched off', async () => {
    await host.done(power('pihole', 'start'))
    await host.done(power('pihole', 'shutdown'))
    await host.done(power('pihole', 'stop'))
    await host.done(power('pihole', 'start'))
    expect(guestIn(home, 'pihole')?.status).toBe('running')
    // Nobody has worked its installer yet.
    await host.done(host.create({ name: 'by-hand', type: 'vm', source: sources.iso }))
    const failed = await host.ended(power('by-hand', 'shutdown'))
    expect([failed.status, failed.error?.code, guestIn(home, 'by-hand')?.status]).toEqual(['failed', 'GuestTaskFailed', 'running'])
    await host.done(power('by-hand', 'shutdown', true))
    expect(guestIn(home, 'by-hand')?.status).toBe('stopped')
    await expect(power('by-hand', 'reboot')).rejects.toMatchObject({ code: 'GuestInputInvalid' })
    await expect(power('debian-13-template', 'start')).rejects.toMatchObject({ code: 'GuestInputInvalid' })
  })
})

describe('keeping a guest', () => {
  const snapshot = (guest: string, name: string, withMemory = false) =>
    host.guests.takeSnapshot({ guest, name, description: 'Before.', withMemory }, 'Ada')

  test('a snapshot is taken, gone back to and removed; a guest that was on is on again', async () => {
    await host.done(snapshot('db-1', 'before'))
    await host.done(snapshot('db-1', 'with-memory', true))
    expect(guestIn(home, 'db-1')?.snapshots.map(each => [each.name, each.vmstate])).toEqual([
      ['before-tuning', false],
      ['before', false],
      ['with-memory', true],
    ])
    await expect(snapshot('db-1', 'before')).rejects.toMatchObject({ code: 'GuestInputInvalid' })
    await expect(snapshot('db-1', 'current')).rejects.toMatchObject({ code: 'GuestInputInvalid' })
    await host.done(change('db-1', { tags: ['later'] }))
    await expect(host.guests.rollBack({ guest: 'db-1', name: 'before', approved: false }, 'Ada')).rejects.toMatchObject({
      code: 'NeedsApproval',
    })
    await host.done(host.guests.rollBack({ ...at('db-1'), name: 'before' }, 'Ada'))
    expect([configOf('db-1')?.tags, guestIn(home, 'db-1')?.status]).toEqual(['prod', 'running'])
    for (const name of ['before', 'with-memory']) await host.done(host.guests.removeSnapshot({ guest: 'db-1', name }, 'Ada'))
    expect(guestIn(home, 'db-1')?.snapshots).toHaveLength(1)
    await expect(host.guests.removeSnapshot({ guest: 'db-1', name: 'before' }, 'Ada')).rejects.toMatchObject({ code: 'NotFound' })
  })

  test('a backup is made, restored as a new guest and over the old one, and removed', async () => {
    const result = await host.done(host.guests.backUp({ guest: 'pihole', mode: 'snapshot', notes: 'Weekly' }, 'Ada'))
    const volume = String(result.volume)
    expect(await host.guests.backups({ guest: 'pihole' })).toMatchObject([{ volume, vmid: 101, notes: expect.stringContaining('Weekly') }])

    const restore = { cluster: 'home', volume, node: 'pve1', approved: false, start: false }
    await host.done(host.guests.restore({ ...restore, name: 'pihole-2', replace: false }, 'Ada'))
    expect(configOf('pihole-2')).toMatchObject({ tags: 'mycopod', description: expect.stringContaining('Made by MycoPod') })
    expect([configOf('pihole-2')?.onboot ?? '0', guestIn(home, 'pihole-2')?.vmid === 101]).toEqual(['0', false])
    await host.done(host.guests.restore({ ...restore, replace: false }, 'Ada'))
    expect(guestIn(home, 'pihole-restored')).toBeDefined()

    await host.done(change('pihole', { memoryMiB: 768 }))
    await expect(host.guests.restore({ ...restore, replace: true, approved: true }, 'Ada')).rejects.toMatchObject({ code: 'GuestRunning' })
    await host.done(power('pihole', 'shutdown'))
    await expect(host.guests.restore({ ...restore, replace: true }, 'Ada')).rejects.toMatchObject({ code: 'NeedsApproval' })
    await host.done(host.guests.restore({ ...restore, replace: true, approved: true, start: true }, 'Ada'))
    expect([configOf('pihole')?.memory, guestIn(home, 'pihole')?.status]).toEqual(['512', 'running'])

    const remove = { cluster: 'home', volume }
    await expect(host.guests.removeBackup({ ...remove, approved: false }, 'Ada')).rejects.toMatchObject({ code: 'NeedsApproval' })
    await host.done(host.guests.removeBackup({ ...remove, approved: true }, 'Ada'))
    expect(backupsOf(101)).toEqual([])
    await expect(host.guests.removeBackup({ ...remove, approved: true }, 'Ada')).rejects.toMatchObject({ code: 'NotFound' })
  })
})

describe('the end of a guest', () => {
  test('a template is made of a stopped guest once it was approved', async () => {
    await host.done(host.create({ name: 'copy', type: 'vm', source: sources.template, start: false }))
    await expect(host.guests.makeTemplate({ guest: 'copy', approved: false }, 'Ada')).rejects.toMatchObject({ code: 'NeedsApproval' })
    await host.done(host.guests.makeTemplate(at('copy'), 'Ada'))
    expect(guestIn(home, 'copy')?.template).toBe(true)
    await expect(host.guests.makeTemplate(at('db-1'), 'Ada')).rejects.toMatchObject({ code: 'GuestRunning' })
  })

  test('a guest is destroyed with its disks and its key when it is off and its name was typed', async () => {
    await host.done(host.create({ name: 'box', type: 'lxc', source: sources.container }))
    await expect(host.guests.remove({ ...at('box'), typedName: 'box' }, 'Ada')).rejects.toMatchObject({ code: 'GuestRunning' })
    await host.done(power('box', 'stop'))
    await expect(host.guests.remove({ ...at('box'), typedName: 'bax' }, 'Ada')).rejects.toMatchObject({ code: 'NeedsApproval' })
    await host.done(change('box', { protected: true }))
    await expect(host.guests.remove({ ...at('box'), typedName: 'box' }, 'Ada')).rejects.toMatchObject({ code: 'GuestInputInvalid' })
    await host.done(change('box', { protected: false }))
    const { vmid } = host.clusters.resolveGuest({ guest: 'box' })
    const keys = async () => (await host.secrets.names('cluster/')).filter(name => name.includes('/guest/')).length
    const before = await keys()
    await host.done(host.guests.remove({ ...at('box'), typedName: 'box' }, 'Ada'))
    expect([guestIn(home, 'box'), await keys()]).toEqual([undefined, before - 2])
    expect([...home.world.volumes.values()].filter(volume => volume.vmid === vmid)).toEqual([])
    await expect(power('box', 'start')).rejects.toMatchObject({ code: 'NotFound' })
  })

  test('what MycoPod did not make is changed only with a yes', async () => {
    const foreign = { guest: 'win-desktop', approved: false }
    const refused = [
      host.guests.change({ ...foreign, change: { cores: 2 } }, 'Ada'),
      host.guests.revert({ ...foreign, fields: ['cores'] }, 'Ada'),
      host.guests.moveDisk({ ...foreign, slot: 'scsi0', storage: 'ceph' }, 'Ada'),
      host.guests.migrate({ ...foreign, node: 'pve2' }, 'Ada'),
      host.guests.makeTemplate(foreign, 'Ada'),
      host.guests.remove({ ...foreign, typedName: 'win-desktop' }, 'Ada'),
    ].map(call => call.catch(codeAndField))
    expect(await Promise.all(refused)).toEqual(refused.map(() => 'GuestForeign'))
    await host.done(power('win-desktop', 'start'))
  })
})
