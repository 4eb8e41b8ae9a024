import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { AppError } from '../../../shared/errors/app-error.ts'
import { codeOf, unlessAbsent } from './disk.ts'
import type { Repository } from './repository.ts'

/** What our lock files say, so that one left behind by a killed program is known for ours: the data folder has one host. */
const mark = 'mycopod\n'
const waitMs = 1000
const stepMs = 50
const leftBehindMs = 60_000

const indexLock = 'index.lock'

/** Does work while programs for Git keep out of the repository, as they keep each other out. */
export async function holdRepository<T>(repository: Repository, branch: string, work: () => Promise<T>): Promise<T> {
  const locks = [indexLock, `${branch}.lock`]
  const held: string[] = []
  try {
    for (const lock of locks) {
      await take(repository, lock)
      held.push(lock)
    }
    return await work()
  } finally {
    // The first lock goes last: while it is there, what a crash left is known.
    for (const lock of held.reverse()) await repository.disk.rm(join(repository.gitdir, lock), { force: true })
  }
}

/** Whether an earlier run was killed while it held the repository; its locks are gone afterwards. */
export async function releaseLeftBehind(repository: Repository, branch: string): Promise<boolean> {
  const left: string[] = []
  for (const lock of [`${branch}.lock`, indexLock]) {
    const content = await contentOf(repository, lock)
    // It may have been killed while it wrote the lock.
    if (content === undefined || !mark.startsWith(content)) continue
    await repository.disk.rm(join(repository.gitdir, lock), { force: true })
    left.push(lock)
  }
  return left.length > 0
}

async function take(repository: Repository, lock: string): Promise<void> {
  const { disk, gitdir, folder } = repository
  const path = join(gitdir, lock)
  for (let waited = 0; ; waited += stepMs) {
    try {
      await disk.writeFile(path, mark, { flag: 'wx' })
      return
    } catch (error) {
      if (codeOf(error) === 'ENOENT') await disk.mkdir(join(path, '..'), { recursive: true })
      else if (codeOf(error) !== 'EEXIST') throw error
    }
    const since = await unlessAbsent(disk.stat(path))
    const isLeft = since !== undefined && Math.abs(Date.now() - since.mtimeMs) > leftBehindMs
    if (isLeft || (await contentOf(repository, lock)) === mark) await disk.rm(path, { force: true })
    else if (waited < waitMs) await setTimeout(stepMs)
    else throw new AppError('DeclarationsBroken', { folder, because: `Another program is working in it: ${lock} is there.` })
  }
}

async function contentOf({ disk, gitdir }: Repository, lock: string): Promise<string | undefined> {
  const bytes = await unlessAbsent(disk.readFile(join(gitdir, lock)))
  return bytes?.subarray(0, mark.length + 1).toString('latin1')
}
