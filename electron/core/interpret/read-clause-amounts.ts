import type { Chunk } from './chunks.ts'
import { type ClauseReading, settle } from './clause-reading.ts'
import { isComma } from './segments.ts'

/** An amount of memory or disk, with the noun it belongs to. */
export function readSize(reading: ClauseReading, chunk: Extract<Chunk, { readonly kind: 'size' }>, index: number): void {
  const { clause, segment } = reading
  const of =
    chunk.noun ?? (reading.noun === 'memory' || reading.noun === 'disk' ? reading.noun : undefined) ?? nounNear(segment, index) ?? 'unnamed'
  clause.amounts.push({ of, value: chunk.mib, how: chunk.more ? 'more' : 'is' })
  if (of === 'disk' && clause.word === 'add' && segment[index - 1]?.kind === 'weak') clause.anotherDisk = true
  if (reading.preposition === 'by') clause.by = true
  settle(reading)
}

/** The noun an amount belongs to when it stands at a distance: "raise its RAM to 10 gigs", "20 GB to win-desktop's disk". */
function nounNear(segment: readonly Chunk[], index: number): 'memory' | 'disk' | undefined {
  const noun = (chunk: Chunk | undefined) =>
    chunk?.kind === 'noun' && (chunk.noun === 'memory' || chunk.noun === 'disk') ? chunk.noun : undefined
  for (let before = index - 1; before >= 0; before -= 1) {
    const chunk = segment[before]
    if (chunk?.kind === 'size' || chunk?.kind === 'cores') break
    const found = noun(chunk)
    if (found) return found
  }
  for (let after = index + 1; after < segment.length; after += 1) {
    const chunk = segment[after]
    if (chunk?.kind === 'size' || chunk?.kind === 'cores' || isComma(chunk)) break
    const found = noun(chunk)
    if (found) return found
  }
  return undefined
}
