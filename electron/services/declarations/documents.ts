import { AppError } from '../../../shared/errors/app-error.ts'
import type { LabInventory } from '../../../shared/model/declaration.ts'
import type { Commit, DeclarationDetail, DeclarationSummary, Policy } from '../../../shared/model/declared.ts'
import { compile } from '../../core/declare/compile.ts'
import { type Lock, lockAfterApply, printLock } from '../../core/declare/lock-file.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeclarationStore, StoredCommit, StoredFile } from '../../ports/declaration-store.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import { type Declared, declarationOf, lockFile, lockIn, readDeclared, textFile } from './read-declared.ts'
import { refuseUnreadable } from './unreadable.ts'
import type { NamedLock } from './way-back.ts'

/** The declarations as documents in Git; nothing here touches the lab. */
export interface Documents {
  /** As they are in the newest commit, or in another; in order of name. */
  read(revision?: string): Promise<readonly Declared[]>
  list(): Promise<DeclarationSummary[]>
  /** As it is in the folder, or was in a commit. Errors: NotFound. */
  get(name: string, revision?: string): Promise<DeclarationDetail>
  /** Keeps a text as a commit. Errors: DeclarationUnreadable, DeclarationChangedMeanwhile. */
  save(ask: SaveAsk, who: string): Promise<DeclarationDetail>
  /** Errors: NotFound. */
  remove(name: string, who: string): Promise<{ revision: string }>
  setPolicy(name: string, policy: Policy, who: string): Promise<DeclarationSummary>
  history(filter: { readonly name?: string | undefined; readonly limit: number }): Promise<Commit[]>
  /** The texts of two commits; of one and the folder where `to` is absent. */
  compare(name: string, from: string, to?: string): Promise<{ from: string; to: string }>
  /** Brings back the text of a commit, with what its lock file remembered. */
  restore(name: string, revision: string, who: string): Promise<DeclarationDetail>
  /** Commits lock files as they are after their texts were applied. */
  keepLocks(locks: ReadonlyMap<string, Lock>, reason: string, who: string): Promise<void>
  /** Makes every text as it was in a commit, with what its lock file remembered; the policies stay. */
  returnTo(revision: string, who: string): Promise<void>
  /** Makes texts as they were when they were applied, each in its commit, or gone where there is none; the policies stay. */
  returnEach(to: Readonly<Record<string, string | null>>, who: string): Promise<void>
  /** The lock files of every commit since another, oldest first, those of now at the end. */
  locksSince(revision: string): Promise<readonly NamedLock[]>
  /** The whole revision of a beginning of one. Errors: NotFound. */
  resolve(revision: string): Promise<string>
  /** The newest commit; undefined before the first. */
  head(): Promise<string | undefined>
}

export interface SaveAsk {
  readonly name: string
  readonly text: string
  readonly reason?: string | undefined
  /** The commit that the change was made on. */
  readonly basedOn?: string | undefined
}

export interface DocumentDependencies {
  readonly store: DeclarationStore
  readonly lab: () => Promise<LabInventory>
  readonly clock: Clock
  readonly audit: Audit
  readonly changes: Changes
  /** Called after every commit. */
  readonly onCommitted: () => void
}

/** How many commits back a way is planned. */
const furthest = 500

type Files = ReadonlyMap<string, StoredFile>

/** Makes the documents over their store. */
export function createDocuments({ store, lab, clock, audit, changes, onCommitted }: DocumentDependencies): Documents {
  async function filesAt(revision: string | undefined): Promise<Files> {
    return revision === undefined ? new Map() : store.files(await store.resolve(revision))
  }

  async function find(name: string, files: Files): Promise<Declared> {
    const all = readDeclared(files, await lab())
    const found = all.find(each => each.name === name)
    if (!found) throw new AppError('NotFound', { what: 'declaration', name, known: all.map(each => each.name) })
    return found
  }

  async function summary(declared: Declared, working: Files, committed: Files): Promise<DeclarationSummary> {
    const { name, reading, lock, problem } = declared
    const [changed] = await store.history({ path: textFile(name), limit: 1 })
    const { applied, policy } = lock
    return {
      name,
      policy,
      uncommitted: textOf(working, name) !== textOf(committed, name),
      entries: reading.entries.length,
      questions: reading.questions.length,
      unread: reading.unread.length,
      ...(changed && { changed: commitOf(changed) }),
      ...(applied && { applied: { at: applied.at, by: applied.by, current: applied.read === lock.read } }),
      ...(problem !== undefined && { problem }),
    }
  }

  async function detail(declared: Declared, working: Files, committed: Files, revision: string | undefined): Promise<DeclarationDetail> {
    const { entries, questions, unread, spans } = declared.reading
    return {
      ...(await summary(declared, working, committed)),
      text: declared.text,
      reading: { entries: [...entries], questions: [...questions], unread: [...unread], spans: spans.map(of => [...of]) },
      ...(revision !== undefined && { revision }),
    }
  }

  async function get(name: string, revision?: string): Promise<DeclarationDetail> {
    const head = await store.head()
    const [working, committed] = await Promise.all([store.workingFiles(), filesAt(head)])
    if (revision === undefined) return detail(await find(name, working), working, committed, head)
    const old = await filesAt(revision)
    return detail(await find(name, old), old, old, await store.resolve(revision))
  }

  /** A text that somebody else changed since would be taken back. */
  async function refuseChanged(name: string, basedOn: string, committed: Files): Promise<void> {
    const base = await filesAt(basedOn)
    if (textOf(base, name) !== textOf(committed, name)) throw new AppError('DeclarationChangedMeanwhile', { declaration: name })
  }

  async function keep(name: string, text: string, lock: Lock | undefined, reason: string, who: string): Promise<void> {
    const committed = await filesAt(await store.head())
    const printed = printLock(compile(text, await lab(), lock).lock)
    if (textOf(committed, name) === text && textOf(committed, name, lockFile) === printed) return
    const files = { [textFile(name)]: text, [lockFile(name)]: printed }
    const revision = await commit(files, who, reason)
    const before = textOf(committed, name) === undefined ? {} : { before: (await lastOf(name, revision))?.revision ?? '' }
    await audit.record({ who, action: 'declarations.save', what: reason, subject: name, ...before, after: revision })
  }

  async function commit(files: Readonly<Record<string, string | undefined>>, author: string, reason: string): Promise<string> {
    const basedOn = await store.head()
    const revision = await store.commit({ files, author, reason, at: clock.now(), ...(basedOn !== undefined && { basedOn }) })
    changes.tell('declarations')
    onCommitted()
    return revision
  }

  /** Makes texts as they are among files, and takes away those that are not there. */
  async function bringBack(texts: ReadonlyMap<string, Files>, reason: string, asNow: (lock: Lock) => Lock, who: string): Promise<void> {
    const before = await store.head()
    const now = await filesAt(before)
    const files: Record<string, string | undefined> = {}
    for (const [name, then] of texts) {
      const [text, lock] = [textOf(then, name), lockIn(then, name)]
      files[textFile(name)] = text
      files[lockFile(name)] =
        text === undefined
          ? undefined
          : printLock(asNow(compile(text, await lab(), lock && { ...lock, policy: lockIn(now, name)?.policy ?? lock.policy }).lock))
    }
    const after = await commit(files, who, reason)
    await audit.record({ who, action: 'declarations.rollback', what: reason, before: before ?? '', after })
  }

  async function lastOf(name: string, but: string): Promise<StoredCommit | undefined> {
    return (await store.history({ path: textFile(name), limit: 2 })).find(commit => commit.revision !== but)
  }

  async function lockOf(name: string): Promise<Lock | undefined> {
    return lockIn(await filesAt(await store.head()), name)
  }

  return {
    head: () => store.head(),
    read: async revision => readDeclared(await filesAt(revision ?? (await store.head())), await lab()),
    list: async () => {
      const [working, committed] = await Promise.all([store.workingFiles(), filesAt(await store.head())])
      return Promise.all(readDeclared(working, await lab()).map(declared => summary(declared, working, committed)))
    },
    get,
    save: async ({ name, text, reason, basedOn }, who) => {
      refuseUnreadable(name, text)
      if (basedOn !== undefined) await refuseChanged(name, basedOn, await filesAt(await store.head()))
      const isNew = textOf(await filesAt(await store.head()), name) === undefined
      await keep(name, text, await lockOf(name), reason || (isNew ? `Begin ${name}` : `Change ${name}`), who)
      return get(name)
    },
    remove: async (name, who) => {
      await find(name, await store.workingFiles())
      const reason = `Remove ${name}`
      const files = { [textFile(name)]: undefined, [lockFile(name)]: undefined }
      const revision = await commit(files, who, reason)
      await audit.record({ who, action: 'declarations.remove', what: reason, subject: name, after: revision })
      return { revision }
    },
    setPolicy: async (name, policy, who) => {
      const files = await filesAt(await store.head())
      const { lock, text } = await find(name, files)
      if (lock.policy !== policy) await keep(name, text, { ...lock, policy }, `Set ${name} to ${policy}`, who)
      const now = await filesAt(await store.head())
      return summary(await find(name, now), await store.workingFiles(), now)
    },
    history: async ({ name, limit }) => {
      const commits = await store.history({ limit, ...(name !== undefined && { path: textFile(name) }) })
      return commits.map(commitOf)
    },
    compare: async (name, from, to) => {
      const [older, newer] = await Promise.all([filesAt(from), to === undefined ? store.workingFiles() : filesAt(to)])
      return { from: textOf(older, name) ?? '', to: textOf(newer, name) ?? '' }
    },
    restore: async (name, revision, who) => {
      const old = await filesAt(revision)
      const { text } = await find(name, old)
      const [then, now] = [lockIn(old, name), await lockOf(name)]
      const lock = then ? { ...then, policy: now?.policy ?? then.policy, applied: now?.applied } : now
      await keep(name, text, lock, `Bring ${name} back as it was in ${revision.slice(0, 8)}`, who)
      return get(name)
    },
    keepLocks: async (locks, reason, who) => {
      const files = Object.fromEntries([...locks].map(([name, lock]) => [lockFile(name), printLock(lock)]))
      if (Object.keys(files).length > 0) await commit(files, who, reason)
    },
    returnTo: async (revision, who) => {
      const [then, now] = await Promise.all([filesAt(revision), filesAt(await store.head())])
      const names = new Set([...then.keys(), ...now.keys()].flatMap(path => declarationOf(path) ?? []))
      const texts = [...names].map(name => [name, then] as const)
      await bringBack(new Map(texts), `Back to ${revision.slice(0, 8)}`, lock => lock, who)
    },
    returnEach: async (to, who) => {
      const texts = await Promise.all(
        Object.entries(to).map(async ([name, revision]) => [name, await filesAt(revision ?? undefined)] as const),
      )
      const reason = `Back to how ${texts.map(([name]) => name).join(', ')} was before`
      await bringBack(new Map(texts), reason, lock => lockAfterApply(lock, { at: clock.now(), by: who }), who)
    },
    locksSince: async revision => {
      const commits = (await store.history({ limit: furthest })).map(each => each.revision)
      const since = commits.slice(0, commits.indexOf(await store.resolve(revision))).reverse()
      const found = await Promise.all(
        since.map(async each => {
          const files = await filesAt(each)
          return [...files.keys()].flatMap(path => {
            const name = declarationOf(path)
            const lock = name !== undefined && path === lockFile(name) ? lockIn(files, name) : undefined
            return name !== undefined && lock ? [{ name, lock }] : []
          })
        }),
      )
      return found.flat()
    },
    resolve: revision => store.resolve(revision),
  }
}

function textOf(files: Files, name: string, pathOf: (name: string) => string = textFile): string | undefined {
  const file = files.get(pathOf(name))
  return file && ('text' in file ? file.text : `\0${file.because}`)
}

function commitOf({ revision, at, author, message, files }: StoredCommit): Commit {
  const declarations = [...new Set(files.flatMap(path => declarationOf(path) ?? []))]
  return { revision, at, author, reason: message.split('\n')[0] ?? '', declarations }
}
