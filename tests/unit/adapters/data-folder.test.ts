import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claimDataFolder, dataFolderHolder } from '../../../electron/adapters/data-folder/claim-data-folder.ts'
import { dataFolderError } from '../../../electron/ports/data-folder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Claims a folder in a process of its own, which holds it until it is killed. */
async function claimElsewhere(path: string) {
  const module = JSON.stringify(join(import.meta.dirname, '../../../electron/adapters/data-folder/claim-data-folder.ts'))
  const script = `const { claimDataFolder } = await import(${module}); await claimDataFolder(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000)`
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(other.stdout, 'data')
  return {
    pid: other.pid,
    kill: async () => {
      other.kill('SIGKILL')
      await once(other, 'exit')
    },
  }
}

test('makes a folder only its owner may enter, says who holds it, and gives it back', async () => {
  const path = join(temporaryFolder(), 'new', 'data')
  const folder = await claimDataFolder(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
  for (const _ of [1, 2]) {
    expect(await dataFolderHolder(path)).toEqual({ pid: process.pid, socketPath: folder.socketPath })
    await expect(claimDataFolder(path)).rejects.toMatchObject({ code: 'DataFolderInUse', data: { path, pid: process.pid } })
  }
  await folder.release()
  expect(await dataFolderHolder(path)).toBeUndefined()
  await (await claimDataFolder(path)).release()
})

test('the folder of another process is respected, and free at once when that is killed', async () => {
  const path = temporaryFolder()
  const other = await claimElsewhere(path)
  try {
    expect((await dataFolderHolder(path))?.pid).toBe(other.pid)
    await expect(claimDataFolder(path)).rejects.toMatchObject({ code: 'DataFolderInUse', data: { pid: other.pid } })
  } finally {
    await other.kill()
  }
  expect(await dataFolderHolder(path)).toBeUndefined()
  const folder = await claimDataFolder(path)
  expect((await dataFolderHolder(path))?.pid).toBe(process.pid)
  await folder.release()
})

test('of several that come at once one gets the folder', async () => {
  const path = temporaryFolder()
  const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => claimDataFolder(path)))
  expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(1)
})

test('a file in its place, and what the system refuses, are said in our words', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  for (const path of [file, join(file, 'below')]) {
    await expect(claimDataFolder(path)).rejects.toMatchObject({ code: 'DataFolderUnusable', data: { path, reason: 'not-a-folder' } })
  }
  const reason = (code: string) => dataFolderError('/data', Object.assign(new Error('no'), { code }))
  expect(reason('EACCES')).toMatchObject({ data: { reason: 'no-rights' } })
  expect(reason('ENOSPC')).toMatchObject({ data: { reason: 'disk-full' } })
  expect(reason('EROFS')).toMatchObject({ data: { reason: 'read-only' } })
  expect(reason('SQLITE_READONLY_DBMOVED')).toMatchObject({ data: { reason: 'read-only' } })
  expect(reason('ECONNRESET')).not.toHaveProperty('data')
})
