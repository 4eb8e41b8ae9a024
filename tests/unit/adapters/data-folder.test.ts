import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claimDataFolder, dataFolderHolder } from '../../../electron/adapters/data-folder/claim-data-folder.ts'
import { dataFolderError } from '../../../electron/ports/data-folder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const lockOf = (folder: string) => join(folder, 'mycopod.lock')

test('makes a folder only its owner may enter, says who holds it, and gives it back', async () => {
  const path = join(temporaryFolder(), 'new', 'data')
  const folder = await claimDataFolder(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  expect(statSync(lockOf(path)).mode & 0o777).toBe(0o600)
  expect(await dataFolderHolder(path)).toMatchObject({ pid: process.pid, socketPath: folder.socketPath })
  await expect(claimDataFolder(path)).rejects.toMatchObject({ code: 'DataFolderInUse', data: { path, pid: process.pid } })
  await folder.release()
  expect(await dataFolderHolder(path)).toBeUndefined()
  expect(readdirSync(path)).toEqual([])
})

test('the lock of another living process is respected, and taken over once that is gone', async () => {
  const path = temporaryFolder()
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  try {
    writeFileSync(lockOf(path), JSON.stringify({ pid: other.pid, mark: '', socketPath: 'x' }))
    await expect(claimDataFolder(path)).rejects.toMatchObject({ code: 'DataFolderInUse', data: { pid: other.pid } })
  } finally {
    other.kill('SIGKILL')
    await once(other, 'exit')
  }
  const folder = await claimDataFolder(path)
  expect(JSON.parse(readFileSync(lockOf(path), 'utf8'))).toMatchObject({ pid: process.pid })
  await folder.release()
})

test.skipIf(process.platform !== 'linux')('a lock of an earlier process that had the same number is taken over', async () => {
  const path = temporaryFolder()
  writeFileSync(lockOf(path), JSON.stringify({ pid: process.pid, mark: 'another boot 12345', socketPath: 'x' }))
  await (await claimDataFolder(path)).release()
})

test.each(['', '{', '{"pid":"1"}', '{"pid":-1,"mark":"","socketPath":""}'])(
  'a lock that nobody can have written whole is taken over: %j',
  async text => {
    const path = temporaryFolder()
    writeFileSync(lockOf(path), text)
    await (await claimDataFolder(path)).release()
  },
)

test('of many that come at once one gets the folder, also over a dead lock', async () => {
  for (const dead of [false, true]) {
    const path = temporaryFolder()
    if (dead) writeFileSync(lockOf(path), '{')
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => claimDataFolder(path)))
    expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(1)
    expect(readdirSync(path)).toEqual(['mycopod.lock'])
  }
})

test('a lock that somebody else has by now is not given back', async () => {
  const path = temporaryFolder()
  const folder = await claimDataFolder(path)
  writeFileSync(lockOf(path), 'theirs')
  await folder.release()
  expect(existsSync(lockOf(path))).toBe(true)
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
