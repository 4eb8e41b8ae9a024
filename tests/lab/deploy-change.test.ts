import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Device } from '../../shared/model/device.ts'
import { type AppHost, notesWith, startAppHost, tracesOn } from '../support/app-lab.ts'
import { createMemoryStore } from '../support/memory-store.ts'
import { createMemorySecrets } from '../support/small-ports.ts'
import { clearDevice, dev1, hostKeyFingerprint, images } from './setup/lab.ts'

const remains = { store: createMemoryStore(), secrets: createMemorySecrets() }
let host: AppHost
let device: Device

beforeAll(async () => {
  host = await startAppHost(remains)
  const login = { method: 'password', password: dev1.passwords.anna } as const
  device = await host.inventory.add(
    { name: dev1.name, address: dev1.address, port: 22, user: 'anna', login, acceptHostKey: await hostKeyFingerprint(dev1) },
    'anna',
  )
})
afterAll(() => host.kill())
beforeEach(async () => {
  await clearDevice(dev1, { images: true })
  for (const app of await remains.store.apps.list()) await remains.store.apps.remove(app.id)
  await host.monitoring.examine(device)
})

/** Container ids by service, and the environment file. */
async function seen() {
  const session = await host.inventory.session(device)
  const containers = await session.engine().containers({ 'io.mycopod.app': 'notes' })
  const { out } = await session.run({ argv: ['cat', '/opt/mycopod/notes/.env'], asRoot: true })
  return { environment: out, ids: Object.fromEntries(containers.map(({ id, labels }) => [labels['com.docker.compose.service'], id])) }
}

test('a change makes anew only what differs, and a failed one puts everything back', async () => {
  expect(await host.deploy({ recipe: 'notes' })).toMatchObject({ status: 'succeeded' })
  const before = await seen()
  const changed = await host.deployments.change('notes', { settings: { TITLE: 'New' }, ports: { web: 8940 } }, 'anna')
  expect(await host.ended(changed.id)).toMatchObject({ status: 'succeeded', result: { changed: true } })
  const after = await seen()
  expect(after.ids.store).toBe(before.ids.store)
  expect(after.ids.web).not.toBe(before.ids.web)
  expect((await fetch(String((await host.apps.get('notes')).url))).status).toBe(200)
  expect(await host.deploy({ recipe: 'notes', settings: { TITLE: 'New' } })).toMatchObject({ result: { changed: false } })
  expect(await seen()).toEqual(after)

  const faulty = await host.deployments.change('notes', { settings: {}, ports: {}, compose: notesWith(images.exits) }, 'anna')
  expect(await host.ended(faulty.id)).toMatchObject({ status: 'failed', undone: true, error: { code: 'ContainerCrashed' } })
  const restored = await seen()
  expect(restored.environment).toBe(after.environment)
  expect(restored.ids.store).toBe(after.ids.store)
  expect((await tracesOn(await host.inventory.session(device))).images).not.toContain(`image ${images.exits}`)
})

test('a host that dies in the middle of a real start: the next one finishes it', async () => {
  const { job } = await host.deployments.deploy({ recipe: 'notes', settings: {}, ports: {}, profile: 'balanced' }, 'anna')
  await host.reached(job, 'start')
  await host.kill()
  host = await startAppHost(remains)
  await host.jobs.recover()
  expect(await host.ended(job)).toMatchObject({ status: 'succeeded', state: 'running' })
  expect(await host.apps.get('notes')).toMatchObject({ state: 'running' })
})

test('kept data is there again after the next deploy', async () => {
  expect(await host.deploy({ recipe: 'notes' })).toMatchObject({ status: 'succeeded' })
  const session = await host.inventory.session(device)
  const inVolume = '/var/lib/docker/volumes/mycopod-notes_data/_data/mine'
  await session.run({ argv: ['sh', '-c', 'echo mine >"$1"', 'sh', inVolume], asRoot: true })
  const { dataBytes } = await host.deployments.removalPreview('notes')
  expect(dataBytes).toBeGreaterThan(0)
  const removed = await host.deployments.remove('notes', { keepData: true, approved: false }, 'anna')
  expect(await host.ended(removed.id)).toMatchObject({ status: 'succeeded' })
  expect(await host.deploy({ recipe: 'notes' })).toMatchObject({ status: 'succeeded' })
  expect((await session.run({ argv: ['cat', inVolume], asRoot: true })).out).toBe('mine\n')
})
