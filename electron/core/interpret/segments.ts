import type { Chunk } from './chunks.ts'

/** How many chunks around a comma are looked at. */
const furthest = 40

/** Cuts the chunks of a sentence where another wish, or a remark, begins. */
export function readSegments(chunks: readonly Chunk[]): readonly (readonly Chunk[])[] {
  const segments: Chunk[][] = [[]]
  const last = () => segments.at(-1) as Chunk[]
  chunks.forEach((chunk, index) => {
    if (isStop(chunk) || (chunk.kind === 'sign' && chunk.sign === ':' && last().some(before => before.kind === 'told'))) {
      segments.push([])
      return
    }
    if (chunk.kind === 'correction' && last().length > 0) segments.push([chunk])
    else if ((isComma(chunk) || chunk.kind === 'and') && beginsAnew(chunks, index + 1, last().slice(-furthest))) segments.push([])
    else last().push(chunk)
  })
  return segments.map(trimmed).filter(segment => segment.length > 0)
}

/** A comma, a bracket or a dash: something is added. */
export function isComma(chunk: Chunk | undefined): boolean {
  return chunk?.kind === 'sign' && /^[,()/:-]$/.test(chunk.sign)
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

function beginsAnew(chunks: readonly Chunk[], from: number, before: readonly Chunk[]): boolean {
  let index = from
  const reach = from + furthest
  while (index < reach && isSmall(chunks[index])) index += 1
  const first = chunks[index]
  if (!first) return false
  if (first.kind === 'verb') return first.verb !== 'back-up' || !isNounHere(chunks, index) || !before.some(chunk => chunk.kind === 'verb')
  if (
    first.kind === 'not' ||
    first.kind === 'correction' ||
    first.kind === 'times' ||
    (first.kind === 'rule' && first.rule === 'leave-alone')
  )
    return first.kind !== 'times' || before.some(chunk => chunk.kind === 'verb' || chunk.kind === 'modal')
  if (first.kind === 'pronoun' && first.pronoun === 'it') return true
  if (first.kind === 'modal' || first.kind === 'fact-verb') return before.some(chunk => chunk.kind === 'told')
  if ((first.kind === 'alias' || (first.kind === 'noun' && first.noun === 'dns')) && before.some(chunk => chunk.kind === 'host'))
    return true
  if (isNamed(chunks, index) && before.some(chunk => chunk.kind === 'called')) return true
  // Another subject with its own verb, or with its own place as the one before had: "a on x and b on y".
  let seen = false
  for (; index < Math.min(chunks.length, reach); index += 1) {
    const chunk = chunks[index] as Chunk
    if (
      chunk.kind === 'thing' ||
      chunk.kind === 'host' ||
      chunk.kind === 'name' ||
      (chunk.kind === 'pronoun' && chunk.pronoun !== 'same' && chunk.pronoun !== 'each') ||
      chunk.kind === 'everything'
    )
      seen = true
    else if (!isSmall(chunk)) break
  }
  const next = chunks[index]
  if (!seen || !next || before.every(chunk => chunk.kind === 'thing' || chunk.kind === 'name' || chunk.kind === 'host' || isSmall(chunk)))
    return false
  if (next.kind === 'modal' || next.kind === 'fact-verb' || next.kind === 'told' || next.kind === 'alias') return true
  if (
    next.kind === 'preposition' &&
    /^(?:on|to)$/.test(next.preposition) &&
    (chunks[index + 1]?.kind === 'thing' || chunks[index + 1]?.kind === 'name')
  )
    return isPlaced(before)
  if (next.kind === 'verb') return /^(?:move|point|keep|leave|start|stop)$/.test(next.verb) && /s$|^(?:keep|stay|point)/.test(next.word)
  return false
}

/** Another new thing with a name of its own: "a VM called b". */
function isNamed(chunks: readonly Chunk[], from: number): boolean {
  for (let index = from; index < Math.min(chunks.length, from + furthest); index += 1) {
    const chunk = chunks[index] as Chunk
    if (chunk.kind === 'called') return index > from
    if (
      chunk.kind !== 'type' &&
      chunk.kind !== 'os' &&
      chunk.kind !== 'name' &&
      chunk.kind !== 'count' &&
      !(chunk.kind === 'pronoun' && chunk.pronoun === 'another') &&
      !isSmall(chunk)
    )
      return false
  }
  return false
}

/** Whether it ends with "on" and a place. */
function isPlaced(segment: readonly Chunk[]): boolean {
  const [last, before] = [segment.at(-1), segment.at(-2)]
  if (last?.kind !== 'thing' && last?.kind !== 'name') return false
  return (before?.kind === 'preposition' && /^(?:on|to)$/.test(before.preposition)) || (before?.kind === 'verb' && / to$/.test(before.word))
}

/** "a backup of web-01" rather than "back up web-01". */
function isNounHere(chunks: readonly Chunk[], index: number): boolean {
  return /^(?:backups?)$/.test(chunks[index]?.text.toLowerCase() ?? '')
}

function trimmed(segment: readonly Chunk[]): readonly Chunk[] {
  let from = 0
  let to = segment.length
  while (from < to && (segment[from]?.kind === 'and' || isComma(segment[from]))) from += 1
  while (to > from && (segment[to - 1]?.kind === 'and' || isComma(segment[to - 1]))) to -= 1
  return segment.slice(from, to)
}
