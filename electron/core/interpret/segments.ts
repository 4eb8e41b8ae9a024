import type { Chunk } from './chunks.ts'

/** What joins a segment to the one before: a new sentence, a further wish, or the same wish of something else ("a to x and b to y"). */
export type Joint = 'start' | 'stop' | 'and' | 'gap'

/** The chunks of one wish or remark. */
export interface Segment {
  readonly chunks: readonly Chunk[]
  readonly joint: Joint
}

/** How many chunks around a comma are looked at. */
const furthest = 40

/** Cuts the chunks of a sentence where another wish, or a remark, begins. */
export function readSegments(chunks: readonly Chunk[]): readonly Segment[] {
  const segments: { chunks: Chunk[]; joint: Joint }[] = [{ chunks: [], joint: 'start' }]
  const last = () => (segments.at(-1) as { chunks: Chunk[] }).chunks
  const begin = (joint: Joint, first: readonly Chunk[] = []) => segments.push({ chunks: [...first], joint })
  chunks.forEach((chunk, index) => {
    if (isStop(chunk) || (isColon(chunk) && last().some(before => before.kind === 'told'))) begin('stop')
    else if (chunk.kind === 'correction' && last().length > 0) begin('stop', [chunk])
    else if (isComma(chunk) || chunk.kind === 'and') {
      const joint = beginsAnew(chunks, index, last().slice(-furthest))
      if (joint) begin(joint)
      else last().push(chunk)
    } else last().push(chunk)
  })
  return segments.map(segment => ({ ...segment, chunks: trimmed(segment.chunks) })).filter(segment => segment.chunks.length > 0)
}

/** A comma, a bracket or a dash: something is added. */
export function isComma(chunk: Chunk | undefined): boolean {
  return chunk?.kind === 'sign' && /^[,()/:-]$/.test(chunk.sign)
}

function isColon(chunk: Chunk | undefined): boolean {
  return chunk?.kind === 'sign' && chunk.sign === ':'
}

function isStop(chunk: Chunk): boolean {
  return chunk.kind === 'break' || (chunk.kind === 'sign' && /^(?:\.{1,}|;|--|!|\?)$/.test(chunk.sign))
}

/** A word that carries nothing by itself. */
export function isSmall(chunk: Chunk | undefined): boolean {
  return (
    chunk !== undefined &&
    (chunk.kind === 'filler' || chunk.kind === 'weak' || chunk.kind === 'please' || chunk.kind === 'and' || isComma(chunk))
  )
}

function beginsAnew(chunks: readonly Chunk[], at: number, before: readonly Chunk[]): Joint | undefined {
  const reach = Math.min(chunks.length, at + 1 + furthest)
  let index = at + 1
  while (index < reach && isSmall(chunks[index])) index += 1
  const first = chunks[index]
  if (!first) return undefined
  if (first.kind === 'verb' && !first.past)
    return first.verb !== 'back-up' || !isNounHere(first) || !before.some(chunk => chunk.kind === 'verb') ? 'and' : undefined
  if (first.kind === 'not' || first.kind === 'correction' || (first.kind === 'rule' && first.rule === 'leave-alone')) return 'and'
  if (first.kind === 'every' && before.find(chunk => !isSmall(chunk))?.kind === 'not') return 'and'
  if (first.kind === 'times') return before.some(chunk => chunk.kind === 'verb' || chunk.kind === 'modal') ? 'and' : undefined
  if (first.kind === 'pronoun' && first.pronoun === 'it') return first.text.toLowerCase() === 'its' ? 'gap' : 'and'
  if (first.kind === 'modal' || first.kind === 'fact-verb') return before.some(chunk => chunk.kind === 'told') ? 'and' : undefined
  if (
    (first.kind === 'alias' || (first.kind === 'noun' && first.noun === 'dns')) &&
    before.some(chunk => chunk.kind === 'host') &&
    !isColon(chunks[at])
  )
    return 'and'
  const naming = namingFrom(chunks, index)
  if (naming && before.some(chunk => chunk.kind === naming)) return 'gap'
  if (isAmountFor(chunks, index) && before.some(isAmount) && before.some(isSubject)) return 'gap'
  let next = index
  while (next < reach && (isSubject(chunks[next]) || isSmall(chunks[next])) && !(next > index && isColon(chunks[next]))) next += 1
  if (next === index || next === reach || isTags(before)) return undefined
  return beginsOther(chunks, index, next, before, isColon(chunks[at]))
}

/** Whether names from `first` on, with what `next` says of them, are another wish than the one before. */
function beginsOther(
  chunks: readonly Chunk[],
  first: number,
  next: number,
  before: readonly Chunk[],
  afterColon: boolean,
): Joint | undefined {
  const chunk = chunks[next] as Chunk
  const isAgain = afterColon && before.some(one => isSubject(one) && one.text.toLowerCase() === chunks[first]?.text.toLowerCase())
  if (isAgain && isComplement(chunks, next)) return 'and'
  if (before.every(one => isSubject(one) || isSmall(one))) return undefined
  if (chunk.kind === 'modal' || chunk.kind === 'fact-verb' || chunk.kind === 'told' || chunk.kind === 'alias') return 'and'
  if (chunk.kind === 'verb' && chunk.past) return hasOwn(before) ? 'gap' : undefined
  if (chunk.kind === 'verb') {
    const declares = /^(?:move|point|keep|leave|start|stop)$/.test(chunk.verb) && /s$|^(?:keep|stay|point)/.test(chunk.word)
    return declares ? 'and' : undefined
  }
  if (!isComplement(chunks, next)) return undefined
  const isPlain = chunks[first]?.kind === 'name' && !/[\d_-]|^[A-Z]/.test(chunks[first]?.text ?? '')
  if (isPlain && !before.some(one => one.kind === 'called') && !(chunk.kind === 'preposition' && isPlaced(before))) return undefined
  return hasOwn(before) ? 'gap' : undefined
}

/** Whether it names something and says something of it after that. */
function hasOwn(before: readonly Chunk[]): boolean {
  const subject = before.findIndex(chunk => isSubject(chunk))
  return subject >= 0 && before.some((_, index) => index > subject && isComplement(before, index))
}

function isSubject(chunk: Chunk | undefined): boolean {
  if (chunk?.kind === 'thing') return chunk.mention.things.some(({ type }) => type === 'guest' || type === 'app')
  return (
    chunk?.kind === 'host' ||
    chunk?.kind === 'name' ||
    (chunk?.kind === 'pronoun' && chunk.pronoun !== 'same' && chunk.pronoun !== 'each') ||
    chunk?.kind === 'everything'
  )
}

function isAmount(chunk: Chunk): boolean {
  return chunk.kind === 'cores' || chunk.kind === 'size' || chunk.kind === 'pair' || chunk.kind === 'times'
}

/** Whether something is said here of what was named: an amount, a place, a time. */
function isComplement(chunks: readonly Chunk[], index: number): boolean {
  const chunk = chunks[index] as Chunk
  if (isAmount(chunk) || isColon(chunk)) return true
  if (/^(?:vague|every|at|time|keep|port|vlan|dhcp|address|on-boot|setting|state)$/.test(chunk.kind)) return true
  if (chunk.kind !== 'preposition' || !/^(?:on|to|at|in|with|from)$/.test(chunk.preposition)) return false
  let next = index + 1
  while (next < chunks.length && (chunks[next]?.kind === 'filler' || chunks[next]?.kind === 'weak')) next += 1
  const after = chunks[next]
  return (
    after !== undefined &&
    (isAmount(after) ||
      (after.kind === 'pronoun' && after.pronoun === 'same') ||
      /^(?:thing|name|host|address|noun|vlan|port)$/.test(after.kind))
  )
}

/** "4 GB for web-01", "2 cores to db-1". */
function isAmountFor(chunks: readonly Chunk[], from: number): boolean {
  let index = from
  if (!isAmount(chunks[index] as Chunk)) return false
  index += 1
  while (chunks[index]?.kind === 'noun' || (chunks[index]?.kind === 'preposition' && chunks[index + 1]?.kind === 'noun')) index += 1
  const preposition = chunks[index]
  if (preposition?.kind !== 'preposition' || !/^(?:to|for|on)$/.test(preposition.preposition)) return false
  while (chunks[index + 1]?.kind === 'filler') index += 1
  return isSubject(chunks[index + 1])
}

/** Whether it ends in a list of tags, to which names may be added. */
function isTags(before: readonly Chunk[]): boolean {
  const tag = before.findLastIndex(chunk => chunk.kind === 'noun' && chunk.noun === 'tag')
  return tag >= 0 && before.slice(tag + 1).every(chunk => isSubject(chunk) || isSmall(chunk))
}

/** Another new thing with a name of its own, and how it is named: "a VM called b", "VM b". */
function namingFrom(chunks: readonly Chunk[], from: number): 'called' | 'type' | undefined {
  for (let index = from; index < Math.min(chunks.length, from + furthest); index += 1) {
    const chunk = chunks[index] as Chunk
    if (chunk.kind === 'called') return index > from ? 'called' : undefined
    const isTyped = chunk.kind === 'name' && chunks[index - 1]?.kind === 'type' && index > from
    if (isTyped) return 'type'
    const isPart =
      chunk.kind === 'type' ||
      chunk.kind === 'os' ||
      chunk.kind === 'name' ||
      chunk.kind === 'count' ||
      (chunk.kind === 'pronoun' && chunk.pronoun === 'another') ||
      isSmall(chunk)
    if (!isPart) return undefined
  }
  return undefined
}

/** Whether it ends with "on" and a place. */
function isPlaced(segment: readonly Chunk[]): boolean {
  const words = segment.filter(chunk => chunk.kind !== 'filler' && chunk.kind !== 'weak')
  const [last, before] = [words.at(-1), words.at(-2)]
  if (last?.kind !== 'thing' && last?.kind !== 'name') return false
  return (before?.kind === 'preposition' && /^(?:on|to)$/.test(before.preposition)) || (before?.kind === 'verb' && / to$/.test(before.word))
}

/** "a backup of web-01" rather than "back up web-01". */
function isNounHere(chunk: Chunk): boolean {
  return /^(?:backups?)$/.test(chunk.text.toLowerCase())
}

function trimmed(segment: readonly Chunk[]): readonly Chunk[] {
  let from = 0
  let to = segment.length
  while (from < to && (segment[from]?.kind === 'and' || isComma(segment[from]))) from += 1
  while (to > from && (segment[to - 1]?.kind === 'and' || isComma(segment[to - 1]))) to -= 1
  return segment.slice(from, to)
}
