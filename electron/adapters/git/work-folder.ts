import { constants } from 'node:fs'
import { join } from 'node:path'
import type { StoredFile } from '../../ports/declaration-store.ts'
import { codeOf, unlessAbsent } from './disk.ts'
import { isDeclarationFile, mostTextBytes, readText, tooLarge } from './read-text.ts'
import type { Repository } from './repository.ts'

/** The largest file that is taken into a commit when somebody left it in the folder. */
const mostKeptBytes = 64_000_000

/** The declarations' files as they lie in the folder; links and folders are passed over. */
export async function readWorkFolder(repository: Repository): Promise<ReadonlyMap<string, StoredFile>> {
  const entries = await repository.disk.readdir(repository.folder, { withFileTypes: true })
  const names = entries.filter(entry => entry.isFile() && isDeclarationFile(entry.name)).map(entry => entry.name)
  const found = await Promise.all(names.sort().map(async name => [name, await readAsText(repository, name)] as const))
  return new Map(found.flatMap(([name, file]) => (file ? [[name, file]] : [])))
}

async function readAsText(repository: Repository, path: string): Promise<StoredFile | undefined> {
  const bytes = await readWorking(repository, path, mostTextBytes)
  if (bytes === 'too large') return tooLarge
  return bytes && readText(bytes)
}

/** The bytes of a file in the folder; undefined where there is none. */
export async function readWorking(
  { disk, folder }: Repository,
  path: string,
  mostBytes = mostKeptBytes,
): Promise<Uint8Array | 'too large' | undefined> {
  if (!(await isReached({ disk, folder }, path))) return undefined
  const handle = await unlessLink(unlessAbsent(disk.open(join(folder, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))))
  if (!handle) return undefined
  try {
    const about = await handle.stat()
    if (!about.isFile()) return undefined
    return about.size > mostBytes ? 'too large' : await handle.readFile()
  } finally {
    await handle.close()
  }
}

/** Puts a file into the folder, or takes it away; never through a link. */
export async function writeWorking(repository: Repository, path: string, content: Uint8Array | undefined): Promise<void> {
  if (content === undefined) {
    if (await isReached(repository, path)) await repository.disk.rm(join(repository.folder, path), { force: true })
  } else if (await isFree(repository, path)) await repository.writeWhole(join(repository.folder, path), content)
}

type Place = Pick<Repository, 'disk' | 'folder'>

/** Whether a path leads through real folders to a file. */
async function isReached(place: Place, path: string): Promise<boolean> {
  if (!(await isFree(place, path))) return false
  return (await unlessAbsent(place.disk.lstat(join(place.folder, path))))?.isFile() ?? false
}

/** Whether nothing but real folders is on the way to a path that stays inside the folder. */
async function isFree({ disk, folder }: Place, path: string): Promise<boolean> {
  const parts = path.split('/')
  if (
    parts.some(
      part =>
        part === '' ||
        part === '.' ||
        part === '..' ||
        /[\\:]/.test(part) ||
        (/^\.git/i.test(part) && part !== '.gitignore' && part !== '.gitattributes'),
    )
  )
    return false
  for (let depth = 1; depth < parts.length; depth += 1) {
    const on = await unlessAbsent(disk.lstat(join(folder, ...parts.slice(0, depth))))
    if (on && !on.isDirectory()) return false
  }
  return true
}

async function unlessLink<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ELOOP') return undefined
    throw error
  }
}
