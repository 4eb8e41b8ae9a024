import { isDeepStrictEqual } from 'node:util'
import type { Entry } from '../../../shared/model/declaration.ts'
import { keyOfEntry } from '../../core/declare/entry-key.ts'
import type { Lock } from '../../core/declare/lock-file.ts'
import type { AppliedEntry } from '../../core/drift/find-drift.ts'
import type { DeclarationStore } from '../../ports/declaration-store.ts'
import { type Declared, lockFile, lockIn } from './read-declared.ts'

/** How far back the applied text of a declaration is looked for. */
const furthest = 200

/**
 * Tells what of declarations was applied and is still declared so: what the lab has to agree with. What was changed in the
 * text since, or is not in it any more, waits for a plan and is no drift.
 */
export function createApplied(store: DeclarationStore): (all: readonly Declared[]) => Promise<AppliedEntry[]> {
  const known = new Map<string, Lock>()

  async function appliedLock(name: string, stored: Lock): Promise<Lock | undefined> {
    const { applied } = stored
    if (!applied) return undefined
    if (applied.read === stored.read) return stored
    const key = `${name} ${applied.read}`
    const lock = known.get(key) ?? (await keptWith(store, name, applied.read))?.lock
    if (lock) known.set(key, lock)
    return lock
  }

  return async all => {
    const found: AppliedEntry[] = []
    for (const { name, stored, reading } of all) {
      const lock = stored && (await appliedLock(name, stored))
      for (const { entry } of lock?.entries ?? []) {
        const now = reading.entries.find(each => keyOfEntry(each) === keyOfEntry(entry))
        const same = now && fieldsAlike(entry, now)
        if (same) found.push({ declaration: name, entry: same })
      }
    }
    return found
  }
}

/** The newest commit in which a text was as this digest says, with its lock. */
export async function keptWith(
  store: Pick<DeclarationStore, 'history' | 'files'>,
  name: string,
  read: string,
): Promise<{ readonly revision: string; readonly lock: Lock } | undefined> {
  for (const { revision } of await store.history({ path: lockFile(name), limit: furthest })) {
    const lock = lockIn(await store.files(revision), name)
    if (lock?.read === read) return { revision, lock }
  }
  return undefined
}

/** What identifies an entry, in whatever it says. */
const identity = new Set(['kind', 'name', 'app', 'of', 'rule', 'members'])

/** An entry with just the fields that another says too. */
function fieldsAlike(entry: Entry, other: Entry): Entry {
  const others: Readonly<Record<string, unknown>> = { ...other }
  const fields = Object.entries(entry).filter(([field, value]) => identity.has(field) || isDeepStrictEqual(others[field], value))
  return Object.fromEntries(fields) as Entry
}
