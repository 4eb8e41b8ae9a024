import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { claimDataFolder } from '../../electron/adapters/data-folder/claim-data-folder.ts'
import { runCli, startServe } from '../support/run-cli.ts'
import { newDataFolder } from '../support/served-host.ts'

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function dataFolder(): Promise<string> {
  const folder = await newDataFolder()
  undo.push(folder.remove)
  return folder.path
}

it('serve answers until Ctrl C, then ends with 0 and frees its folder', async () => {
  const data = await dataFolder()
  const served = await startServe(data)
  expect((await fetch(`${served.url}/health`)).status).toBe(200)
  expect(await served.stop()).toBe(0)
  const again = await startServe(data)
  expect(await again.stop()).toBe(0)
})

it('commands work with a running MycoPod and without one', async () => {
  const data = await dataFolder()
  const alone = await runCli(['device', 'list', '--json'], { data })
  expect([alone.code, alone.stderr, alone.stdout]).toEqual([0, '', '[]\n'])
  const served = await startServe(data)
  undo.push(served.stop)
  const beside = await runCli(['device', 'list', '--json'], { data })
  expect([beside.code, beside.stderr, beside.stdout]).toEqual([0, '', '[]\n'])
  const link = await runCli(['sign-in', '--json'], { data })
  const answer: { readonly url: string } = link.json()
  expect((await fetch(answer.url, { redirect: 'manual' })).headers.get('set-cookie')).toContain('mycopod_session=')
})

it('commands at the same time wait for one another', async () => {
  const data = await dataFolder()
  const runs = await Promise.all(['device', 'app', 'catalog'].map(noun => runCli([noun, 'list', '--json'], { data })))
  expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
    [0, ''],
  ])
})

it('plain words are read against a given lab while somebody else holds the folder', async () => {
  const data = await dataFolder()
  const held = await claimDataFolder(data)
  undo.push(held.release)
  const inventory = join(data, 'inventory.json')
  await writeFile(inventory, '{}')
  const run = await runCli(['interpret', '--inventory', inventory, '--json'], {
    data,
    stdin: 'Create a container called web with 2 cores.',
  })
  expect([run.code, run.json()]).toMatchObject([0, { entries: [{ kind: 'guest', name: 'web', cores: 2 }] }])
})

it('a second serve on the folder says who holds it', async () => {
  const data = await dataFolder()
  const served = await startServe(data)
  undo.push(served.stop)
  const second = await runCli(['serve', '--json', '--listen', '127.0.0.1:0'], { data })
  expect(second.code).toBe(1)
  expect(second.json()).toMatchObject({ error: { code: 'DataFolderInUse', data: { pid: served.child.pid } } })
})

it('a killed serve leaves a folder that the next one takes over', async () => {
  const data = await dataFolder()
  const served = await startServe(data)
  served.child.kill('SIGKILL')
  await once(served.child, 'close')
  const next = await startServe(data)
  expect(await next.stop()).toBe(0)
})

it('a port in use is said in words', async () => {
  const served = await startServe(await dataFolder())
  undo.push(served.stop)
  const second = await runCli(['serve', '--json', '--listen', new URL(served.url).host], { data: await dataFolder() })
  expect([second.code, second.stderr]).toEqual([1, ''])
  expect(second.json()).toMatchObject({ error: { code: 'PortInUseHere' } })
})

it('an address that others can reach is refused', async () => {
  const refused = await runCli(['serve', '--json', '--listen', '0.0.0.0:0'], { data: await dataFolder() })
  expect(refused.code).toBe(2)
})
