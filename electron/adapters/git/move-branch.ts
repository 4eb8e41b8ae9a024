import { isSame } from './merge-trees.ts'
import { isDeclarationFile, readText } from './read-text.ts'
import { type Repository, type Tree, type TreeEntry, updateIndex } from './repository.ts'
import { readWorking, writeWorking } from './work-folder.ts'

/** A branch with its newest commit; `tree` is empty before the first. */
export interface Standing {
  readonly branch: string
  readonly head: string | undefined
  readonly tree: Tree
}

/** Where a branch stands. */
export async function standingOf(repository: Repository, branch: string): Promise<Standing> {
  const head = await repository.ref(branch)
  return { branch, head, tree: head === undefined ? new Map() : await treeOf(repository, head) }
}

/** What a commit has directly in the folder. */
export async function treeOf(repository: Repository, oid: string): Promise<Tree> {
  return repository.tree((await repository.commit(oid)).tree)
}

/** Commits what somebody else left uncommitted in these files, so that writing them loses nothing. */
export async function keepOutside(
  repository: Repository,
  standing: Standing,
  wanted: ReadonlyMap<string, TreeEntry | undefined>,
  at: number,
): Promise<Standing> {
  const tree = new Map(standing.tree)
  const kept: string[] = []
  for (const [path, entry] of wanted) {
    const bytes = isDeclarationFile(path) ? await readWorking(repository, path) : undefined
    if (bytes === undefined) continue
    if (bytes === 'too large') throw new Error(`${path} is too large to be kept.`)
    const known = [standing.tree.get(path), entry]
    if (await isOneOf(repository, bytes, known)) continue
    tree.set(path, { mode: '100644', path, type: 'blob', oid: await repository.writeBlob(bytes) })
    kept.push(path)
  }
  if (kept.length === 0) return standing
  const message = `Keep what was changed outside MycoPod in ${kept.join(', ')}`
  const parents = standing.head === undefined ? [] : [standing.head]
  const head = await repository.writeCommit({ tree, parents, author: 'Outside MycoPod', at, message })
  await repository.setRef(standing.branch, head)
  await updateIndex(
    repository,
    kept.map(path => ({ path, entry: tree.get(path) })),
  )
  return { branch: standing.branch, head, tree }
}

async function isOneOf(repository: Repository, bytes: Uint8Array, entries: readonly (TreeEntry | undefined)[]): Promise<boolean> {
  const oid = await repository.blobOid(bytes)
  if (entries.some(entry => entry?.oid === oid)) return true
  const file = readText(bytes)
  for (const entry of entries) {
    if (!('text' in file) || entry?.type !== 'blob') continue
    const known = readText(await repository.blob(entry.oid))
    if ('text' in known && known.text === file.text) return true
  }
  return false
}

/** Makes a commit the newest: files first, so that a kill between leaves a change that is not committed yet, then the branch. */
export async function moveBranch(repository: Repository, standing: Standing, to: string): Promise<void> {
  const changes = await changesBetween(repository, standing.tree, await treeOf(repository, to))
  const removedFirst = [...changes].sort((one, other) => Number(one[1].after !== undefined) - Number(other[1].after !== undefined))
  for (const [path, { before, after }] of removedFirst) await bringIntoFolder(repository, path, before, after)
  await repository.setRef(standing.branch, to)
  await updateIndex(
    repository,
    [...changes].map(([path, { after }]) => ({ path, entry: after })),
  )
}

/** Files that are none of a declaration are changed only where nobody else changed them. */
async function bringIntoFolder(
  repository: Repository,
  path: string,
  before: TreeEntry | undefined,
  after: TreeEntry | undefined,
): Promise<void> {
  const entry = after ?? before
  if (entry?.type !== 'blob') return
  const own = isDeclarationFile(path)
  if (own && entry.mode === linkMode) return
  const present = await readWorking(repository, path)
  const content = after && (await repository.blob(after.oid))
  if (!own && (present === 'too large' || (present && (await repository.blobOid(present)) !== before?.oid))) return
  if (content && present instanceof Uint8Array && Buffer.compare(content, present) === 0) return
  await writeWorking(repository, path, content)
}

/** The mode of a symbolic link, which is never made. */
export const linkMode = '120000'

interface Change {
  readonly before: TreeEntry | undefined
  readonly after: TreeEntry | undefined
}

/** What differs between two folders, by path, in whatever depth. */
async function changesBetween(repository: Repository, before: Tree, after: Tree, prefix = ''): Promise<ReadonlyMap<string, Change>> {
  const found = new Map<string, Change>()
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(name), after.get(name)]
    if (isSame(old, now)) continue
    const below = async (entry: TreeEntry | undefined): Promise<Tree> => (entry?.type === 'tree' ? repository.tree(entry.oid) : new Map())
    if (old?.type === 'tree' || now?.type === 'tree') {
      const nested = await changesBetween(repository, await below(old), await below(now), `${prefix}${name}/`)
      for (const [path, change] of nested) found.set(path, change)
    }
    const [oldFile, nowFile] = [old?.type === 'tree' ? undefined : old, now?.type === 'tree' ? undefined : now]
    if (oldFile || nowFile) found.set(`${prefix}${name}`, { before: oldFile, after: nowFile })
  }
  return found
}

/** Brings the index up to what was committed when the program was killed between the two. */
export async function mendIndex(repository: Repository, { tree }: Standing): Promise<void> {
  const changes = await changesBetween(repository, new Map(), tree)
  const settled: { path: string; entry: TreeEntry | undefined }[] = []
  for (const [path, { after }] of changes) {
    const bytes = await readWorking(repository, path)
    if (bytes instanceof Uint8Array && (await repository.blobOid(bytes)) === after?.oid) settled.push({ path, entry: after })
  }
  for (const path of await repository.indexed()) {
    if (!changes.has(path) && (await readWorking(repository, path)) === undefined) settled.push({ path, entry: undefined })
  }
  await updateIndex(repository, settled)
}
