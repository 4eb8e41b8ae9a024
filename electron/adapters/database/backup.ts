import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'

const kept = 5
const backupName = /^mycopod-v\d+-.+\.db$/

/** Writes a whole copy to `backups/` and forgets all but the newest five. */
export function backUp(database: Database, folder: string, version: number, now: number): void {
  const backups = join(folder, 'backups')
  mkdirSync(backups, { recursive: true, mode: 0o700 })
  const target = join(backups, `mycopod-v${version}-${timeInName(now)}.db`)
  rmSync(target, { force: true })
  database.prepare('vacuum into ?').run(target)
  for (const old of backupsByAge(backups).slice(kept)) rmSync(old)
}

/** The last good copy, if there is one. */
export function newestBackup(folder: string): string | undefined {
  const backups = join(folder, 'backups')
  return existsSync(backups) ? backupsByAge(backups)[0] : undefined
}

/** Renames a damaged database and the files SQLite keeps beside it; the new name of the database. */
export function setAside(path: string, time: string): string {
  const aside = `${path}.damaged-${time}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
  }
  return aside
}

/** A moment as part of a file name, for example 20261121T042206Z. */
export function timeInName(moment: number): string {
  return new Date(moment).toISOString().replace(/[-:]|\.\d+/g, '')
}

function backupsByAge(backups: string): readonly string[] {
  return readdirSync(backups)
    .filter(name => backupName.test(name))
    .map(name => ({ path: join(backups, name), at: statSync(join(backups, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at || (a.path < b.path ? 1 : -1))
    .map(backup => backup.path)
}
