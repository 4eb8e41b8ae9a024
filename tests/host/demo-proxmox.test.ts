import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { createGuestInteriors, demoLoginOf, type GuestInteriors } from '../../electron/demo/proxmox/guest-interiors.ts'
import { createLab, type RunningLab } from '../../electron/host/create-lab.ts'
import { createDemoAccess } from '../../electron/host/demo-access.ts'
import { demoPorts } from '../../electron/host/lab-ports.ts'
import type { GuestCreation } from '../../shared/model/guest-wish.ts'
import type { Job, JobView } from '../../shared/model/job.ts'
import { newDataFolder, recipesDir } from '../support/served-host.ts'

let home: DemoCluster
let interiors: GuestInteriors
let lab: RunningLab
let folder: Awaited<ReturnType<typeof newDataFolder>>
beforeAll(async () => {
  folder = await newDataFolder()
  const ports = await demoPorts(folder.path, { recipesDir })
  home = await startDemoCluster({ speed: 200 })
  interiors = createGuestInteriors({ world: home.world, seed: 'test', clock: ports.clock })
  lab = await createLab({ ...ports, access: createDemoAccess(ports.access, interiors) })
  await lab.start()
  const login = { method: 'password', user: home.user, password: home.password } as const
  await lab.services.clusters.add({ url: home.urls[0] ?? '', login, fingerprint: home.fingerprints.pve1 }, 'Ada')
  await lab.services.clusters.useToken('home', 'Ada')
})
afterAll(async () => {
  await lab.close()
  await Promise.all([home.close(), interiors.close()])
  await folder.remove()
})

/** Follows a job to its end. */
async function ended(job: Promise<Job>): Promise<JobView> {
  const { id } = await job
  for await (const _ of lab.services.jobs.follow(id, 0, new AbortController().signal));
  return lab.services.jobs.view(id)
}

const created = (guest: Partial<GuestCreation> & Pick<GuestCreation, 'name' | 'type' | 'source'>) =>
  ended(
    lab.services.guests.create(
      { cluster: 'home', guest: { start: true, nesting: true, unprivileged: true, node: 'pve2', ...guest } as GuestCreation },
      'Ada',
    ),
  )
const made = (guest: string, login: { user?: string; password?: string } = {}) =>
  ended(lab.services.deviceMaker.makeDevice({ guest, user: 'root', port: 22, installDocker: false, ...login }, 'Ada'))

test('a container and a machine that MycoPod made become devices by their own keys, and placement knows their metal', async () => {
  const template = { kind: 'container-template', volume: 'local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst' } as const
  const disk = { kind: 'disk-image', volume: 'local:import/debian-13-genericcloud-amd64.qcow2' } as const
  for (const view of [
    await created({ name: 'apps-1', type: 'lxc', source: template }),
    await created({ name: 'apps-2', type: 'vm', source: disk }),
    await made('apps-1'),
    await made('apps-2'),
  ])
    expect([view.title, view.error]).toEqual([view.title, undefined])
  const { clusters, inventory, placement } = lab.services
  const metals = new Map((await placement.devices()).map(device => [device.name, device.metal]))
  for (const name of ['apps-1', 'apps-2']) {
    expect(clusters.resolveGuest({ guest: name }).device).toBe(name)
    expect(inventory.resolve(name).loginMethod).toBe('key')
    expect(metals.get(name)).toBe('pve2')
  }
})

test('one that was there before becomes a device by user and password; a wrong one leaves nothing', async () => {
  const pihole = home.world.guests.get(101)
  if (!pihole) throw new Error('the demo has no pihole')
  expect((await made('pihole', { password: 'wrong' })).error?.code).toBe('LoginRefused')
  expect(lab.services.inventory.list().map(device => device.name)).not.toContain('pihole')
  expect((await made('pihole', demoLoginOf(pihole))).result).toEqual({ device: 'pihole' })
})

test('goes on through another node when the first is off, and says which is', async () => {
  const { clusters } = lab.services
  expect(clusters.resolve('home').doors).toHaveLength(3)
  await home.faults.takeDown('pve1')
  const view = await clusters.refresh(clusters.resolve('home'))
  expect([view.state, view.problem]).toMatchObject(['degraded', { code: 'NodeDown', data: { node: 'pve1' } }])
  await home.faults.bringBack('pve1')
  expect((await clusters.refresh(clusters.resolve('home'))).state).toBe('healthy')
})
