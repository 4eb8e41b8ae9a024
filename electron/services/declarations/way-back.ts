import type { Entry } from '../../../shared/model/declaration.ts'
import { keyOfEntry } from '../../core/declare/entry-key.ts'
import type { Lock } from '../../core/declare/lock-file.ts'
import type { DesiredEntry } from '../../core/plan/planned-changes.ts'

/** A lock with the declaration it is of. */
export interface NamedLock {
  readonly name: string
  readonly lock: Lock
}

/**
 * The wishes that lead back to an earlier commit: what was wished then, and of everything that was declared only since, how
 * it was before anybody declared it. What was not there then is to be gone. `since` are the locks since then, oldest first.
 */
export function wayBack(then: readonly NamedLock[], since: readonly NamedLock[]): DesiredEntry[] {
  const wished = new Map(
    then.flatMap(({ name, lock }) => lock.entries.map(({ entry }) => [keyOfEntry(entry), { declaration: name, entry, spans: [] }])),
  )
  const back = new Map<string, DesiredEntry>(wished)
  for (const { name, lock } of since) {
    for (const { entry, before } of lock.entries) {
      const key = keyOfEntry(entry)
      const was = before && entryOf(entry, before)
      if (!was) continue
      const old = wished.get(key)
      if (!old) {
        if (!back.has(key)) back.set(key, { declaration: name, entry: was, spans: [] })
      } else if (was.kind === old.entry.kind && !('state' in was && was.state === 'absent')) {
        // Fields that only a later text spoke of go back to how they were before it.
        back.set(key, { ...old, entry: { ...was, ...back.get(key)?.entry, ...old.entry } as Entry })
      }
    }
  }
  return [...back.values()]
}

/** A thing as it was, as a wish, for the fields that an entry speaks of; disks are left out, since none can shrink. */
function entryOf(entry: Entry, before: NonNullable<Lock['entries'][number]['before']>): Entry | undefined {
  if (entry.kind === 'guest') {
    if (before === 'absent') return { kind: 'guest', name: entry.name, state: 'absent' }
    const { node, cores, memoryMiB } = before
    const state = before.state === 'running' || before.state === 'stopped' ? before.state : undefined
    return {
      kind: 'guest',
      name: entry.name,
      ...(entry.state !== undefined && state !== undefined && { state }),
      ...(entry.node !== undefined && node !== undefined && { node }),
      ...(entry.cores !== undefined && cores !== undefined && { cores }),
      ...(entry.memoryMiB !== undefined && memoryMiB !== undefined && { memoryMiB }),
    }
  }
  if (entry.kind !== 'app') return undefined
  const { kind, app, name } = entry
  const identity = { kind, app, ...(name !== undefined && { name }) }
  if (before === 'absent') return { ...identity, state: 'absent' }
  const state = before.state === 'running' || before.state === 'stopped' ? before.state : undefined
  return { ...identity, ...(entry.state !== undefined && state !== undefined && { state }) }
}
