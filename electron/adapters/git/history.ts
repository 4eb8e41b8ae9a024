import type { StoredCommit } from '../../ports/declaration-store.ts'
import { isSame } from './merge-trees.ts'
import { isDeclarationFile } from './read-text.ts'
import type { Repository, RepositoryCommit, Tree } from './repository.ts'

/** How many commits are looked at where the history forks. */
const mostForked = 20_000

/** The commits from one back to the first, each before its parents whatever their times say. */
async function* walkBack(repository: Repository, from: string): AsyncGenerator<RepositoryCommit> {
  let next: string | undefined = from
  while (next !== undefined) {
    const commit = await repository.commit(next)
    yield commit
    const parents = await presentParents(repository, commit)
    if (parents.length > 1) {
      yield* walkForked(repository, parents)
      return
    }
    next = parents[0]
  }
}

/** Counts who is whose child first, so that no parent comes before a child of it. */
async function* walkForked(repository: Repository, tips: readonly string[]): AsyncGenerator<RepositoryCommit> {
  const waitingFor = new Map<string, number>(tips.map(tip => [tip, 0]))
  const parentsOf = new Map<string, readonly string[]>()
  const unread = [...tips]
  for (let oid = unread.pop(); oid !== undefined && parentsOf.size < mostForked; oid = unread.pop()) {
    if (parentsOf.has(oid)) continue
    const parents = await presentParents(repository, await repository.commit(oid))
    parentsOf.set(oid, parents)
    for (const parent of parents) waitingFor.set(parent, (waitingFor.get(parent) ?? 0) + 1)
    unread.push(...parents)
  }
  const ready = tips.filter(tip => waitingFor.get(tip) === 0).reverse()
  for (let oid = ready.pop(); oid !== undefined; oid = ready.pop()) {
    yield await repository.commit(oid)
    for (const parent of [...(parentsOf.get(oid) ?? [])].reverse()) {
      const left = (waitingFor.get(parent) ?? 0) - 1
      waitingFor.set(parent, left)
      if (left === 0 && parentsOf.has(parent)) ready.push(parent)
    }
  }
}

/** The parents of a commit; where a shallow clone was cut there are none. */
async function presentParents(repository: Repository, { oid, parents }: RepositoryCommit): Promise<readonly string[]> {
  return (await repository.isCut(oid)) ? [] : parents
}

/** The newest commits, of those that changed a file where a path is given. */
export async function readHistory(
  repository: Repository,
  from: string,
  { path, limit }: { readonly path?: string; readonly limit: number },
): Promise<readonly StoredCommit[]> {
  const found: StoredCommit[] = []
  if (limit <= 0) return found
  for await (const commit of walkBack(repository, from)) {
    const { oid, at, author, message } = commit
    const files = await changedFiles(repository, commit)
    if (path !== undefined && !files.includes(path)) continue
    found.push({ revision: oid, at, author, message, files })
    if (found.length >= limit) break
  }
  return found
}

/** Whether one commit is another or comes before it. */
export async function isBefore(repository: Repository, older: string, newer: string): Promise<boolean> {
  const seen = new Set<string>()
  const unread = [newer]
  for (let oid = unread.pop(); oid !== undefined; oid = unread.pop()) {
    if (oid === older) return true
    if (seen.has(oid)) continue
    seen.add(oid)
    unread.push(...(await presentParents(repository, await repository.commit(oid))))
  }
  return false
}

async function changedFiles(repository: Repository, commit: RepositoryCommit): Promise<readonly string[]> {
  const [parent] = await presentParents(repository, commit)
  const before: Tree = parent === undefined ? new Map() : await repository.tree((await repository.commit(parent)).tree)
  const after = await repository.tree(commit.tree)
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter(name => isDeclarationFile(name) && !isSame(before.get(name), after.get(name)))
    .sort()
}
