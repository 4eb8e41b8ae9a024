import { describe, expect, test } from 'vitest'
import type { GuestPlace } from '../../../electron/ports/cluster-access.ts'
import { type Bench, failureOf, newMachine, testTag } from './bench.ts'

/** Containers, from a template that the node has. */
export function describeContainers(use: () => Bench): void {
  /** A container, switched off; undefined where the node has no template or no room for one. */
  async function makeContainer(): Promise<GuestPlace | undefined> {
    const { session, seen, fixture, node, vmid, done } = use()
    const place = seen.storages.find(each => each.node === node && each.name === fixture.storage)
    const template = (await session.images(node)).find(image => image.kind === 'container-template')
    if (!template || !place?.content.includes('rootdir')) return undefined
    const guest = newMachine(await vmid(), node, fixture, {
      type: 'lxc',
      source: { kind: 'container-template', volume: template.volume },
      login: { user: 'root', keys: [], password: 'mycopod-test-5' },
    })
    await done(await session.create(guest))
    return { vmid: guest.vmid, type: 'lxc', node }
  }
  const noTemplate = 'The node has no container template, or the storage holds no containers'

  describe('a container', () => {
    test('is made, runs, changes, and stops', async ({ skip }) => {
      const { session, fixture, done, ended } = use()
      const guest = await makeContainer()
      if (!guest) return skip(noTemplate)
      const { config } = await session.config(guest)
      expect(config).toMatchObject({ type: 'lxc', cores: 1, memoryMiB: 256, tags: [testTag], unprivileged: true })
      expect(config.description).toContain(testTag)
      expect(config.disks).toMatchObject([{ slot: 'rootfs', storage: fixture.storage, sizeBytes: 2 ** 30, path: '/' }])
      expect(config.networks).toMatchObject([{ slot: 'net0', bridge: fixture.bridge, address: 'dhcp', mac: expect.any(String) }])
      await session.change(guest, { name: 'mycopod-test-ct', memoryMiB: 300, network: { slot: 'net0', vlan: 7 } }, config.digest)
      const changed = (await session.config(guest)).config
      expect(changed).toMatchObject({ name: 'mycopod-test-ct', memoryMiB: 300, networks: [{ ...config.networks[0], vlan: 7 }] })
      expect(await failureOf(session.change(guest, { cores: 2 }, config.digest))).toMatchObject({ code: 'GuestChangedMeanwhile' })
      await session.change(guest, { network: { slot: 'net0', vlan: null } }, changed.digest)
      await done(await session.growDisk(guest, 'rootfs', 2, (await session.config(guest)).config.digest))
      expect((await session.config(guest)).config.disks[0]?.sizeBytes).toBe(2 * 2 ** 30)

      const started = await ended(await session.start(guest))
      if (started.state === 'failed') return skip(`The node cannot run a container: ${started.outcome}`)
      expect(await session.status(guest)).toMatchObject({ state: 'running', name: 'mycopod-test-ct' })
      expect(Array.isArray(await session.addresses(guest))).toBe(true)
      expect(await failureOf(session.remove(guest))).toMatchObject({ code: 'GuestRunning' })
      await done(await session.shutDown(guest, { seconds: 30, force: true }))
      expect(await session.status(guest)).toMatchObject({ state: 'stopped' })
      await done(await session.remove(guest))
      expect(await session.find(guest.vmid)).toBeUndefined()
    })

    test('has snapshots where its storage can', async ({ skip }) => {
      const { session, done, ended } = use()
      const guest = await makeContainer()
      if (!guest) return skip(noTemplate)
      const taken = await ended(await session.takeSnapshot(guest, 'before', { description: 'as it was', withMemory: false }))
      if (taken.state === 'failed') {
        expect(taken.outcome).toBe('snapshot feature is not available')
        return skip(`The storage has no snapshots of containers: ${taken.outcome}`)
      }
      expect(await session.snapshots(guest)).toMatchObject([{ name: 'before', description: 'as it was', current: true }])
      await done(await session.rollBack(guest, 'before'))
      await done(await session.removeSnapshot(guest, 'before'))
      expect(await session.snapshots(guest)).toEqual([])
    })

    test('is backed up, restored beside itself, and the backup removed', async ({ skip }) => {
      const { session, node, seen, fixture, vmid, done, ended } = use()
      const guest = await makeContainer()
      if (!guest) return skip(noTemplate)
      const holds = seen.storages.filter(each => each.node === node && each.available && each.content.includes('backup'))
      const storage = (holds.find(each => each.name === fixture.storage) ?? holds[0])?.name
      if (storage === undefined) return skip('The node has no storage for backups')
      const notes = `${testTag} ${guest.vmid}`
      await done(await session.backUp(guest, { storage, mode: 'stop', notes }))
      const backup = (await session.backups(node)).find(each => each.notes === notes)
      expect(backup).toMatchObject({ vmid: guest.vmid, type: 'lxc', storage, protected: false })
      if (!backup) return
      try {
        const copy = { vmid: await vmid(), type: 'lxc', node } as const
        const where = { vmid: copy.vmid, node, storage: fixture.storage, replace: false }
        expect(await failureOf(session.restore(backup, { ...where, vmid: guest.vmid }))).toMatchObject({ code: 'VmidTaken' })
        await done(await session.restore(backup, where))
        const [here, there] = [(await session.config(guest)).config, (await session.config(copy)).config]
        expect(there).toMatchObject({ name: here.name, memoryMiB: here.memoryMiB, tags: here.tags, unprivileged: true })
        expect(there.networks[0]?.mac).not.toBe(here.networks[0]?.mac)
        await session.change(guest, { memoryMiB: 300 }, here.digest)
        await done(await session.restore(backup, { ...where, vmid: guest.vmid, replace: true }))
        expect((await session.config(guest)).config.memoryMiB).toBe(256)
      } finally {
        expect(await ended(await session.removeBackup(backup))).toMatchObject({ state: 'succeeded' })
      }
      expect((await session.backups(node)).map(each => each.volume)).not.toContain(backup.volume)
    })
  })
}
