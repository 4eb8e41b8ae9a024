import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { openClient } from '../../electron/cli/open-client.ts'
import { newDataFolder, openHost } from '../support/served-host.ts'

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function dataFolder(): Promise<string> {
  const folder = await newDataFolder()
  undo.push(folder.remove)
  return folder.path
}

async function hostOn(path: string) {
  const host = await openHost(path)
  undo.push(() => host.close())
  return host
}

it('is a socket that only this account may open', async () => {
  const { socketPath } = await hostOn(await dataFolder())
  const { mode } = await stat(socketPath)
  expect((mode & 0o777).toString(8)).toBe('600')
})

it('lets a second program do everything', async () => {
  const path = await dataFolder()
  await hostOn(path)
  const { client, close } = await openClient({ dataDir: path, verbose: false })
  undo.push(close)
  expect(await client.system.info()).toMatchObject({ dataDir: path, person: { role: 'admin' } })
  expect(await client.system.changeSettings({ labName: 'Attic' })).toMatchObject({ labName: 'Attic' })
})

it('is gone when the host ended, and the folder free', async () => {
  const path = await dataFolder()
  const first = await openHost(path)
  await first.close()
  await expect(stat(first.socketPath)).rejects.toMatchObject({ code: 'ENOENT' })
  await hostOn(path)
})

it('is one a folder: a second host is told who holds it', async () => {
  const path = await dataFolder()
  const host = await hostOn(path)
  await expect(openHost(path)).rejects.toMatchObject({ code: 'DataFolderInUse', data: { path, pid: process.pid } })
  expect((await stat(host.socketPath)).isSocket()).toBe(true)
})

it('opens again where the holder was killed', async () => {
  const path = await dataFolder()
  const holder = spawn(process.execPath, [join(import.meta.dirname, '../support/hold-data-folder.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  undo.push(async () => holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  await expect(openHost(path)).rejects.toMatchObject({ code: 'DataFolderInUse', data: { pid: holder.pid } })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  await hostOn(path)
})
