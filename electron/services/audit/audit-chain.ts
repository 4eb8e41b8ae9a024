import type { AuditEntry } from '../../../shared/model/audit.ts'
import type { AuditArchive } from '../../ports/audit-archive.ts'
import type { Hash } from '../../ports/hash.ts'
import type { AuditMark, Store } from '../../ports/store.ts'
import { entryOf, firstHash, isSealed, lineOf } from './seal.ts'

/** What a look at the chain found. */
export interface AuditCheck {
  /** How many entries were looked at, and how many of them lie in the archive. */
  readonly entries: number
  readonly archived: number
  /** When the first of them was written. */
  readonly since: number | null
  /** The number of the first entry that is missing or not as it was written. */
  readonly altered: number | null
}

/** The chain of all entries: its newest part in the database, and before it the archive. */
export interface AuditChain {
  /** Checks what the database holds, and with `archive` also what left it and the joint of both. */
  verify(options: { readonly archive: boolean }): Promise<AuditCheck>
  /**
   * Moves the entries before the first that is not older than a moment into the archive, but never the newest; tells how
   * many. A kill in between leaves some in both, never in neither. Errors: DataFolderUnusable.
   */
  archiveOlder(than: number): Promise<number>
}

const pageSize = 500
const start: AuditMark = { seq: 0, hash: firstHash }

/** Makes the chain over the store and the archive; checks and moves wait for one another. */
export function createAuditChain({
  store,
  archive,
  hash,
}: {
  readonly store: Store
  readonly archive: AuditArchive
  readonly hash: Hash
}): AuditChain {
  const follows = (entry: AuditEntry, mark: AuditMark) =>
    entry.seq === mark.seq + 1 && entry.previousHash === mark.hash && isSealed(entry, hash)

  async function* entriesOf(month: string): AsyncIterable<AuditEntry> {
    // What a crash cut off is no entry; an altered line is none either, and its number is missing.
    for await (const line of archive.lines(month)) {
      const entry = entryOf(line)
      if (entry) yield entry
    }
  }

  async function* archived(): AsyncIterable<AuditEntry> {
    for (const month of await archive.months()) yield* entriesOf(month)
  }

  async function* kept(): AsyncIterable<AuditEntry> {
    for await (const page of store.audit.pages(pageSize)) yield* page
  }

  /** Goes along entries from a mark up to the first that does not follow, or is not the one it has to be. */
  async function walk(entries: AsyncIterable<AuditEntry>, from: AuditMark, known: AuditMark) {
    let mark = from
    let count = 0
    let since: number | null = null
    for await (const entry of entries) {
      count += 1
      since ??= entry.at
      if (!follows(entry, mark) || (entry.seq === known.seq && entry.hash !== known.hash)) {
        return { mark, count, since, altered: Math.min(entry.seq, mark.seq + 1) }
      }
      mark = entry
    }
    return { mark, count, since, altered: null }
  }

  async function verify(options: { readonly archive: boolean }): Promise<AuditCheck> {
    const left = (await store.audit.left()) ?? start
    const present = await walk(kept(), left, left)
    if (!options.archive) return { entries: present.count, archived: 0, since: present.since, altered: present.altered }
    const past = await walk(archived(), start, left)
    // Behind the joint there are copies that a kill left; they are in the database too.
    const count = Math.min(past.count, left.seq)
    const missing = past.mark.seq < left.seq ? past.mark.seq + 1 : null
    return {
      entries: count + present.count,
      archived: count,
      since: past.since ?? present.since,
      altered: past.altered ?? missing ?? present.altered,
    }
  }

  async function newestArchived(): Promise<AuditEntry | undefined> {
    for (const month of [...(await archive.months())].reverse()) {
      let newest: AuditEntry | undefined
      for await (const entry of entriesOf(month)) newest = entry
      if (newest) return newest
    }
    return undefined
  }

  /** Ends a move that was killed when its entries were already in the archive. */
  async function endEarlierMove(): Promise<void> {
    const newest = await newestArchived()
    if (!newest || newest.seq <= ((await store.audit.left()) ?? start).seq) return
    for await (const entry of kept()) {
      if (entry.seq <= newest.seq) continue
      if (entry.seq !== newest.seq + 1 || entry.previousHash !== newest.hash) break
      await archive.append(monthOf(newest), [])
      await store.audit.forget(newest)
      return
    }
    throw new Error(`entry ${newest.seq} in the archive of the audit is not the one in the database`)
  }

  async function move(entries: readonly AuditEntry[]): Promise<void> {
    const last = entries.at(-1)
    if (!last) return
    for (const [month, together] of inMonths(entries)) await archive.append(month, together.map(lineOf))
    await store.audit.forget(last)
  }

  async function archiveOlder(than: number): Promise<number> {
    await endEarlierMove()
    let moved = 0
    let waiting: readonly AuditEntry[] = []
    for await (const page of store.audit.pages(pageSize)) {
      const entries = [...waiting, ...page]
      const young = entries.findIndex(entry => entry.at >= than)
      const old = entries.slice(0, young < 0 ? -1 : young)
      await move(old)
      moved += old.length
      waiting = entries.slice(old.length)
      if (young >= 0) break
    }
    return moved
  }

  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }
  return { verify: options => inTurn(() => verify(options)), archiveOlder: than => inTurn(() => archiveOlder(than)) }
}

function monthOf({ at }: AuditEntry): string {
  return new Date(at).toISOString().slice(0, 'yyyy-mm'.length)
}

/** Entries by month in the order of the chain: where the clock went back, an entry lies with the one before. */
function inMonths(entries: readonly AuditEntry[]): ReadonlyMap<string, readonly AuditEntry[]> {
  const months = new Map<string, AuditEntry[]>()
  let month = ''
  for (const entry of entries) {
    if (monthOf(entry) > month) month = monthOf(entry)
    months.set(month, [...(months.get(month) ?? []), entry])
  }
  return months
}
