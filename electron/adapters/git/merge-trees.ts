import type { Repository, Tree, TreeEntry } from './repository.ts'

/** Two sides put together over what they had in common. */
export interface Merged {
  readonly tree: Tree
  /** Paths that both sides changed, each in another way: ours are in the tree. */
  readonly conflicts: readonly string[]
}

/** Merges file by file: what only one side changed is taken from it. With several common commits only what they agree on counts. */
export async function mergeTrees(
  repository: Pick<Repository, 'tree' | 'writeTree'>,
  bases: readonly Tree[],
  ours: Tree,
  theirs: Tree,
  prefix = '',
): Promise<Merged> {
  const tree = new Map<string, TreeEntry>()
  const conflicts: string[] = []
  for (const name of [...new Set([...ours.keys(), ...theirs.keys()])].sort()) {
    const [our, their] = [ours.get(name), theirs.get(name)]
    const before = bases.map(base => base.get(name))
    const keep = (entry: TreeEntry | undefined) => entry && tree.set(name, entry)
    const unchanged = (entry: TreeEntry | undefined) => before.length > 0 && before.every(each => isSame(each, entry))
    if (isSame(our, their) || unchanged(their)) keep(our)
    else if (unchanged(our)) keep(their)
    else if (our?.type === 'tree' && their?.type === 'tree') {
      const below = await Promise.all(
        before.map(each => (each?.type === 'tree' ? repository.tree(each.oid) : new Map<string, TreeEntry>())),
      )
      const merged = await mergeTrees(
        repository,
        below,
        await repository.tree(our.oid),
        await repository.tree(their.oid),
        `${prefix}${name}/`,
      )
      conflicts.push(...merged.conflicts)
      if (merged.tree.size > 0) keep({ ...our, oid: await repository.writeTree(merged.tree) })
    } else if (before.length === 0 && !(our && their)) keep(our ?? their)
    else {
      conflicts.push(`${prefix}${name}`)
      keep(our)
    }
  }
  return { tree, conflicts }
}

/** Whether two entries hold the same. */
export function isSame(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  return one?.oid === other?.oid && one?.mode === other?.mode
}

/** A lock file goes with its text, and where both sides wrote it ours counts: it tells what was applied here. */
export function settleLocks({ tree, conflicts }: Merged): Merged {
  const isLock = (path: string) => path.endsWith('.lock.yaml') && !path.includes('/')
  const textOf = (path: string) => path.replace(/\.lock\.yaml$/, '.md')
  const orphaned = conflicts.filter(path => isLock(path) && !tree.has(textOf(path)) && !conflicts.includes(textOf(path)))
  const kept = new Map([...tree].filter(([path]) => !orphaned.includes(path)))
  return { tree: kept, conflicts: conflicts.filter(path => !isLock(path)) }
}
