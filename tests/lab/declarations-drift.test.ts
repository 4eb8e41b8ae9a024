import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createCatalogFiles } from '../../electron/adapters/catalog-files/catalog-files.ts'
import type { RecipeSource } from '../../electron/ports/recipe-source.ts'
import { createEmptyDeclaredLab } from '../support/declared-lab.ts'
import { connectionToLab } from '../support/real-lab.ts'
import { recipesDir } from '../support/served-host.ts'
import { unplug } from './setup/faults.ts'
import { clearDevice, dev1, onDevice } from './setup/lab.ts'

const container = 'mycopod-uptime-kuma-uptime-kuma-1'
const folder = '/opt/mycopod/uptime-kuma'
const text = 'Run uptime-kuma on dev1 on port 3011.\n'

/** The recipes as they are, but for how often Docker asks whether an app is well: nobody waits ten seconds for that here. */
const quickToTell: RecipeSource = {
  read: async () =>
    (await createCatalogFiles(recipesDir).read()).map(recipe => ({
      ...recipe,
      compose: recipe.compose.replaceAll('interval: 10s', 'interval: 1s'),
    })),
}

let lab: Awaited<ReturnType<typeof createEmptyDeclaredLab>>
beforeAll(async () => {
  await clearDevice(dev1)
  lab = await createEmptyDeclaredLab({ recipes: quickToTell })
  const { inventory, monitoring } = lab.services()
  await monitoring.examine(await inventory.add({ ...(await connectionToLab(dev1, 'anna')), name: 'dev1' }, 'Ada'))
  const { saved, kept } = await lab.declare(text)
  expect(saved.reading).toMatchObject({ entries: [{ app: 'uptime-kuma', state: 'running', port: 3011 }], questions: [], unread: [] })
  expect(await lab.apply(kept.plan.id)).toMatchObject({ status: 'succeeded' })
})
afterAll(async () => {
  await lab.close()
  await clearDevice(dev1)
})

const declarations = () => lab.services().declarations
const found = async () => (await declarations().drift(true)).drift.map(({ id, sentence, risk }) => [id, sentence, risk])
const answers = async (port: number) => (await fetch(`http://${dev1.address}:${port}`)).status

/** Plans putting everything back, carries it out, and looks whether all is as declared then. */
async function putBack(): Promise<void> {
  const { plan } = await declarations().putBack(undefined, 'Ada')
  expect(await lab.apply(plan.id)).toMatchObject({ status: 'succeeded' })
  expect(await found()).toEqual([])
  expect(await answers(3011)).toBe(200)
}

test('a real app that somebody stopped is found and started again', async () => {
  expect(await found()).toEqual([])
  await onDevice(dev1, 'docker', 'stop', container)
  expect(await found()).toEqual([['app:uptime-kuma/state', 'Uptime Kuma is stopped instead of running.', 'safe']])
  await putBack()
})

test('a port that somebody changed is found, in the files or only in the container, and put back', async () => {
  const moved = [['app:uptime-kuma/port', 'Uptime Kuma is at port 3999 instead of 3011.', 'disruptive']]
  await onDevice(dev1, 'sh', '-euc', `cd ${folder}; sed -i s/3011/3999/ .env; docker compose -p mycopod-uptime-kuma up -d`)
  expect(await found()).toEqual(moved)
  await putBack()
  await onDevice(dev1, 'sh', '-euc', `cd ${folder}; WEB_PORT=3999 docker compose -p mycopod-uptime-kuma up -d`)
  expect(await found()).toEqual(moved)
  await putBack()
})

test('containers that somebody removed are missing, and made again with the data that was there', async () => {
  await onDevice(dev1, 'docker', 'exec', container, 'touch', '/app/data/kept')
  await onDevice(dev1, 'docker', 'rm', '--force', container)
  expect(await found()).toEqual([['app:uptime-kuma/state', 'The containers of Uptime Kuma are gone.', 'safe']])
  await putBack()
  await onDevice(dev1, 'docker', 'exec', container, 'ls', '/app/data/kept')
})

test('an app on a device that cannot be reached is unknown, never missing', async () => {
  const plugIn = await unplug(dev1)
  onTestFinished(plugIn)
  const { drift, unknown } = await declarations().drift(true)
  expect([drift, unknown]).toEqual([[], [{ about: 'uptime-kuma', because: expect.stringContaining('dev1') }]])
})

test('what is ignored is quiet until its day, and what is accepted stands in the text', async () => {
  onTestFinished(async () => {
    const { kept } = await lab.declare(text)
    await lab.apply(kept.plan.id)
  })
  await onDevice(dev1, 'docker', 'stop', container)
  const [stopped] = (await declarations().drift(true)).drift
  const until = Date.now() + 3_600_000
  await declarations().ignoreDrift(stopped?.id ?? '', until, 'Ada')
  expect((await declarations().drift(true)).drift).toMatchObject([{ ignoredUntil: until }])
  expect((await declarations().putBack(undefined, 'Ada')).plan.steps).toEqual([])
  const accepted = await declarations().acceptDrift(stopped?.id ?? '', 'Ada')
  expect(accepted.reading.entries).toMatchObject([{ app: 'uptime-kuma', state: 'stopped', port: 3011 }])
  expect(await found()).toEqual([])
  expect((await declarations().plan('home', 'Ada')).plan.steps).toEqual([])
  const accepting = { reason: 'Accept: Uptime Kuma is stopped instead of running.', author: 'Ada', declarations: ['home'] }
  expect(await declarations().history({ limit: 2 })).toContainEqual(expect.objectContaining(accepting))
})
