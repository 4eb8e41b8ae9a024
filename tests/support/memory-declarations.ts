import { createHash } from 'node:crypto'
import type { DeclarationFolder, DeclarationStore, StoredCommit, StoredFile } from '../../electron/ports/declaration-store.ts'
import { AppError } from '../../shared/errors/app-error.ts'

interface Kept extends StoredCommit {
  readonly tree: ReadonlyMap<string, string>
}

/** Declarations in memory, with a folder that a test can write into; there is no way to a remote. */
export interface MemoryDeclarations extends DeclarationFolder {
  readonly store: DeclarationStore
  /** What lies in the folder, committed or not. */
  readonly working: Map<string, string>
}

/** Makes an empty one. */
export function createMemoryDeclarations(): MemoryDeclarations {
  const commits: Kept[] = []
  const working = new Map<string, string>()
  let opened = false
  const asFiles = (tree: ReadonlyMap<string, string>) => new Map<string, StoredFile>([...tree].map(([path, text]) => [path, { text }]))

  const find = (revision: string): Kept => {
    const found = commits.find(commit => commit.revision.startsWith(revision))
    if (!found) throw new AppError('NotFound', { what: 'commit', name: revision })
    return found
  }
  const nowhere = async (): Promise<never> => {
    throw new AppError('RemoteUnreachable', { remote: 'nowhere', because: 'There is none in memory.' })
  }

  const store: DeclarationStore = {
    head: async () => commits.at(-1)?.revision,
    files: async revision => asFiles(find(revision).tree),
    workingFiles: async () => asFiles(working),
    commit: async ({ files, author, reason, at, basedOn }) => {
      const last = commits.at(-1)
      if (basedOn !== undefined && basedOn !== last?.revision)
        throw new AppError('DeclarationChangedMeanwhile', { declaration: Object.keys(files)[0] ?? '' })
      const tree = new Map(last?.tree)
      for (const [path, text] of Object.entries(files)) {
        if (text === undefined) {
          tree.delete(path)
          working.delete(path)
        } else {
          tree.set(path, text)
          working.set(path, text)
        }
      }
      const revision = createHash('sha1')
        .update(JSON.stringify([commits.length, [...tree], author, reason, at]))
        .digest('hex')
      commits.push({ revision, at, author, message: reason, files: Object.keys(files), tree })
      return revision
    },
    history: async ({ path, limit }) =>
      commits
        .filter(commit => path === undefined || commit.files.includes(path))
        .reverse()
        .slice(0, limit)
        .map(({ tree: _, ...commit }) => commit),
    resolve: async revision => find(revision).revision,
    contains: async revision => commits.some(commit => commit.revision === revision),
    pull: nowhere,
    push: nowhere,
    settle: nowhere,
  }
  return {
    working,
    store,
    begun: async () => opened,
    open: async () => {
      opened = true
      return store
    },
  }
}
