import type { Entry, LabInventory } from '../../../shared/model/declaration.ts'
import { interpret, interpreterVersion, type Reading } from '../interpret/interpret.ts'
import { type Baseline, baselinesOf, beforeOf, comparable, holds, piecesOf, withBaselines } from './baselines.ts'
import { keyOfEntry } from './entry-key.ts'
import type { Lock } from './lock-file.ts'
import { sha256 } from './sha256.ts'

/** What a text means, and the lock that keeps it so. */
export interface Compiled {
  readonly reading: Reading
  readonly lock: Lock
  /** The lab that it was read against: as it was before what the text brought about. */
  readonly against: LabInventory
}

/**
 * Reads a declaration so that it goes on meaning what it meant: what it made is still its own, and a relative wish counts from what
 * was there when it was written, not from what it brought about. Without a lock it counts from what is there now.
 */
export function compile(text: string, inventory: LabInventory, lock?: Lock): Compiled {
  const { reading, baselines, against } = readWithBaselines(text, inventory, lock)
  const entries = reading.entries.map((entry, index) => {
    const before = baselines.get(keyOfEntry(entry))?.before ?? beforeOf(entry, inventory)
    return { entry, said: [...piecesOf(text, reading.spans[index] ?? [])], ...(before !== undefined && { before }) }
  })
  return {
    reading,
    against,
    lock: {
      interpreter: interpreterVersion,
      read: sha256(text),
      policy: lock?.policy ?? 'watch',
      ...(lock?.applied && { applied: lock.applied }),
      entries,
      past: lock === undefined ? [] : pastOf(lock, entries),
    },
  }
}

function readWithBaselines(
  text: string,
  inventory: LabInventory,
  lock: Lock | undefined,
): Pick<Compiled, 'reading' | 'against'> & { readonly baselines: ReadonlyMap<string, Baseline> } {
  const whole = comparable(text)
  let left = baselinesOf(lock, whole)
  for (;;) {
    const baselines = new Map(left.toReversed().map(baseline => [baseline.about, baseline]))
    const against = withBaselines(inventory, baselines)
    const reading = interpret(text, against)
    const read = new Map(
      reading.entries.map((entry, index) => [keyOfEntry(entry), { entry, said: piecesOf(text, reading.spans[index] ?? []) }]),
    )
    const failed = new Set([...baselines.values()].filter(baseline => !holds(baseline, read.get(baseline.about), whole)))
    if (failed.size === 0) return { reading: lock ? inOrderOf(reading, lock) : reading, against, baselines }
    left = left.filter(baseline => !failed.has(baseline))
  }
}

/** Entries of one clause ("all VMs") stay in the order in which they were read first, whatever order the lab is in. */
function inOrderOf(reading: Reading, lock: Lock): Reading {
  const places = new Map(lock.entries.map(({ entry }, index) => [keyOfEntry(entry), index]))
  const place = (entry: Entry) => places.get(keyOfEntry(entry)) ?? places.size
  let clause = 0
  const rows = reading.entries.map((entry, index) => {
    const spans = reading.spans[index] ?? []
    const before = reading.spans[index - 1]
    if (index > 0 && before?.[0]?.join() !== spans[0]?.join()) clause += 1
    return { entry, spans, clause }
  })
  rows.sort((a, b) => a.clause - b.clause || place(a.entry) - place(b.entry))
  return { ...reading, entries: rows.map(row => row.entry), spans: rows.map(row => row.spans) }
}

/** What was said once and is not any more, with what held then. */
function pastOf(lock: Lock, entries: Lock['entries']): Lock['past'] {
  const present = new Map(entries.map(({ entry, said }) => [keyOfEntry(entry), new Set(said.map(comparable))]))
  const past = new Map<string, Lock['past'][number]>()
  const known = [
    ...lock.past,
    ...lock.entries.flatMap(({ entry, said, before }) => (before === undefined ? [] : [{ about: keyOfEntry(entry), said, before }])),
  ]
  for (const { about, said, before } of known) {
    const gone = said.filter(piece => !present.get(about)?.has(comparable(piece)))
    const key = JSON.stringify([about, before])
    if (gone.length > 0) past.set(key, { about, said: [...new Set([...(past.get(key)?.said ?? []), ...gone])], before })
  }
  return [...past.values()]
}
