import * as promises from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What the repository needs of a file system; tests hand in one that fails. */
export type Disk = Pick<
  typeof promises,
  | 'chmod'
  | 'lstat'
  | 'mkdir'
  | 'open'
  | 'readdir'
  | 'readFile'
  | 'readlink'
  | 'rename'
  | 'rm'
  | 'rmdir'
  | 'stat'
  | 'symlink'
  | 'unlink'
  | 'writeFile'
>

/** The file system of this computer. */
export const realDisk: Disk = promises

/** Writes a file so that after a crash it is there wholly or as it was before. */
export type WriteWhole = (path: string, content: string | Uint8Array) => Promise<void>

/** Writes through files in `besides`, which is on the same file system as everything that is written. */
export function writeWholeOver(disk: Disk, besides: string): WriteWhole {
  let written = 0
  return async (path, content) => {
    written += 1
    const draft = join(besides, `${process.pid}-${written}`)
    await inFolder(disk, besides, () => disk.writeFile(draft, content, { flush: true }))
    await inFolder(disk, dirname(path), () => disk.rename(draft, path))
  }
}

/** Makes the folder where the work finds it missing. */
async function inFolder(disk: Disk, folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    await disk.mkdir(folder, { recursive: true })
    await work()
  }
}

/** The code of an error of the operating system. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** The outcome, or undefined where there is no such file or folder. */
export async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}
