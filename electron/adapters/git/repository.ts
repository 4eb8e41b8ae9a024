import { join } from 'node:path'
import * as git from 'isomorphic-git'
import type { Disk, WriteWhole } from './disk.ts'
import { unlessAbsent, writeWholeOver } from './disk.ts'

/** An entry of a folder in a commit. */
export interface TreeEntry {
  readonly mode: string
  readonly path: string
  readonly oid: string
  readonly type: 'blob' | 'tree' | 'commit'
}

/** A folder in a commit by name. */
export type Tree = ReadonlyMap<string, TreeEntry>

/** A commit without what it holds. */
export interface RepositoryCommit {
  readonly oid: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: string
  readonly at: number
  readonly message: string
}

/** A commit that is to be made. */
export interface NewCommit {
  readonly tree: Tree
  readonly parents: readonly string[]
  readonly author: string
  readonly at: number
  readonly message: string
}

/** The objects and names of one Git repository; everything is written wholly or not at all. */
export interface Repository {
  readonly folder: string
  readonly gitdir: string
  readonly disk: Disk
  readonly writeWhole: WriteWhole
  /** What the library for Git writes and reads with. */
  readonly files: git.PromiseFsClient
  commit(oid: string): Promise<RepositoryCommit>
  /** A folder by its own name or that of a commit. */
  tree(oid: string): Promise<Tree>
  writeTree(tree: Tree): Promise<string>
  /** Whether the history was cut here by a shallow clone. */
  isCut(oid: string): Promise<boolean>
  blob(oid: string): Promise<Uint8Array>
  blobOid(content: Uint8Array): Promise<string>
  writeBlob(content: Uint8Array): Promise<string>
  /** Writes the commit without making it the newest. */
  writeCommit(commit: NewCommit): Promise<string>
  /** What a name such as `refs/heads/main` stands for. */
  ref(name: string): Promise<string | undefined>
  setRef(name: string, oid: string): Promise<void>
  /** The paths that Git knows of the folder. */
  indexed(): Promise<readonly string[]>
}

const mostKept = 5000

/** A repository in `folder/.git`. */
export function openRepository(folder: string, disk: Disk): Repository {
  const gitdir = join(folder, '.git')
  const writeWhole = writeWholeOver(disk, join(gitdir, 'mycopod'))
  const files: git.PromiseFsClient = {
    promises: { ...disk, writeFile: (path: string, content: string | Uint8Array) => writeWhole(path, content) },
  }
  const at = { fs: files, gitdir }
  const commits = new Map<string, RepositoryCommit>()
  const trees = new Map<string, Tree>()

  /** Objects never change, so what was read once stays right. */
  function keep<T>(kept: Map<string, T>, oid: string, value: T): T {
    const oldest = kept.keys().next().value
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest)
    kept.set(oid, value)
    return value
  }

  /** An object that a power cut left damaged under its name would be taken for written: it is written anew. */
  async function written(write: () => Promise<string>): Promise<string> {
    const oid = await write()
    try {
      await git.readObject({ ...at, oid, format: 'content' })
    } catch {
      await disk.rm(join(gitdir, 'objects', oid.slice(0, 2), oid.slice(2)), { force: true })
      await write()
    }
    return oid
  }

  async function tree(oid: string): Promise<Tree> {
    const known = trees.get(oid)
    if (known) return known
    const read = await git.readTree({ ...at, oid })
    return keep(trees, oid, new Map(read.tree.map(({ mode, path, oid: of, type }) => [path, { mode, path, oid: of, type }])))
  }

  const writeTree = (entries: Tree) => written(() => git.writeTree({ ...at, tree: [...entries.values()].map(entry => ({ ...entry })) }))

  return {
    folder,
    gitdir,
    disk,
    writeWhole,
    files,
    tree,
    writeTree,
    commit: async oid => {
      const known = commits.get(oid)
      if (known) return known
      const { commit } = await git.readCommit({ ...at, oid })
      const { tree: of, parent, author, message } = commit
      return keep(commits, oid, {
        oid,
        tree: of,
        parents: parent,
        author: author.name,
        at: author.timestamp * 1000,
        message: message.trimEnd(),
      })
    },
    isCut: async oid => (await unlessAbsent(disk.readFile(join(gitdir, 'shallow'), 'utf8')))?.includes(oid) ?? false,
    blob: async oid => (await git.readBlob({ ...at, oid })).blob,
    blobOid: async content => (await git.hashBlob({ object: content })).oid,
    writeBlob: content => written(() => git.writeBlob({ ...at, blob: content })),
    writeCommit: async ({ tree: entries, parents, author, at: atMs, message }) => {
      const of = await writeTree(entries)
      const by = { ...personOf(author), timestamp: Math.max(0, Math.floor(atMs / 1000)), timezoneOffset: 0 }
      const commit = {
        tree: of,
        parent: [...parents],
        author: by,
        committer: by,
        message: `${message.trim() || 'Change the declarations'}\n`,
      }
      return written(() => git.writeCommit({ ...at, commit }))
    },
    ref: name =>
      git.resolveRef({ ...at, ref: name }).catch((error: unknown) => {
        if (error instanceof git.Errors.NotFoundError) return undefined
        throw error
      }),
    indexed: () => git.listFiles(at),
    setRef: (name, oid) => writeWhole(join(gitdir, ...name.split('/')), `${oid}\n`),
  }
}

/** An author as Git takes it: one line, no brackets, an address that is nobody's. */
function personOf(author: string): { readonly name: string; readonly email: string } {
  const name =
    author
      .replace(/[<>\p{Cc}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim() || 'MycoPod'
  const local = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return { name, email: `${local || 'someone'}@mycopod.invalid` }
}

/** Makes the repository where there is none; it is there wholly or not at all. */
export async function ensureRepository(folder: string, disk: Disk): Promise<void> {
  const gitdir = join(folder, '.git')
  await disk.mkdir(folder, { recursive: true })
  if (await unlessAbsent(disk.lstat(gitdir))) return
  const draft = join(folder, '.git-begun')
  await disk.rm(draft, { recursive: true, force: true })
  await git.init({ fs: { promises: { ...disk } }, dir: folder, gitdir: draft, defaultBranch: 'main' })
  await disk.rename(draft, gitdir)
}

/** The branch that the folder is on, as `refs/heads/…`; undefined where it is on none. */
export async function branchOf({ gitdir, disk }: Repository): Promise<string | undefined> {
  const head = await disk.readFile(join(gitdir, 'HEAD'), 'utf8')
  return /^ref: (refs\/heads\/[^\s]+)\s*$/.exec(head)?.[1]
}

/** Records what a commit has of these files as the state that Git compares the folder with. */
export async function updateIndex(
  { files, folder, gitdir }: Repository,
  changed: readonly { readonly path: string; readonly entry: TreeEntry | undefined }[],
): Promise<void> {
  const at = { fs: files, dir: folder, gitdir, cache: {} }
  for (const { path, entry } of changed) {
    if (entry) await git.updateIndex({ ...at, filepath: path, oid: entry.oid, mode: Number.parseInt(entry.mode, 8), add: true })
    else await git.updateIndex({ ...at, filepath: path, remove: true, force: true })
  }
}
