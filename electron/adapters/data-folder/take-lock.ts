import { closeSync, openSync } from 'node:fs'
import SqliteFile from 'better-sqlite3'

/** A lock that the operating system gives back by itself when the process is gone. */
export interface Lock {
  release(): void
}

/**
 * Takes the lock of a file, or tells by undefined that another still has it after `patienceMs`. Node has no file locks, but an open transaction on
 * a database holds one: there is never a dead lock to judge. This process must not read the file in any other way,
 * because the system gives all its locks on a file back when it closes it once.
 */
export function takeLock(path: string, patienceMs: number): Lock | undefined {
  makeOnce(path)
  const file = new SqliteFile(path, { timeout: patienceMs })
  try {
    file.exec('begin exclusive')
    return { release: () => file.close() }
  } catch (error) {
    file.close()
    if (error instanceof SqliteFile.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw error
  }
}

function makeOnce(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
