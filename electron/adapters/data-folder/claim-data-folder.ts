import { link, mkdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../shared/errors/app-error.ts'
import { type DataFolder, dataFolderError } from '../../ports/data-folder.ts'
import { processMark } from './process-mark.ts'

/** Who holds a data folder. */
export interface Holder {
  readonly pid: number
  /** Tells this run of the process from a later one with the same number; empty where the system cannot tell. */
  readonly mark: string
  readonly socketPath: string
}

const lockName = 'mycopod.lock'

/**
 * Makes the folder where it is missing (mode 700) and takes it for this process. The lock of a process that is gone is
 * taken over. Errors: DataFolderUnusable, DataFolderInUse.
 */
export async function claimDataFolder(path: string): Promise<DataFolder> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    if (!(await stat(path)).isDirectory()) throw new AppError('DataFolderUnusable', { path, reason: 'not-a-folder' })
    return await claim(path)
  } catch (error) {
    if (isCode(error, 'EEXIST')) throw new AppError('DataFolderUnusable', { path, reason: 'not-a-folder' }, { cause: error })
    throw dataFolderError(path, error)
  }
}

/** The living process that holds the folder, if any; a second program talks to it through its socket. */
export async function dataFolderHolder(path: string): Promise<Holder | undefined> {
  const text = await readLock(join(path, lockName))
  return text === undefined ? undefined : living(text)
}

async function claim(path: string): Promise<DataFolder> {
  const lock = join(path, lockName)
  const socketPath = socketPathFor(path)
  const mine: Holder = { pid: process.pid, mark: (await processMark(process.pid)) ?? '', socketPath }
  const text = `${JSON.stringify(mine)}\n`
  const draft = `${lock}.${process.pid}`
  await writeFile(draft, text, { mode: 0o600 })
  try {
    // A hard link appears whole or not at all, so nobody ever reads half a lock.
    while (!(await linked(draft, lock))) {
      const found = await readLock(lock)
      if (found === undefined) continue
      const holder = await living(found)
      if (holder) throw new AppError('DataFolderInUse', { path, pid: holder.pid })
      await setAside(lock, found)
    }
  } finally {
    await rm(draft, { force: true })
  }
  return {
    path,
    socketPath,
    release: async () => {
      if ((await readLock(lock)) === text) await rm(lock, { force: true })
    },
  }
}

/** Takes a dead lock away; where another program replaced it in between, that one's lock is put back. */
async function setAside(lock: string, dead: string): Promise<void> {
  const aside = `${lock}.dead-${process.pid}`
  try {
    await rename(lock, aside)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  if ((await readLock(aside)) !== dead) await linked(aside, lock)
  await unlink(aside)
}

async function living(text: string): Promise<Holder | undefined> {
  const holder = parseHolder(text)
  if (!holder) return undefined
  const mark = await processMark(holder.pid)
  return mark !== undefined && (holder.mark === '' || mark === '' || mark === holder.mark) ? holder : undefined
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, mark, socketPath } = JSON.parse(text)
    return Number.isInteger(pid) && pid > 0 && typeof mark === 'string' && typeof socketPath === 'string'
      ? { pid, mark, socketPath }
      : undefined
  } catch {
    return undefined
  }
}

async function readLock(lock: string): Promise<string | undefined> {
  try {
    return await readFile(lock, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Windows knows no sockets in folders: a named pipe with a name made from the path. */
function socketPathFor(path: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\mycopod-${Buffer.from(path).toString('hex').slice(-180)}` : join(path, 'mycopod.sock')
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
