import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppState } from '../../shared/model/app.ts'
import { createDeclaredLab } from '../support/declared-lab.ts'

const device = 'pi-4'

let lab: Awaited<ReturnType<typeof createDeclaredLab>>
beforeAll(async () => {
  lab = await createDeclaredLab({ devices: true })
  await applied('Run uptime-kuma on pi-4.\nRun vaultwarden on pi-4.\n', 'home')
  await applied('Install grafana on pi-4.\n', 'quiet')
})
afterAll(() => lab.close())

const declarations = () => lab.services().declarations

/** What the activity says was done by itself about an app that drifted. */
async function activity(app: string): Promise<readonly (readonly [string, string])[]> {
  const all = await lab.services().audit.list({ since: 0, limit: 500 })
  const itself = all.filter(({ who, subject, what }) => who === 'MycoPod' && (subject === app || what.includes(app)))
  return itself.filter(each => /rift|utBack/.test(each.action)).map(({ action, what }) => [action.slice('declarations.'.length), what])
}

const driftOf = async (app: string) => (await declarations().drift(true)).drift.filter(each => each.about === `app:${app}`)

async function applied(text: string, name: string): Promise<void> {
  const { kept } = await lab.declare(text, name)
  expect(await lab.apply(kept.plan.id)).toMatchObject({ status: 'succeeded' })
}

/** Somebody works with Docker on the device itself, and polls see that the app is so then. */
async function byHand(verb: 'start' | 'stop' | 'rm', app: string, state: AppState): Promise<void> {
  const { inventory, monitoring, apps } = lab.services()
  const session = await inventory.session(inventory.resolve(device))
  expect(await session.run({ argv: ['docker', verb, `mycopod-${app}-${app}-1`], asRoot: true })).toMatchObject({ exitCode: 0 })
  const seen = async () => {
    await monitoring.pollNow(inventory.resolve(device))
    return (await apps.get(app)).state
  }
  await expect.poll(seen).toBe(state)
}

test('fix-safe starts an app that somebody stopped, and the activity tells it once', async () => {
  await declarations().setPolicy('home', 'fix-safe', 'Ada')
  await byHand('stop', 'uptime-kuma', 'stopped')
  await expect
    .poll(() => activity('uptime-kuma'))
    .toEqual([
      ['putBack', 'Put back as declared: Start Uptime Kuma'],
      ['drift', 'Uptime Kuma is stopped instead of running.'],
    ])
  await lab.services().jobs.idle()
  expect(await driftOf('uptime-kuma')).toEqual([])
  expect((await lab.services().jobs.list({ limit: 1 }))[0]).toMatchObject({ startedBy: 'MycoPod', status: 'succeeded' })
})

test('what cannot be put back says why, once, and a person puts it back when the cause is gone', async () => {
  await declarations().setPolicy('home', 'fix-safe', 'Ada')
  const [port] = (await lab.services().apps.get('vaultwarden')).ports
  const free = await lab.homelab?.faults.portTaken(device, port?.host ?? 0)
  await byHand('stop', 'vaultwarden', 'stopped')
  const told = [
    ['notPutBack', expect.stringMatching(/^Could not put this back: Vaultwarden is stopped instead of running\. /)],
    ['drift', 'Vaultwarden is stopped instead of running.'],
  ]
  await expect.poll(() => activity('vaultwarden')).toEqual(told)
  await lab.services().jobs.idle()
  expect(await driftOf('vaultwarden')).toMatchObject([{ automatic: { failed: expect.stringContaining(`${port?.host}`) } }])
  await free?.()
  const { plan } = await declarations().putBack(['app:vaultwarden/state'], 'Ada')
  expect(await lab.apply(plan.id)).toMatchObject({ status: 'succeeded' })
  expect(await driftOf('vaultwarden')).toEqual([])
  expect(await activity('vaultwarden')).toEqual(told)
})

test('what interrupts is left by fix-safe and done by fix-all', async () => {
  await applied('Stop grafana.\n', 'quiet')
  await declarations().setPolicy('quiet', 'fix-safe', 'Ada')
  await byHand('start', 'grafana', 'running')
  const [left] = await driftOf('grafana')
  expect(left).toMatchObject({ sentence: 'Grafana is running instead of stopped.', risk: 'disruptive' })
  expect(left).not.toHaveProperty('automatic')
  await declarations().setPolicy('quiet', 'fix-all', 'Ada')
  await expect.poll(() => activity('grafana')).toContainEqual(['putBack', 'Put back as declared: Stop Grafana'])
  await lab.services().jobs.idle()
  expect(await driftOf('grafana')).toEqual([])
})

test('containers of an app that was only to be there are made again', async () => {
  await applied('Install gitea on pi-4.\n', 'there')
  await byHand('stop', 'gitea', 'stopped')
  await byHand('rm', 'gitea', 'missing')
  expect(await driftOf('gitea')).toMatchObject([{ sentence: 'The containers of Gitea are gone.' }])
  const { plan } = await declarations().putBack(['app:gitea/state'], 'Ada')
  expect(await lab.apply(plan.id)).toMatchObject({ status: 'succeeded' })
  expect(await driftOf('gitea')).toEqual([])
})

test('what is ignored is so after the program was started anew, also before the device was looked at', async () => {
  await applied('Run portainer on pi-4.\n', 'small')
  await byHand('stop', 'portainer', 'stopped')
  const [found] = await driftOf('portainer')
  const ignored = await declarations().ignoreDrift(found?.id ?? '', Date.now() + 3_600_000, 'Ada')
  await lab.restart()
  await declarations().drift(false)
  expect(await driftOf('portainer')).toEqual([ignored])
})
