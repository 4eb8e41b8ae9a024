import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Device } from '../../shared/model/device.ts'
import { type AppHost, startAppHost, tracesOn } from '../support/app-lab.ts'
import { createMemoryStore } from '../support/memory-store.ts'
import { createMemorySecrets } from '../support/small-ports.ts'
import { clearDevice, dev1, hostKeyFingerprint } from './setup/lab.ts'

const remains = { store: createMemoryStore(), secrets: createMemorySecrets() }
let host: AppHost
let device: Device

beforeAll(async () => {
  host = await startAppHost(remains)
  const login = { method: 'password', password: dev1.passwords.pi } as const
  device = await host.inventory.add(
    { name: dev1.name, address: dev1.address, port: 22, user: 'pi', login, acceptHostKey: await hostKeyFingerprint(dev1) },
    'anna',
  )
})
afterAll(() => host.kill())
beforeEach(async () => {
  await clearDevice(dev1, { images: true })
  await host.monitoring.examine(device)
})

const traces = async () => tracesOn(await host.inventory.session(device))

for (const recipe of ['vaultwarden', 'uptime-kuma', 'notes']) {
  test(`${recipe} is deployed for real, answers, and is removed without a trace`, async () => {
    const view = await host.deploy({ recipe })
    expect(view.error).toBeUndefined()
    expect(view).toMatchObject({ status: 'succeeded', state: 'running' })
    const app = await host.apps.get(recipe)
    expect(app.state).toBe('running')
    expect((await fetch(String(app.url))).status).toBe(200)
    const job = await host.deployments.remove(recipe, { keepData: false, approved: true }, 'anna')
    expect(await host.ended(job.id)).toMatchObject({ status: 'succeeded', state: 'removed' })
    expect(await traces()).toEqual({ traces: [], images: [] })
    expect(await remains.store.apps.list()).toEqual([])
    expect(await remains.secrets.names('app/')).toEqual([])
  })
}
