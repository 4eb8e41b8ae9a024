/** The folder `declarations/` as a Git repository: text files, every change a commit. Errors: DeclarationsBroken where the repository cannot be read. */
export interface DeclarationStore {
  /** The newest commit; undefined before the first. */
  head(): Promise<string | undefined>
  /** The files of a commit by path: those directly in the folder. Errors: NotFound. */
  files(revision: string): Promise<ReadonlyMap<string, StoredFile>>
  /** The files as they are in the folder now, committed or not. */
  workingFiles(): Promise<ReadonlyMap<string, StoredFile>>
  /**
   * Writes the files (undefined removes) and commits just them; the revision. What somebody else left in them uncommitted is a commit before it.
   * Errors: DeclarationChangedMeanwhile where `basedOn` is not the newest, BadInput for a path that is none of a declaration's.
   */
  commit(change: {
    readonly files: Readonly<Record<string, string | undefined>>
    readonly author: string
    readonly reason: string
    readonly at: number
    readonly basedOn?: string | undefined
  }): Promise<string>
  /** Newest first. */
  history(filter: { readonly path?: string; readonly limit: number }): Promise<readonly StoredCommit[]>
  /** The whole revision of a beginning of one, at least four characters. Errors: NotFound. */
  resolve(revision: string): Promise<string>
  /** Whether `revision` is in the history of the newest commit. */
  contains(revision: string): Promise<boolean>
  /** Brings what the remote has; what both sides changed in different files is merged. Errors: RemoteUnreachable, RemoteRefused. */
  pull(remote: StoreRemote, author: string, at: number, signal?: AbortSignal): Promise<Pulled>
  /** Errors: RemoteUnreachable, RemoteRefused; RemoteAhead where the remote has commits of its own. */
  push(remote: StoreRemote, signal?: AbortSignal): Promise<void>
  /**
   * Ends a conflict or a rewritten history: one text for each file in conflict, as a commit with both as parents; ours where none is given.
   * An empty text removes a file that one side had removed. Errors: NotFound where nothing was pulled yet.
   */
  settle(
    remote: StoreRemote,
    settled: { readonly files: Readonly<Record<string, string>>; readonly author: string; readonly at: number },
  ): Promise<string>
}

/** The folder of the declarations before anything in it is read. */
export interface DeclarationFolder {
  /** Whether anything was ever declared; cheap, and makes nothing. */
  begun(): Promise<boolean>
  /** Opens it, and makes the repository where there is none. */
  open(): Promise<DeclarationStore>
}

/** A file's text with `\n` line ends and no byte order mark; `binary` where it is no text, or over the size that is read. */
export type StoredFile = { readonly text: string } | { readonly binary: true; readonly because: string }

export interface StoredCommit {
  readonly revision: string
  readonly at: number
  readonly author: string
  readonly message: string
  /** Paths it changed. */
  readonly files: readonly string[]
}

/** A repository elsewhere, over HTTPS with a token. */
export interface StoreRemote {
  readonly url: string
  readonly branch: string
  readonly token?: string | undefined
}

/** What a pull found. Nothing of ours is lost in any of them. */
export type Pulled =
  | { readonly found: 'nothing' }
  | { readonly found: 'ahead' }
  | { readonly found: 'changes'; readonly from: string | undefined; readonly to: string }
  /** Both sides changed the same texts: ours stay as they are until it is settled. Of lock files alone, ours count. */
  | {
      readonly found: 'conflict'
      readonly files: readonly { readonly path: string; readonly ours: string; readonly theirs: string }[]
    }
  /** The remote no longer has commits it had. */
  | { readonly found: 'rewritten'; readonly theirs: string }
