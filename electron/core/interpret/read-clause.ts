import type { Chunk } from './chunks.ts'
import { type Clause, openClause } from './clause.ts'
import { type ClauseReading, settle } from './clause-reading.ts'
import { readSize } from './read-clause-amounts.ts'
import { readHost, readName, readThing } from './read-clause-names.ts'
import { isComma } from './segments.ts'

/** Takes a segment apart. */
export function readClause(segment: readonly Chunk[], whole: (from: number, to: number) => string): Clause {
  const clause = openClause(segment, whole)
  const reading: ClauseReading = {
    clause,
    segment,
    preposition: undefined,
    noun: undefined,
    naming: undefined,
    purpose: false,
    pointing: false,
    bare: false,
  }
  for (let index = 0; index < segment.length; index += 1) {
    const chunk = segment[index] as Chunk
    const next = segment[index + 1]
    if (
      reading.naming &&
      chunk.kind !== 'name' &&
      chunk.kind !== 'and' &&
      chunk.kind !== 'thing' &&
      !isComma(chunk) &&
      chunk.kind !== 'preposition' &&
      chunk.kind !== 'host'
    )
      reading.naming = undefined
    if (reading.purpose && chunk.kind !== 'name' && chunk.kind !== 'other' && chunk.kind !== 'filler' && chunk.kind !== 'weak')
      reading.purpose = false
    if (chunk.kind === 'reason') break
    switch (chunk.kind) {
      case 'verb':
        readVerb(reading, chunk)
        break
      case 'size':
        readSize(reading, chunk, index)
        break
      case 'preposition':
        readPreposition(reading, chunk, next)
        break
      case 'thing':
        readThing(reading, chunk, index)
        break
      case 'name':
        readName(reading, chunk, index)
        break
      case 'host':
        readHost(reading, chunk)
        break
      case 'sign':
        if (isComma(chunk)) readComma(reading, next)
        break
      case 'particle':
        clause.particle = chunk.on
        break
      case 'type':
        clause.type ??= chunk.type
        reading.naming = 'called'
        reading.bare = true
        break
      case 'called':
        reading.naming = 'called'
        break
      case 'os':
        if (reading.noun === 'template') {
          clause.locations.push({ preposition: reading.preposition, noun: reading.noun, mention: undefined, text: chunk.text })
          settle(reading)
        } else clause.os ??= chunk.os
        break
      case 'count':
        clause.count ??= chunk.count
        break
      case 'number':
        if (clause.number === undefined && next?.kind !== 'sign') clause.number = chunk.value
        if (next?.kind === 'type' || next?.kind === 'os' || next?.kind === 'name') clause.count ??= chunk.value
        break
      case 'cores':
        clause.amounts.push({ of: 'cores', value: chunk.cores, how: chunk.more ? 'more' : 'is' })
        break
      case 'pair':
        clause.amounts.push({ of: 'cores', value: chunk.cores, how: 'is' }, { of: 'memory', value: chunk.mib, how: 'is' })
        break
      case 'times':
        clause.amounts.push({ of: chunk.noun ?? 'unnamed', value: chunk.factor, how: 'times' })
        break
      case 'vague':
        clause.amounts.push({ of: chunk.noun ?? 'unnamed', value: 0, how: 'vague' })
        break
      case 'noun':
        reading.noun = chunk.noun
        clause.nouns.push(chunk.noun)
        if (chunk.noun === 'tag') reading.naming = 'tag'
        break
      case 'vlan':
        clause.vlan = chunk.vlan
        break
      case 'port':
        clause.port = chunk.port
        break
      case 'dhcp':
        clause.dhcp = true
        settle(reading)
        break
      case 'address':
        clause.addresses.push({ address: chunk.address, isNetwork: chunk.isNetwork, noun: reading.noun })
        settle(reading)
        break
      case 'on-boot':
        clause.onBoot = chunk.on
        // "start web-01 on boot": the verb belongs to it.
        if (chunk.bare && clause.verb === 'start') clause.verb = 'set'
        break
      case 'every':
        clause.every = {
          every: chunk.every,
          night: chunk.night ?? clause.every?.night ?? false,
          ...((chunk.weekday ?? clause.every?.weekday) && { weekday: chunk.weekday ?? clause.every?.weekday }),
        } as Clause['every']
        break
      case 'at':
        clause.at = chunk.time
        break
      case 'time':
        clause.at ??= timeIn(chunk.time)
        break
      case 'keep':
        clause.keep = chunk.keep ?? 'open'
        clause.keepText = chunk.text
        break
      case 'everything':
        clause.groups.push(chunk.of)
        break
      case 'rule':
        clause.rule ??= chunk.rule
        settle(reading)
        break
      case 'alias':
        clause.alias = true
        reading.pointing = clause.hosts.length > 0
        settle(reading)
        break
      case 'state':
        clause.state ??= chunk.state
        break
      case 'pronoun':
        if (chunk.pronoun === 'same') {
          clause.same = true
          if (next?.kind === 'noun') clause.sameNoun = next.noun
        } else if (chunk.pronoun === 'each') clause.each = true
        else {
          clause.pronoun ??= chunk.pronoun
          clause.pronounCount ??= chunk.count
        }
        break
      case 'modal':
        clause.modal = true
        if (chunk.negated) clause.negated = true
        break
      case 'not':
        clause.negated = true
        break
      case 'fact-verb':
        clause.modal = true
        break
      case 'told':
        clause.told = true
        break
      case 'question':
        clause.asks = true
        break
      case 'or':
        if (!clause.negated && clause.rule === undefined) clause.condition ??= chunk.text
        break
      case 'condition':
        clause.condition ??= chunk.text
        break
      case 'someday':
        clause.someday = true
        break
      case 'correction':
        clause.corrects = true
        if (chunk.takesBack) clause.takesBack = true
        break
      case 'please':
        clause.polite = true
        break
      case 'setting':
        clause.settings = { ...clause.settings, [chunk.key]: chunk.value }
        break
      case 'other':
        if (!reading.purpose) clause.leftovers.push(chunk.text)
        break
      case 'and':
        reading.preposition = reading.preposition === 'with' || reading.preposition === 'for' ? undefined : reading.preposition
        break
      default:
        break
    }
  }
  return clause
}

type Of<K extends Chunk['kind']> = Extract<Chunk, { readonly kind: K }>

function readVerb(reading: ClauseReading, chunk: Of<'verb'>): void {
  const { clause } = reading
  if (chunk.verb === 'point') reading.pointing = /(?:at|to)$/.test(chunk.word)
  if (
    chunk.verb === 'unsupported' &&
    clause.verb !== undefined &&
    clause.verb !== 'unsupported' &&
    clause.verb !== 'want' &&
    clause.verb !== 'back-up'
  )
    clause.condition ??= chunk.text
  else if (
    clause.verb === undefined ||
    clause.verb === 'want' ||
    chunk.verb === 'unsupported' ||
    (clause.verb === 'keep' && chunk.verb === 'back-up') ||
    (clause.verb === 'stop' && chunk.verb === 'back-up')
  ) {
    if (chunk.verb === 'want') clause.wants = true
    if (chunk.verb === 'back-up' && (clause.verb === 'remove' || clause.verb === 'stop')) clause.nouns.push('backup')
    else {
      clause.verb = chunk.verb
      clause.word = chunk.word
    }
  } else if (chunk.verb === 'back-up') clause.nouns.push('backup')
  else if (chunk.verb === 'leave' || chunk.verb === 'keep') return
  else if (chunk.verb === 'start' && /^run/.test(chunk.word)) return
  else if (chunk.verb === 'point' || chunk.verb === 'put' || chunk.verb === 'create' || chunk.verb === 'set') return
  else clause.leftovers.push(chunk.text)
}

function readPreposition(reading: ClauseReading, chunk: Of<'preposition'>, next: Chunk | undefined): void {
  const { clause } = reading
  if (clause.verb === 'switch' && chunk.preposition === 'on' && (next === undefined || isComma(next) || next.kind === 'and')) {
    clause.particle = true
    return
  }
  reading.preposition = chunk.preposition
  if (clause.verb === 'point' && /^(?:at|to)$/.test(reading.preposition)) reading.pointing = true
  if (reading.preposition !== 'to' && !(reading.naming === 'tag' && /^(?:with|as)$/.test(reading.preposition))) reading.naming = undefined
  if (reading.preposition === 'for') reading.purpose = true
  if (
    reading.noun !== undefined &&
    reading.preposition !== 'of' &&
    reading.preposition !== 'to' &&
    reading.preposition !== 'by' &&
    reading.preposition !== 'from'
  )
    reading.noun = undefined
}

function readComma(reading: ClauseReading, next: Chunk | undefined): void {
  const { clause } = reading
  settle(reading)
  reading.purpose = false
  if (clause.newNames.length === 0) reading.bare = false
  if (reading.naming === 'called' && clause.newNames.length > 0 && next?.kind !== 'name' && next?.kind !== 'and') reading.naming = undefined
}

function timeIn(text: string): string {
  const [, hour = '0', minute = '0', half] = /^(\d{1,2})(?:[:h](\d{2}))?\s?(?:([ap])\.?m)?/.exec(text) ?? []
  const hours = half === 'p' && Number(hour) < 12 ? Number(hour) + 12 : half === 'a' && Number(hour) === 12 ? 0 : Number(hour)
  return `${String(hours).padStart(2, '0')}:${(minute ?? '0').padStart(2, '0')}`
}
