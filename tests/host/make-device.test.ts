import { expect, test } from 'vitest'
import { createGuestKeys } from '../../electron/services/clusters/guest-keys.ts'
import { createDeviceMaker, type MakeDeviceRequest } from '../../electron/services/clusters/make-device.ts'
import { createDockerCare } from '../../electron/services/install-docker.ts'
import { createJobRunner } from '../../electron/services/job-runner.ts'
import type { GuestConfig } from '../../shared/model/guest.ts'
import { clusterInput, createClusterLab } from '../support/cluster-lab.ts'
import { guest, node } from '../support/fake-cluster-access.ts'
import { passUntil } from '../support/job-world.ts'
import { codeOf, connectionTo } from '../support/small-lab.ts'
import { silentLog } from '../support/small-ports.ts'

const settings = (more: Partial<GuestConfig> = {}): GuestConfig => ({
  type: 'lxc',
  name: 'pihole',
  description: '',
  tags: [],
  cores: 1,
  memoryMiB: 512,
  disks: [],
  networks: [],
  bootOrder: [],
  startOnBoot: true,
  features: [],
  protected: false,
  agent: false,
  template: false,
  digest: 'd',
  ...more,
})

async function makerLab(config = settings()) {
  const lab = await createClusterLab()
  const home = await lab.clusters.add(clusterInput(), 'Ada')
  const monitoring = await lab.watch()
  const jobs = createJobRunner({ ...lab, log: silentLog })
  const dockerCare = createDockerCare({ ...lab, monitoring, jobs })
  const guestKeys = createGuestKeys(lab)
  const maker = createDeviceMaker({ ...lab, monitoring, jobs, dockerCare, guestKeys })
  lab.cluster.session = {
    config: async () => ({ config, pending: [] }),
    addresses: async () => ['fe80::1', '10.0.0.50'],
    status: async () => ({ state: 'running', name: 'pihole', highlyAvailable: false, uptimeSeconds: 9 }),
  }
  const ask = (more: Partial<MakeDeviceRequest> = {}): MakeDeviceRequest => ({
    guest: 'pihole',
    user: 'pi',
    password: 'raspberry',
    port: 22,
    installDocker: true,
    ...more,
  })
  const make = async (more: Partial<MakeDeviceRequest> = {}) => {
    const { id } = await maker.makeDevice(ask(more), 'Ada')
    await passUntil(lab.clock, jobs.idle())
    return jobs.view(id)
  }
  return { ...lab, home, maker, jobs, guestKeys, ask, make }
}

test('by user and password: waits for its address, pins the host key it shows, and remembers which guest it is', async () => {
  const { make, inventory, clusters, home, access, secrets, store } = await makerLab()
  access.device('fe80::1').up = false
  const view = await make()
  expect([view.status, view.error, view.result]).toEqual(['succeeded', undefined, { device: 'nuc' }])
  expect(inventory.list()).toMatchObject([
    { name: 'nuc', address: '10.0.0.50', hostKey: access.device('10.0.0.50').hostKey, guest: { cluster: home.id, vmid: 101 } },
  ])
  expect(clusters.resolveGuest({ guest: '101' }).device).toBe('nuc')
  expect([...secrets.values.keys()].filter(name => name.startsWith('device/'))).toHaveLength(1)
  const told = JSON.stringify([await store.jobs.get(view.id), await store.jobs.events(view.id, 0)])
  expect(told).not.toContain('raspberry')
  expect(told).toContain(access.device('10.0.0.50').hostKey)
})

test('one that MycoPod made is reached by its own key, which its system takes a while to let in', async () => {
  const config = settings({ description: 'Made by MycoPod (job1)', cloudInit: { user: 'sam', hasKeys: true } })
  const { maker, ask, jobs, clock, guestKeys, home, access, inventory } = await makerLab(config)
  const publicKey = await guestKeys.publicKey(home.id, 'job1')
  expect(await guestKeys.publicKey(home.id, 'job1')).toBe(publicKey)
  const { id } = await maker.makeDevice(ask({ user: 'root', password: undefined }), 'Ada')
  await clock.pass(10_000)
  access.device('fe80::1').up = false
  access.device('10.0.0.50').authorizedKeys.push(publicKey)
  await passUntil(clock, jobs.idle())
  expect((await jobs.view(id)).status).toBe('succeeded')
  expect(inventory.list()).toMatchObject([{ user: 'sam', loginMethod: 'key' }])
})

test('one that is off is started, and an address its settings give is taken at its word', async () => {
  const config = settings({
    networks: [
      { slot: 'net0', address: '10.0.0.51/24' },
      { slot: 'net1', address: 'dhcp' },
    ],
  })
  const { make, cluster, inventory } = await makerLab(config)
  const started: number[] = []
  cluster.session = {
    ...cluster.session,
    status: async () => ({ state: 'stopped', name: 'pihole', highlyAvailable: false, uptimeSeconds: 0 }),
    start: async place => {
      started.push(place.vmid)
      return { upid: 'u', node: 'pve1' }
    },
    task: async () => ({ state: 'succeeded', outcome: 'OK', startedAt: 0, type: 'vzstart' }),
  }
  expect((await make()).status).toBe('succeeded')
  expect([started, inventory.list()[0]?.address]).toEqual([[101], '10.0.0.51'])
})

test.each([
  ['LoginRefused', { password: 'wrong' }, 'up'],
  ['DeviceUnreachable', {}, 'down'],
] as const)('with %s nothing is left of it', async (code, more, how) => {
  const { make, inventory, secrets, access } = await makerLab()
  access.device('fe80::1').up = false
  access.device('10.0.0.50').up = how === 'up'
  const view = await make(more)
  expect([view.status, view.error?.code]).toEqual(['failed', code])
  expect([inventory.list(), [...secrets.values.keys()].filter(name => name.startsWith('device/'))]).toEqual([[], []])
})

test('without an address there is a sentence that says what helps', async () => {
  const { make, cluster } = await makerLab()
  cluster.session = { ...cluster.session, addresses: async () => [] }
  expect((await make()).error).toMatchObject({ code: 'GuestWithoutAddress', data: { guest: 'pihole', cluster: 'home' } })
})

test('a device that was added by hand is only told which guest it is, and forgotten is only that', async () => {
  const { make, inventory, access, home } = await makerLab()
  await inventory.add(connectionTo('10.0.0.50'), 'Ada')
  access.device('fe80::1').up = false
  expect((await make()).result).toEqual({ device: 'nuc' })
  expect(inventory.list()).toMatchObject([{ name: 'nuc', guest: { cluster: home.id, vmid: 101 } }])
})

test('is refused at once where it cannot be', async () => {
  const { maker, ask, cluster, clusters, home, inventory } = await makerLab()
  expect(await codeOf(maker.makeDevice(ask({ guest: 'nobody' }), 'Ada'))).toBe('NotFound')
  await expect(maker.makeDevice(ask({ password: undefined }), 'Ada')).rejects.toMatchObject({ data: { issues: [{ field: 'password' }] } })
  await inventory.add(connectionTo('10.0.0.50'), 'Ada', undefined, { guest: { cluster: home.id, vmid: 101 } })
  await expect(maker.makeDevice(ask(), 'Ada')).rejects.toMatchObject({
    data: { issues: [{ message: 'pihole is the device nuc already' }] },
  })
  cluster.seen = { ...cluster.seen, nodes: [node('pve1')], guests: [guest(9000, 'base', { template: true })] }
  await clusters.refresh(home)
  await expect(maker.makeDevice(ask({ guest: 'base' }), 'Ada')).rejects.toMatchObject({ data: { issues: [{ field: 'guest' }] } })
})
