import { expect, test } from 'vitest'
import { createDemoApps } from '../support/demo-apps.ts'

test('an app is deployed, seen, and removed without a trace', async () => {
  const { host, traces } = await createDemoApps()
  const before = await traces('nuc-1')
  const view = await host.deploy({ recipe: 'vaultwarden', settings: { ADMIN_TOKEN: 'geheim "$x" \\ \n ü' } })
  expect(view).toMatchObject({ status: 'succeeded', state: 'running', result: { app: 'vaultwarden', device: 'nuc-1' } })
  expect(await host.apps.get('vaultwarden')).toMatchObject({ state: 'running', stage: 'deployed' })
  const job = await host.deployments.remove('vaultwarden', { keepData: false, approved: true }, 'anna')
  const removed = await host.ended(job.id)
  expect(removed.status).toBe('succeeded')
  expect((await traces('nuc-1')).traces).toEqual(before.traces)
})

test('without an administrator everything lives in the home of the user', async () => {
  const { host, homelab } = await createDemoApps()
  const device = host.inventory.resolve('nuc-1')
  await homelab.faults.noSudo('nuc-1')
  await host.inventory.edit('nuc-1', { connection: {} }, 'anna')
  await host.monitoring.examine(device)
  expect(host.monitoring.view(device).facts).toMatchObject({ privilege: 'docker-group' })
  expect(await host.deploy({ recipe: 'notes' })).toMatchObject({ status: 'succeeded' })
  const session = await host.inventory.session(device)
  const listing = async () =>
    (await session.run({ argv: ['sh', '-c', 'ls -A "$HOME/.mycopod/notes" 2>/dev/null'] })).out.split('\n').filter(Boolean)
  expect(await listing()).toEqual(['.env', '.mycopod', 'compose.yaml', 'files'])
  const job = await host.deployments.remove('notes', { keepData: false, approved: true }, 'anna')
  expect((await host.ended(job.id)).status).toBe('succeeded')
  expect(await listing()).toEqual([])
})
