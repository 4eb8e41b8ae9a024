import { expect, test } from 'vitest'
import { createDemoApps } from '../support/demo-apps.ts'

test('an app is deployed, seen, and removed without a trace', { timeout: 30_000 }, async () => {
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
