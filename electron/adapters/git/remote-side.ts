import * as git from 'isomorphic-git'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { DeclarationStore, StoreRemote } from '../../ports/declaration-store.ts'
import { fetchFrom, pushTo, remoteRefs } from './exchange.ts'
import { isBefore } from './history.ts'
import { isSame, type Merged, mergeTrees, settleLocks } from './merge-trees.ts'
import { keepOutside, moveBranch, type Standing, treeOf } from './move-branch.ts'
import { isDeclarationFile, readText } from './read-text.ts'
import { type ExchangeLimits, openDoor } from './remote-door.ts'
import type { Repository, Tree, TreeEntry } from './repository.ts'

export interface RemoteSideDependencies {
  readonly repository: Repository
  readonly branch: string
  /** Runs a change by itself, with the branch as it stands. */
  readonly changing: <T>(work: (standing: Standing) => Promise<T>) => Promise<T>
  /** Tells in the app's words what went wrong on the disk. */
  readonly saying: <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>
  readonly limits: ExchangeLimits
}

/** The part of the store that speaks with a repository elsewhere. */
export function createRemoteSide({
  repository,
  branch,
  changing,
  saying,
  limits,
}: RemoteSideDependencies): Pick<DeclarationStore, 'pull' | 'push' | 'settle'> {
  async function merged({ head, tree }: Standing, theirs: string): Promise<Merged> {
    const at = { fs: repository.files, gitdir: repository.gitdir }
    const bases: string[] = head === undefined ? [] : await git.findMergeBase({ ...at, oids: [head, theirs] })
    const trees = await Promise.all(bases.map(base => treeOf(repository, base)))
    return settleLocks(await mergeTrees(repository, trees, tree, await treeOf(repository, theirs)))
  }

  /** What theirs would change here is first looked at for edits that nobody committed. */
  async function withOutsideKept(standing: Standing, theirs: string, at: number): Promise<Standing> {
    if (standing.head !== undefined && (await isBefore(repository, theirs, standing.head))) return standing
    const their = await treeOf(repository, theirs)
    const { tree } = standing.head === undefined ? { tree: their } : await merged(standing, theirs)
    const names = [...new Set([...tree.keys(), ...their.keys(), ...standing.tree.keys()])]
    const changed = names.filter(
      name => !isSame(standing.tree.get(name), tree.get(name)) || !isSame(standing.tree.get(name), their.get(name)),
    )
    return keepOutside(repository, standing, new Map(changed.map(name => [name, their.get(name)])), at)
  }

  async function textIn(tree: Tree, path: string): Promise<string> {
    const entry = tree.get(path)
    if (entry?.type !== 'blob') return ''
    const file = readText(await repository.blob(entry.oid))
    return 'text' in file ? file.text : ''
  }

  async function take(remote: StoreRemote, url: string, theirs: string, standing: Standing, author: string, at: number) {
    const { agreed } = remoteRefs({ url, branch: remote.branch })
    const { head } = standing
    if (head === undefined || (await isBefore(repository, head, theirs))) {
      await moveBranch(repository, standing, theirs)
      await repository.setRef(agreed, theirs)
      return { found: 'changes', from: head, to: theirs } as const
    }
    const { tree, conflicts } = await merged(standing, theirs)
    const their = await treeOf(repository, theirs)
    const told = conflicts.filter(isDeclarationFile)
    if (told.length > 0) {
      const files = told.map(async path => ({ path, ours: await textIn(standing.tree, path), theirs: await textIn(their, path) }))
      return { found: 'conflict', files: await Promise.all(files) } as const
    }
    const message = 'Bring together what was changed here and elsewhere'
    const to = await repository.writeCommit({ tree, parents: [head, theirs], author, at, message })
    await moveBranch(repository, standing, to)
    await repository.setRef(agreed, theirs)
    return { found: 'changes', from: head, to } as const
  }

  return {
    pull: async (remote, author, at, signal) => {
      const door = openDoor(remote, limits, signal)
      const { seen, agreed } = remoteRefs({ url: door.url, branch: remote.branch })
      const theirs = await saying(() => fetchFrom(repository, door, branch), signal)
      return changing(async before => {
        if (theirs === undefined) return before.head === undefined ? { found: 'nothing' } : { found: 'ahead' }
        await repository.setRef(seen, theirs)
        const known = await repository.ref(agreed)
        if (known !== undefined && !(await isBefore(repository, known, theirs))) return { found: 'rewritten', theirs }
        const standing = await withOutsideKept(before, theirs, at)
        if (standing.head !== undefined && (await isBefore(repository, theirs, standing.head))) {
          await repository.setRef(agreed, theirs)
          return standing.head === theirs ? { found: 'nothing' } : { found: 'ahead' }
        }
        return take(remote, door.url, theirs, standing, author, at)
      })
    },
    push: async (remote, signal) => {
      const door = openDoor(remote, limits, signal)
      await saying(async () => {
        const head = await repository.ref(branch)
        if (head === undefined) return
        await pushTo(repository, door, branch)
        const { seen, agreed } = remoteRefs({ url: door.url, branch: remote.branch })
        await repository.setRef(seen, head)
        await repository.setRef(agreed, head)
      }, signal)
    },
    settle: (remote, { files, author, at }) =>
      changing(async before => {
        const door = openDoor(remote, limits, undefined)
        const { seen, agreed } = remoteRefs({ url: door.url, branch: remote.branch })
        const theirs = await repository.ref(seen)
        if (theirs === undefined) throw new AppError('NotFound', { what: 'commit', name: 'what the remote has' })
        const outside = new Map<string, TreeEntry | undefined>(Object.keys(files).map(path => [path, undefined]))
        const standing = await keepOutside(repository, await withOutsideKept(before, theirs, at), outside, at)
        const their = await treeOf(repository, theirs)
        const tree = new Map((await merged(standing, theirs)).tree)
        for (const [path, text] of Object.entries(files)) {
          // An empty text stands for the side that took the file away.
          if (text === '' && !(standing.tree.has(path) && their.has(path))) tree.delete(path)
          else tree.set(path, { mode: '100644', path, type: 'blob', oid: await repository.writeBlob(new TextEncoder().encode(text)) })
        }
        const parents = standing.head === undefined ? [theirs] : [standing.head, theirs]
        const to = await repository.writeCommit({ tree, parents, author, at, message: 'Settle what was changed here and elsewhere' })
        await moveBranch(repository, standing, to)
        await repository.setRef(agreed, theirs)
        return to
      }),
  }
}
