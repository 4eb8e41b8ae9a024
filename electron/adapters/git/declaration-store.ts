import { join } from 'node:path'
import * as git from 'isomorphic-git'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { DeclarationStore, StoredFile } from '../../ports/declaration-store.ts'
import { codeOf, type Disk, realDisk } from './disk.ts'
import { isBefore, readHistory } from './history.ts'
import { holdRepository, releaseLeftBehind } from './hold-repository.ts'
import { keepOutside, linkMode, mendIndex, moveBranch, type Standing, standingOf, treeOf } from './move-branch.ts'
import { isDeclarationFile, readText } from './read-text.ts'
import { defaultLimits, type ExchangeLimits } from './remote-door.ts'
import { createRemoteSide } from './remote-side.ts'
import { branchOf, ensureRepository, openRepository, type Repository, type TreeEntry } from './repository.ts'
import { readWorkFolder } from './work-folder.ts'

export interface DeclarationStoreOptions {
  readonly folder: string
  readonly disk?: Disk
  readonly limits?: Partial<ExchangeLimits>
}

/** Opens the repository of a folder and makes it where there is none; what a killed program left is put right. Errors: DeclarationsBroken. */
export async function createDeclarationStore({ folder, disk = realDisk, limits }: DeclarationStoreOptions): Promise<DeclarationStore> {
  const repository = openRepository(folder, disk)
  const saying = <T>(work: () => Promise<T>, signal?: AbortSignal) =>
    work().catch((error: unknown) => Promise.reject(signal?.aborted && error === signal.reason ? error : inWords(folder, error)))
  const branch = await saying(() => prepare(repository))
  let turn: Promise<unknown> = Promise.resolve()

  /** One change at a time, with programs for Git kept out. */
  function changing<T>(work: (standing: Standing) => Promise<T>): Promise<T> {
    const result = turn.then(() => saying(() => holdRepository(repository, branch, async () => work(await standingOf(repository, branch)))))
    turn = result.catch(() => undefined)
    return result
  }

  const head = () => saying(() => repository.ref(branch))
  const resolve = (revision: string) => saying(() => wholeRevision(repository, revision))

  return {
    head,
    resolve,
    files: async revision => {
      const oid = await resolve(revision)
      return saying(async () => {
        const files = new Map<string, StoredFile>()
        for (const [path, entry] of await treeOf(repository, oid))
          if (isDeclarationFile(path) && entry.type === 'blob' && entry.mode !== linkMode)
            files.set(path, readText(await repository.blob(entry.oid)))
        return files
      })
    },
    workingFiles: () => saying(() => readWorkFolder(repository)),
    commit: ({ files, author, reason, at, basedOn }) =>
      changing(async standing => {
        const paths = Object.keys(files)
        if (basedOn !== undefined && basedOn !== standing.head)
          throw new AppError('DeclarationChangedMeanwhile', { declaration: nameOf(paths[0] ?? '') })
        refusePaths(files, standing)
        const wanted = new Map<string, TreeEntry | undefined>()
        for (const [path, text] of Object.entries(files)) {
          const oid = text === undefined ? undefined : await repository.writeBlob(new TextEncoder().encode(text))
          wanted.set(path, oid === undefined ? undefined : { mode: '100644', path, type: 'blob', oid })
        }
        const kept = await keepOutside(repository, standing, wanted, at)
        const tree = new Map(kept.tree)
        for (const [path, entry] of wanted) {
          if (entry) tree.set(path, entry)
          else tree.delete(path)
        }
        const parents = kept.head === undefined ? [] : [kept.head]
        const oid = await repository.writeCommit({ tree, parents, author, at, message: reason })
        await moveBranch(repository, kept, oid)
        return oid
      }),
    history: async filter => {
      const newest = await head()
      return newest === undefined ? [] : saying(() => readHistory(repository, newest, filter))
    },
    contains: async revision => {
      const newest = await head()
      return newest !== undefined && saying(() => isBefore(repository, revision, newest))
    },
    ...createRemoteSide({ repository, branch, changing, saying, limits: { ...defaultLimits, ...limits } }),
  }
}

/** Makes or mends the repository; the branch that it is on. */
async function prepare(repository: Repository): Promise<string> {
  const { folder, disk, gitdir } = repository
  await ensureRepository(folder, disk)
  const branch = await branchOf(repository)
  if (branch === undefined) throw new AppError('DeclarationsBroken', { folder, because: 'Its repository is on no branch.' })
  const wasKilled = await releaseLeftBehind(repository, branch)
  await disk.rm(join(gitdir, 'mycopod'), { recursive: true, force: true })
  const standing = await standingOf(repository, branch)
  if (wasKilled) await holdRepository(repository, branch, () => mendIndex(repository, standing))
  return branch
}

async function wholeRevision(repository: Repository, revision: string): Promise<string> {
  const nowhere = () => new AppError('NotFound', { what: 'commit', name: revision })
  if (!/^[0-9a-f]{4,40}$/.test(revision)) throw nowhere()
  try {
    const at = { fs: repository.files, gitdir: repository.gitdir }
    const oid = revision.length === 40 ? revision : await git.expandOid({ ...at, oid: revision })
    return (await repository.commit(oid)).oid
  } catch (cause) {
    if (
      cause instanceof git.Errors.NotFoundError ||
      cause instanceof git.Errors.AmbiguousError ||
      cause instanceof git.Errors.ObjectTypeError
    )
      throw nowhere()
    throw cause
  }
}

/** Two names that differ in case only are one file on some computers. */
function refusePaths(files: Readonly<Record<string, string | undefined>>, { tree }: Standing): void {
  for (const [path, text] of Object.entries(files)) {
    const twin = [...tree.keys(), ...Object.keys(files)].find(other => other !== path && other.toLowerCase() === path.toLowerCase())
    const message = isDeclarationFile(path)
      ? `There is ${twin} already, which is the same file on some computers.`
      : 'The files of a declaration lie directly in its folder and end in .md or .lock.yaml.'
    if (!isDeclarationFile(path) || (twin !== undefined && text !== undefined))
      throw new AppError('BadInput', { issues: [{ field: path, message }] })
  }
}

function nameOf(path: string): string {
  return path.replace(/\.(md|lock\.yaml)$/, '')
}

function inWords(folder: string, error: unknown): unknown {
  if (error instanceof AppError) return error
  return new AppError('DeclarationsBroken', { folder, because: becauseOf(error) }, { cause: error })
}

function becauseOf(error: unknown): string {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'The disk it is on is full.'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'MycoPod may not read or write in it.'
  if (error instanceof git.Errors.NotFoundError) return 'A part of its history is missing.'
  const said = error instanceof Error ? error.message : String(error)
  return `Its repository is damaged: ${said.slice(0, 200)}`
}
