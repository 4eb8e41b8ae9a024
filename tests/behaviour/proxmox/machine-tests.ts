import { describe, expect, test } from 'vitest'
import { type Bench, failureOf, newMachine, testTag } from './bench.ts'

const gib = 2 ** 30

/** Virtual machines that are switched off: these tests need no virtualization. */
export function describeMachines(use: () => Bench): void {
  describe('a virtual machine', () => {
    test('is made as wished, found by its number, and removed without a trace', async () => {
      const { session, fixture, node, vmid, done } = use()
      const wished = newMachine(await vmid(), node, fixture, { tags: ['zeta', testTag], startOnBoot: true })
      const task = await session.create(wished)
      expect(task.node).toBe(node)
      await done(task)
      const guest = { vmid: wished.vmid, type: 'vm', node } as const
      expect(await session.find(wished.vmid)).toMatchObject({
        ...guest,
        name: wished.name,
        state: 'stopped',
        template: false,
        tags: [testTag, 'zeta'],
      })
      expect(await session.status(guest)).toMatchObject({
        state: 'stopped',
        name: wished.name,
        highlyAvailable: false,
        memoryTotalBytes: 256 * 2 ** 20,
      })
      const { config, pending } = await session.config(guest)
      expect(pending).toEqual([])
      expect(config).toMatchObject({
        name: wished.name,
        description: wished.description,
        tags: [testTag, 'zeta'],
        cores: 1,
        memoryMiB: 256,
        startOnBoot: true,
        bootOrder: ['scsi0', 'ide2'],
        agent: true,
        template: false,
      })
      expect(config.disks.find(disk => disk.slot === 'scsi0')).toMatchObject({ kind: 'disk', storage: fixture.storage, sizeBytes: gib })
      expect(config.networks).toMatchObject([
        { slot: 'net0', bridge: fixture.bridge, model: 'virtio', mac: expect.stringMatching(/^(?:[0-9A-F]{2}:){5}/) },
      ])
      expect((await session.guestTasks(guest, 5)).map(each => each.id)).toContain(task.upid)
      expect((await session.taskLog(task, 0)).length).toBeGreaterThan(0)
      expect(await session.addresses(guest)).toEqual([])
      for (const point of await session.guestLoad(guest, 'hour')) expect(point.at).toBeGreaterThan(0)
      await done(await session.remove(guest))
      expect(await session.find(wished.vmid)).toBeUndefined()
      expect(await failureOf(session.status(guest))).toMatchObject({ code: 'GuestGone' })
    })

    test('with a number that is taken is refused, whatever its type', async () => {
      const { session, fixture, makeMachine } = use()
      const { vmid, node } = await makeMachine()
      expect(await failureOf(session.create(newMachine(vmid, node, fixture)))).toMatchObject({ code: 'VmidTaken', data: { vmid } })
    })

    test('that Proxmox would not have is refused with the field', async () => {
      const { session, fixture, node, vmid } = use()
      const bad = newMachine(await vmid(), node, fixture, { name: 'bad_name!' })
      const error = await failureOf(session.create(bad))
      expect(error).toMatchObject({ code: 'ClusterRefused', data: { fields: { name: expect.stringContaining('invalid format') } } })
      const nowhere = newMachine(bad.vmid, node, fixture, { storage: 'no-such-storage' })
      expect(await failureOf(session.create(nowhere))).toMatchObject({ code: 'ClusterRefused' })
      expect(await session.find(bad.vmid)).toBeUndefined()
    })

    test('is changed where it is as it was read, keeps what is not named, and reads back as wished', async () => {
      const { session, fixture, makeMachine, done } = use()
      const guest = await makeMachine()
      const before = (await session.config(guest)).config
      const wished = {
        name: 'mycopod-test-renamed',
        cores: 2,
        memoryMiB: 384,
        tags: [testTag, 'alpha'],
        bootOrder: ['scsi0'],
        description: 'line 1\nünd =,;+&%',
      }
      await done(await session.change(guest, { ...wished, network: { slot: 'net0', vlan: 20 } }, before.digest))
      const after = (await session.config(guest)).config
      expect(after).toMatchObject({ ...wished, tags: ['alpha', testTag] })
      expect(after.networks).toEqual([{ ...before.networks[0], vlan: 20 }])
      expect(after.digest).not.toBe(before.digest)
      const stale = session.change(guest, { cores: 3 }, before.digest)
      expect(await failureOf(stale)).toMatchObject({ code: 'GuestChangedMeanwhile', data: { guest: 'mycopod-test-renamed' } })
      // What checks the digest in Proxmox itself, not only here.
      const path = ['nodes', guest.node, 'qemu', guest.vmid, 'config']
      expect(await failureOf(fixture.call('PUT', path, { cores: 3, digest: before.digest }))).toMatchObject({
        code: 'GuestChangedMeanwhile',
      })
      expect(await session.change(guest, {}, after.digest)).toBeUndefined()
      await session.change(guest, { network: { slot: 'net0', vlan: null }, protected: true }, after.digest)
      const last = (await session.config(guest)).config
      expect([last.networks, last.protected]).toEqual([before.networks, true])
      await session.change(guest, { protected: false }, last.digest)
    })

    test('gets a larger disk, never a smaller one', async () => {
      const { session, makeMachine, done, ended } = use()
      const guest = await makeMachine()
      const digest = async () => (await session.config(guest)).config.digest
      await done(await session.growDisk(guest, 'scsi0', 2, await digest()))
      expect((await session.config(guest)).config.disks.find(disk => disk.slot === 'scsi0')?.sizeBytes).toBe(2 * gib)
      expect(await ended(await session.growDisk(guest, 'scsi0', 1, await digest()))).toMatchObject({
        state: 'failed',
        outcome: expect.stringContaining('shrink'),
      })
    })

    test('that is locked says so, at once or in its task', async () => {
      const { session, fixture, makeMachine, ended } = use()
      const guest = await makeMachine()
      const path = ['nodes', guest.node, 'qemu', guest.vmid, 'config']
      await fixture.call('PUT', path, { lock: 'backup' })
      try {
        const { config } = await session.config(guest)
        expect(config.lock).toBe('backup')
        expect(await failureOf(session.change(guest, { cores: 2 }, config.digest))).toMatchObject({
          code: 'GuestLocked',
          data: { lock: 'backup' },
        })
        expect(await ended(await session.start(guest))).toMatchObject({
          state: 'failed',
          problem: { code: 'GuestLocked', data: { lock: 'backup' } },
        })
      } finally {
        await fixture.call('PUT', path, { delete: 'lock', skiplock: 1 })
      }
    })

    test('has snapshots it goes back to', async () => {
      const { session, makeMachine, done, ended } = use()
      const guest = await makeMachine()
      await done(await session.takeSnapshot(guest, 'before', { description: 'as it was', withMemory: false }))
      expect(await session.snapshots(guest)).toMatchObject([
        { name: 'before', description: 'as it was', withMemory: false, current: true, at: expect.any(Number) },
      ])
      expect(await ended(await session.takeSnapshot(guest, 'before', { description: '', withMemory: false }))).toMatchObject({
        state: 'failed',
      })
      const { config } = await session.config(guest)
      await session.change(guest, { cores: 2 }, config.digest)
      await done(await session.rollBack(guest, 'before'))
      expect((await session.config(guest)).config.cores).toBe(1)
      await done(await session.removeSnapshot(guest, 'before'))
      expect(await session.snapshots(guest)).toEqual([])
    })

    test('is copied, made a template, and copied from it sharing its disk', async () => {
      const { session, vmid, makeMachine, done, ended } = use()
      const source = await makeMachine()
      const copy = { vmid: await vmid(), type: 'vm', node: source.node } as const
      const linked = { vmid: await vmid(), type: 'vm', node: source.node } as const
      const plan = { vmid: copy.vmid, name: 'mycopod-test-copy', node: source.node, full: true, marker: 'copied (job1)' }
      await done(await session.clone(source, plan))
      expect((await session.config(copy)).config).toMatchObject({
        name: 'mycopod-test-copy',
        description: 'copied (job1)',
        tags: [testTag],
      })
      expect(await failureOf(session.clone(source, plan))).toMatchObject({ code: 'VmidTaken', data: { vmid: copy.vmid } })
      await done(await session.makeTemplate(copy))
      expect((await session.config(copy)).config.template).toBe(true)
      await done(await session.clone(copy, { ...plan, vmid: linked.vmid, name: 'mycopod-test-linked', full: false }))
      expect(await ended(await session.remove(copy))).toMatchObject({ state: 'failed', outcome: expect.stringContaining('in use') })
      await done(await session.remove(linked))
      await done(await session.remove(copy))
    })

    test('moves its disk to another storage', async ({ skip }) => {
      const { session, seen, fixture, makeMachine, done } = use()
      const guest = await makeMachine()
      const other = seen.storages.find(
        each => each.node === guest.node && each.available && each.name !== fixture.storage && each.content.includes('images'),
      )
      if (!other) return skip('The node has no second storage for disks')
      await done(
        await session.moveDisk(guest, 'scsi0', { storage: other.name, keepOld: false }, (await session.config(guest)).config.digest),
      )
      const { disks } = (await session.config(guest)).config
      expect(disks.find(disk => disk.slot === 'scsi0')?.storage).toBe(other.name)
      expect(disks.filter(disk => disk.kind === 'unused')).toEqual([])
    })

    test('moves to another node, with its disk', async ({ skip }) => {
      const { session, seen, node, makeMachine, done } = use()
      const target = seen.nodes.find(each => each.online && each.name !== node)
      if (!target) return skip('The cluster has no second node that is online')
      const guest = await makeMachine()
      const check = await session.migrationCheck(guest, target.name)
      expect(check).toMatchObject({ running: false })
      expect(check.refused).toBeUndefined()
      await done(await session.migrate(guest, target.name, { running: false, withLocalDisks: check.localDisks.length > 0 }))
      expect(await session.find(guest.vmid)).toMatchObject({ node: target.name, state: 'stopped' })
      expect(await failureOf(session.status(guest))).toMatchObject({ code: 'GuestGone' })
    })
  })
}
