import type { Chunk } from './chunks.ts'
import type { OpenClause } from './clause.ts'
import { type ClauseReading, settle } from './clause-reading.ts'
import type { Noun } from './lexicon/phrase.ts'
import { isAdjective, isCalled, isObject, isPlainWord, looksLikeName, namesUpTo, rangeOf } from './name-shapes.ts'
import type { ThingType } from './names.ts'
import { isComma } from './segments.ts'

const places: ReadonlySet<Noun> = new Set(['storage', 'bridge', 'node', 'device', 'template', 'destination'])
const placeTypes: ReadonlySet<ThingType> = new Set(['node', 'storage', 'bridge', 'template', 'device', 'destination'])

type Of<K extends Chunk['kind']> = Extract<Chunk, { readonly kind: K }>

/** A known name: what the clause is about, where it is to be, a tag, or the name of something new. */
export function readThing(reading: ClauseReading, chunk: Of<'thing'>, index: number): void {
  const { clause, segment } = reading
  const next = segment[index + 1]
  const { mention } = chunk
  reading.pointing = false
  if (
    reading.naming === 'tag' &&
    !(clause.tags.length === 0 && mention.how === 'exact' && mention.things.some(thing => thing.type === 'guest') && next !== undefined)
  ) {
    clause.tags.push(chunk.text.toLowerCase())
    return
  }
  if (reading.naming === 'called' && mention.things.some(thing => thing.isNew)) {
    acceptName(reading, mention.things.find(thing => thing.isNew)?.name ?? chunk.text, false, index)
    return
  }
  if (reading.preposition === 'as' && clause.same) {
    // "the same memory as db-1"
    clause.leftovers.push(chunk.text)
    return
  }
  const isKnownGuest = mention.how === 'exact' && mention.things.some(thing => thing.type === 'guest')
  if (
    reading.naming === 'called' &&
    segment[index - 1]?.kind === 'called' &&
    !isKnownGuest &&
    (clause.type !== undefined || clause.os !== undefined)
  ) {
    acceptName(reading, chunk.text, false, index)
    return
  }
  if (
    reading.naming === 'called' &&
    segment[index - 1]?.kind !== 'preposition' &&
    (mention.how !== 'exact' || !mention.things.some(thing => thing.type === 'guest' || thing.type === 'app')) &&
    !mention.things.some(thing => placeTypes.has(thing.type) && mention.how === 'exact')
  ) {
    clause.newNames.push({ name: chunk.text, quoted: false, called: isCalled(segment, index) })
    return
  }
  if (isWithin(reading, index)) {
    clause.within = mention
    settle(reading)
    return
  }
  const isGuest = mention.things.some(thing => thing.type === 'guest')
  if (reading.preposition === 'from' && clause.amounts.length > 0 && isGuest) {
    // "take 2 GB from db-1"
    clause.subjects.push(mention)
    clause.by = true
    if (clause.verb === 'remove') clause.verb = 'shrink'
    settle(reading)
    return
  }
  const isPlace = reading.noun !== undefined && places.has(reading.noun)
  if (
    isPlace ||
    (reading.preposition !== undefined && /^(?:on|to|in|from|at)$/.test(reading.preposition)) ||
    (reading.preposition === 'of' && reading.noun === 'template') ||
    (clause.word === 'clone' && clause.locations.length === 0 && reading.naming === undefined) ||
    (clause.word === 'clone' && mention.things.some(thing => thing.type === 'template'))
  ) {
    clause.locations.push({
      preposition: reading.preposition,
      noun: isPlace ? reading.noun : undefined,
      mention,
      text: chunk.text,
      ofDisk: isAfterDisk(reading, index),
    })
  } else if (
    mention.how === 'exact' &&
    mention.things.every(thing => thing.type === 'storage' || thing.type === 'bridge') &&
    clause.verb !== 'wipe' &&
    clause.verb !== 'remove'
  ) {
    clause.locations.push({ preposition: 'on', noun: undefined, mention, text: chunk.text })
  } else clause.subjects.push(mention)
  if (reading.naming === 'called') reading.naming = undefined
  if (next?.kind !== 'and' && !isComma(next)) settle(reading)
}

/** A name that is no known one. */
export function readName(reading: ClauseReading, chunk: Of<'name'>, index: number): void {
  const { clause, segment } = reading
  const next = segment[index + 1]
  if (reading.naming === 'tag') clause.tags.push(chunk.name.toLowerCase())
  else if (
    clause.newNames.length === 0 &&
    (index < reading.labelEnd ||
      (index === 0 && next?.kind === 'sign' && /^[(-]$/.test(next.sign)) ||
      (reading.preposition === 'as' && clause.word === 'clone'))
  )
    clause.labels.push(
      ...(reading.preposition === 'to' ? namesUpTo(clause.labels.at(-1) ?? '', chunk.name).map(({ name }) => name) : [chunk.name]),
    )
  else if (reading.naming === 'called' && (chunk.quoted || reading.bare || isCalled(segment, index) || looksLikeName(chunk.name)))
    acceptOrLeave(reading, chunk, index)
  else if (reading.noun !== undefined && places.has(reading.noun)) {
    clause.locations.push({ preposition: reading.preposition, noun: reading.noun, mention: undefined, text: chunk.name })
    settle(reading)
  } else if (reading.purpose || isAdjective(segment, index) || /ly$/.test(chunk.name)) return
  else if (reading.preposition === 'from' && /^(?:stop|remove|keep|leave)$/.test(clause.verb ?? '')) clause.leftovers.push(chunk.text)
  else if (reading.preposition !== undefined && /^(?:on|to|in|from)$/.test(reading.preposition) && !isPlainWord(chunk.name)) {
    clause.locations.push({
      preposition: reading.preposition,
      noun: undefined,
      mention: undefined,
      text: chunk.name,
      ofDisk: isAfterDisk(reading, index),
    })
    settle(reading)
  } else if (chunk.quoted || looksLikeName(chunk.name) || (/^[A-Z]/.test(chunk.name) && index > 0) || isObject(segment, index))
    clause.unknownSubjects.push(chunk.name)
  else clause.leftovers.push(chunk.text)
}

/** A name with dots: of a page, of a DNS record, or of something new. */
export function readHost(reading: ClauseReading, chunk: Of<'host'>): void {
  const { clause } = reading
  if (reading.naming === 'called') clause.newNames.push({ name: chunk.host, quoted: false, called: true })
  else clause.hosts.push({ host: chunk.host, isTarget: reading.pointing || (reading.preposition === 'to' && clause.hosts.length > 0) })
  reading.pointing = false
  settle(reading)
}

/** "a 20 GB disk on x", "move its disk to x". */
function isAfterDisk({ clause, segment }: ClauseReading, index: number): boolean {
  if (clause.verb === 'move') return clause.nouns.includes('disk')
  const before = segment
    .slice(0, index)
    .filter(chunk => chunk.kind !== 'filler' && chunk.kind !== 'weak' && chunk.kind !== 'preposition')
    .at(-1)
  return (before?.kind === 'size' && before.noun !== 'memory') || (before?.kind === 'noun' && before.noun === 'disk')
}

/** "all VMs on pve1": which of them, where something is done to them that says nothing of places. */
function isWithin({ clause, segment }: ClauseReading, index: number): boolean {
  const before = segment.slice(0, index).filter(chunk => chunk.kind !== 'filler' && chunk.kind !== 'weak' && chunk.kind !== 'noun')
  const [preposition, group] = [before.at(-1), before.at(-2)]
  if (preposition?.kind !== 'preposition' || !/^(?:on|in|from|at)$/.test(preposition.preposition) || group?.kind !== 'everything')
    return false
  return clause.verb === undefined
    ? segment.slice(index).some(chunk => chunk.kind === 'modal' || chunk.kind === 'fact-verb')
    : /^(?:stop|start|remove|move|give|set|back-up|grow|shrink|resize|unsupported|switch)$/.test(clause.verb)
}

/** Names of new things stand apart from each other: "x and y", "x, y", "x to z". */
function acceptOrLeave(reading: ClauseReading, chunk: Of<'name'>, index: number): void {
  const before = reading.segment[index - 1]
  const isPart = reading.segment[index + 1]?.kind === 'type' && before?.kind === 'called'
  const isCut = before?.kind === 'sign' && before.sign === '-' && before.end === chunk.at
  if (before?.kind === 'name' || isNewThing(before) || isPart || isCut) reading.clause.leftovers.push(chunk.text)
  else acceptName(reading, chunk.name, chunk.quoted, index)
}

function acceptName(reading: ClauseReading, name: string, quoted: boolean, index: number): void {
  const { clause } = reading
  if (reading.preposition === 'to' && clause.newNames.length > 0) {
    clause.newNames.push(...namesUpTo(clause.newNames.at(-1)?.name ?? '', name))
    settle(reading)
    return
  }
  const range = reading.segment.some(({ kind, text }) => kind === 'type' && /s$/i.test(text)) ? rangeOf(name) : undefined
  const first = { name: range?.first ?? name, quoted, called: isCalled(reading.segment, index) }
  clause.newNames.push(first, ...(range ? namesUpTo(range.first, range.last) : []))
}

/** Where names that label the rest of the segment end; 0 where there are none. */
export function labelEnd(segment: readonly Chunk[]): number {
  const colon = segment.findIndex(chunk => chunk.kind === 'sign' && chunk.sign === ':')
  const isLabel = (chunk: Chunk) =>
    chunk.kind === 'name' ||
    chunk.kind === 'and' ||
    isComma(chunk) ||
    isNewThing(chunk) ||
    (chunk.kind === 'preposition' && chunk.preposition === 'to')
  return colon > 0 && segment.slice(0, colon).every(isLabel) ? colon : 0
}

/** A tag that is a word of the language too: "tag it backup". */
export function isOddTag(chunk: Chunk, before: Chunk | undefined): boolean {
  const follows = (before?.kind === 'noun' && before.noun === 'tag') || before?.kind === 'and' || isComma(before)
  return (
    follows &&
    (chunk.kind === 'verb' || chunk.kind === 'state' || chunk.kind === 'filler' || chunk.kind === 'noun') &&
    /^[a-z0-9-]+$/i.test(chunk.text)
  )
}

/** "the gateway of web-01 to 10.0.0.1": said before, at a distance. */
export function awaitsGateway(clause: OpenClause, { isNetwork }: { readonly isNetwork: boolean }): boolean {
  return !isNetwork && clause.nouns.at(-1) === 'gateway' && !clause.addresses.some(({ noun }) => noun === 'gateway')
}

/** Something the document makes. */
export function isNewThing(chunk: Chunk | undefined): boolean {
  return chunk?.kind === 'thing' && chunk.mention.things.some(thing => thing.isNew)
}
