import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../../shared/errors/app-error.ts'
import { type DataFolder, dataFolderError } from '../../ports/data-folder.ts'
import { takeLock } from './take-lock.ts'

/** Who holds a data folder. */
export interface Holder {
  readonly pid: number
  readonly socketPath: string
}

const lockName = 'mycopod.lock'
const ownerName = 'mycopod.owner'
// Long enough to outlast somebody who only looks whether the folder is held.
const patienceMs = 250

/**
 * Makes the folder where it is missing (mode 700) and takes it for this process, until released or until the process is
 * gone, however it goes. Errors: DataFolderUnusable, DataFolderInUse.
 */
export async function claimDataFolder(path: string): Promise<DataFolder> {
  const owner = join(path, ownerName)
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if (!statSync(path).isDirectory()) throw new AppError('DataFolderUnusable', { path, reason: 'not-a-folder' })
    const lock = takeLock(join(path, lockName), patienceMs)
    if (!lock) throw new AppError('DataFolderInUse', { path, pid: readOwner(owner)?.pid ?? 0 })
    const socketPath = socketPathFor(path)
    writeFileSync(`${owner}.new`, `${JSON.stringify({ pid: process.pid, socketPath } satisfies Holder)}\n`, { mode: 0o600 })
    renameSync(`${owner}.new`, owner)
    return {
      path,
      socketPath,
      release: async () => {
        rmSync(owner, { force: true })
        lock.release()
      },
    }
  } catch (error) {
    if (isCode(error, 'EEXIST')) throw new AppError('DataFolderUnusable', { path, reason: 'not-a-folder' }, { cause: error })
    throw dataFolderError(path, error)
  }
}

/** The living process that holds the folder, if any; a second program talks to it through its socket. */
export async function dataFolderHolder(path: string): Promise<Holder | undefined> {
  const owner = readOwner(join(path, ownerName))
  if (!owner) return undefined
  const lock = takeLock(join(path, lockName), 0)
  lock?.release()
  return lock ? undefined : owner
}

function readOwner(path: string): Holder | undefined {
  try {
    const { pid, socketPath } = JSON.parse(readFileSync(path, 'utf8'))
    return Number.isInteger(pid) && typeof socketPath === 'string' ? { pid, socketPath } : undefined
  } catch {
    return undefined
  }
}

/** Windows knows no sockets in folders: a named pipe with a name made from the path. */
function socketPathFor(path: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\mycopod-${Buffer.from(path).toString('hex').slice(-180)}` : join(path, 'mycopod.sock')
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
