import type { Chunk } from './chunks.ts'
import type { Amount, OpenClause } from './clause.ts'
import { type ClauseReading, settle } from './clause-reading.ts'
import { isComma } from './segments.ts'

/** An amount of memory or disk, with the noun it belongs to. */
export function readSize(reading: ClauseReading, chunk: Extract<Chunk, { readonly kind: 'size' }>, index: number): void {
  const { clause, segment } = reading
  const of =
    chunk.noun ?? (reading.noun === 'memory' || reading.noun === 'disk' ? reading.noun : undefined) ?? nounNear(segment, index) ?? 'unnamed'
  const then = segment[index + 1]
  const compared = then?.kind === 'vague' && then.noun === undefined ? then.text.toLowerCase() : ''
  const isMore = chunk.more || isPlus(segment[index - 1], chunk) || /more|bigger|larger|smaller|less/.test(compared)
  clause.amounts.push({ of, value: /smaller|less/.test(compared) ? -chunk.mib : chunk.mib, how: isMore ? 'more' : 'is' })
  if (of === 'disk' && clause.word === 'add' && segment[index - 1]?.kind === 'weak') clause.anotherDisk = true
  if (reading.preposition === 'by') clause.by = true
  settle(reading)
}

/** A number: how many there should be, what a size goes to, or one whose noun stands elsewhere. */
export function takeNumber(reading: ClauseReading, chunk: Extract<Chunk, { readonly kind: 'number' }>, index: number): void {
  const { clause, segment } = reading
  const next = segment[index + 1]
  if (reading.from && reading.preposition === 'to') {
    clause.amounts.push({ of: reading.from.of, value: chunk.value * reading.from.unit, how: 'is' } as Amount)
    settle(reading)
  } else if (next?.kind === 'type' || next?.kind === 'os' || next?.kind === 'name') clause.count ??= chunk.value
  else if (clause.number === undefined) {
    if (reading.preposition === 'by') clause.by = true
    clause.number = chunk.value
    reading.number = { value: isMinus(segment[index - 1], chunk) ? -chunk.value : chunk.value, text: chunk.text }
  } else clause.leftovers.push(chunk.text)
}

/** A number by itself belongs to the noun that waits for one: "set the VLAN of web-01 to 30". */
export function readNumber(clause: OpenClause, value: number, text: string): void {
  if (clause.corrects) return
  if (!Number.isInteger(value)) {
    clause.leftovers.push(text)
    return
  }
  const noun = clause.nouns.findLast(found => /^(?:vlan|port|cores|memory|disk)$/.test(found))
  if (noun === 'vlan' && clause.vlan === undefined) clause.vlan = value
  else if (noun === 'port' && clause.port === undefined) clause.port = value
  else if (noun === 'cores') clause.amounts.push({ of: 'cores', value, how: 'is' })
  else if ((noun === 'memory' || noun === 'disk') && clause.amounts.length === 0) clause.amounts.push({ of: noun, value: 0, how: 'vague' })
  else clause.leftovers.push(text)
}

/** A plus sign right before an amount: "+2 cores". */
export function isPlus(before: Chunk | undefined, chunk: Chunk): boolean {
  return before?.text === '+' && before.end === chunk.at
}

/** A minus sign right before a number. */
function isMinus(before: Chunk | undefined, chunk: Chunk): boolean {
  return before?.kind === 'sign' && before.sign === '-' && before.end === chunk.at
}

/** What may stand for how something is. */
export function isContent(chunk: Chunk): boolean {
  return /^(?:number|cores|size|pair|thing|name|host|address|os|port|vlan|every|at|type|count)$/.test(chunk.kind)
}

/** "from 4 GB to 8 GB": what it is now is no part of the wish. */
export function readFrom(reading: ClauseReading, chunk: Chunk, index: number): boolean {
  if (!reading.segment.slice(index + 1).some(later => later.kind === 'preposition' && later.preposition === 'to')) return false
  if (chunk.kind === 'size') reading.from = { of: chunk.noun ?? 'unnamed', unit: chunk.mib >= 1024 ? 1024 : 1 }
  else if (chunk.kind === 'cores') reading.from = { of: 'cores', unit: 1 }
  else if (chunk.kind !== 'number' && chunk.kind !== 'count' && chunk.kind !== 'vlan' && chunk.kind !== 'port') return false
  settle(reading)
  return true
}

/** The noun an amount belongs to when it stands at a distance: "raise its RAM to 10 gigs", "20 GB to win-desktop's disk". */
function nounNear(segment: readonly Chunk[], index: number): 'memory' | 'disk' | undefined {
  const noun = (chunk: Chunk | undefined) =>
    chunk?.kind === 'noun' && (chunk.noun === 'memory' || chunk.noun === 'disk') ? chunk.noun : undefined
  for (let before = index - 1; before >= 0; before -= 1) {
    const chunk = segment[before]
    if (chunk?.kind === 'size' || chunk?.kind === 'cores' || chunk?.kind === 'and') break
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
