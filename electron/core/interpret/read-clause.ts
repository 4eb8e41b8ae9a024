import type { Chunk } from './chunks.ts'
import { type Clause, openClause } from './clause.ts'
import { beginReading, type ClauseReading, settle } from './clause-reading.ts'
import { keepFor } from './lexicon/backup-phrases.ts'
import { isObject } from './name-shapes.ts'
import { isContent, isPlus, readFrom, readNumber, readSize, takeNumber } from './read-clause-amounts.ts'
import { awaitsGateway, isNewThing, isOddTag, labelEnd, readHost, readName, readThing } from './read-clause-names.ts'
import { isAboutKeeping, readSchedule, timeIn } from './read-clause-schedule.ts'
import { isHeld, isTold, readVerb } from './read-clause-verbs.ts'
import { isComma } from './segments.ts'

/** Takes a segment apart. */
export function readClause(segment: readonly Chunk[], whole: (from: number, to: number) => string): Clause {
  const clause = openClause(segment, whole)
  const reading = beginReading(clause, segment, labelEnd(segment))
  for (let index = 0; index < segment.length; index += 1) {
    const chunk = segment[index] as Chunk
    const next = segment[index + 1]
    if (
      reading.naming &&
      !isOddTag(chunk, segment[index - 1]) &&
      chunk.kind !== 'name' &&
      chunk.kind !== 'and' &&
      chunk.kind !== 'thing' &&
      !isComma(chunk) &&
      chunk.kind !== 'preposition' &&
      chunk.kind !== 'host' &&
      !(reading.naming === 'tag' && chunk.kind === 'everything')
    )
      reading.naming = undefined
    if (reading.purpose && chunk.kind !== 'name' && chunk.kind !== 'other' && chunk.kind !== 'filler' && chunk.kind !== 'weak')
      reading.purpose = false
    if (reading.naming === 'tag' && isOddTag(chunk, segment[index - 1])) {
      clause.tags.push(chunk.text.toLowerCase())
      continue
    }
    if (chunk.kind === 'reason' && clause.wants && /^to (?:have|get|keep|make)$/i.test(chunk.text)) continue
    if (chunk.kind === 'reason') {
      for (const aside of segment.slice(index)) if (aside.kind === 'thing') clause.asides.push(aside.mention)
      break
    }
    if (reading.instead && isContent(chunk)) {
      reading.instead = false
      continue
    }
    if (reading.preposition === 'from' && readFrom(reading, chunk, index)) continue
    switch (chunk.kind) {
      case 'verb':
        readVerb(reading, chunk)
        break
      case 'size':
        readSize(reading, chunk, index)
        break
      case 'preposition':
        if (chunk.preposition === 'on' && isTold(segment, index)) clause.state = 'running'
        else readPreposition(reading, chunk, next)
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
        else if (/^(?:->|=>|→|=)$/.test(chunk.sign)) {
          reading.preposition = 'to'
          reading.pointing = true
        }
        break
      case 'particle':
        if (clause.verb === 'move' && chunk.text.toLowerCase() === 'off') reading.preposition = 'from'
        else if (isHeld(clause) || isTold(segment, index)) clause.state = chunk.on ? 'running' : 'stopped'
        else clause.particle = chunk.on
        break
      case 'type':
        if (clause.type !== undefined && clause.type !== chunk.type && chunk.type !== 'either') clause.leftovers.push(chunk.text)
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
        } else if (clause.os !== undefined && clause.os !== chunk.os) clause.leftovers.push(chunk.text)
        else clause.os = chunk.os
        break
      case 'count':
        if (reading.preposition === 'by' || reading.preposition === 'to') reading.number = { value: chunk.count, text: chunk.text }
        else clause.count ??= chunk.count
        if (reading.preposition === 'by') clause.by = true
        break
      case 'number':
        takeNumber(reading, chunk, index)
        break
      case 'cores':
        clause.amounts.push({ of: 'cores', value: chunk.cores, how: chunk.more || isPlus(segment[index - 1], chunk) ? 'more' : 'is' })
        if (reading.preposition === 'by') clause.by = true
        settle(reading)
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
        if (clause.vlan !== undefined && clause.vlan !== chunk.vlan) clause.leftovers.push(chunk.text)
        clause.vlan = chunk.vlan
        break
      case 'port':
        if (clause.port !== undefined && clause.port !== chunk.port) clause.leftovers.push(chunk.text)
        clause.port = chunk.port
        break
      case 'dhcp':
        clause.dhcp = true
        settle(reading)
        break
      case 'address':
        clause.addresses.push({
          address: chunk.address,
          isNetwork: chunk.isNetwork,
          noun: reading.noun ?? (awaitsGateway(clause, chunk) ? 'gateway' : undefined),
        })
        settle(reading)
        break
      case 'on-boot':
        clause.onBoot = chunk.on
        // "start web-01 on boot": the verb belongs to it.
        if (chunk.bare && clause.verb === 'start') clause.verb = 'set'
        break
      case 'every':
        readSchedule(clause, chunk)
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
        if (chunk.text.toLowerCase() === 'away from' && clause.amounts.length > 0 && clause.word === 'take') reading.preposition = 'from'
        else {
          clause.rule ??= chunk.rule
          settle(reading)
        }
        break
      case 'alias':
        clause.alias = true
        reading.pointing = clause.hosts.length > 0
        settle(reading)
        break
      case 'state':
        if (clause.verb === 'remove' && / want/.test(clause.word)) clause.negated = true
        else if (clause.state !== undefined && clause.state !== chunk.state) clause.leftovers.push(chunk.text)
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
        if (chunk.negated && /need|have to/.test(chunk.text.toLowerCase())) clause.someday = true
        break
      case 'not':
        clause.negated = true
        break
      case 'fact-verb':
        if (chunk.isFact && !(index === 0 && chunk.text.toLowerCase() === 'use')) clause.states = true
        else clause.modal = true
        break
      case 'told':
        if (clause.opens === 'verb' && clause.verb !== undefined && /yesterday|ago|last/.test(chunk.text.toLowerCase())) {
          clause.leftovers.push(chunk.text)
          break
        }
        clause.told = true
        if (chunk.reports) clause.reports = true
        break
      case 'question':
        clause.asks = true
        break
      case 'or':
        if (!clause.negated && clause.rule === undefined) clause.condition ??= chunk.text
        break
      case 'condition':
        if (isAboutKeeping(clause) && keepFor(chunk.text.toLowerCase())) {
          clause.keep = keepFor(chunk.text.toLowerCase())?.keep ?? 'open'
          clause.keepText = chunk.text
        } else if (chunk.text.toLowerCase() === 'up to' && /^(?:scale|bring|take|bump|raise|increase|grow|move|go)/.test(clause.word))
          reading.preposition = 'to'
        else clause.condition ??= chunk.text
        break
      case 'instead':
        reading.instead = true
        break
      case 'unclear':
        clause.leftovers.push(chunk.text)
        break
      case 'someday':
        clause.someday = true
        break
      case 'correction':
        clause.corrects = true
        if (!/^(?:make|actually|better)/i.test(chunk.text)) clause.insists = true
        if (chunk.takesBack) clause.takesBack = true
        break
      case 'please':
        clause.polite = true
        break
      case 'setting':
        clause.settings = { ...clause.settings, [chunk.key]: chunk.value }
        break
      case 'other':
        if (/\d/.test(chunk.text) || isObject(segment, index)) clause.unknownSubjects.push(chunk.text)
        else if (!reading.purpose) clause.leftovers.push(chunk.text)
        break
      case 'and':
        reading.preposition = reading.preposition === 'with' || reading.preposition === 'for' ? undefined : reading.preposition
        break
      default:
        break
    }
  }
  if (reading.instead) clause.condition ??= 'instead'
  if (reading.number) readNumber(clause, reading.number.value, reading.number.text)
  return clause
}

type Of<K extends Chunk['kind']> = Extract<Chunk, { readonly kind: K }>

function readPreposition(reading: ClauseReading, chunk: Of<'preposition'>, next: Chunk | undefined): void {
  const { clause } = reading
  if (clause.verb === 'switch' && chunk.preposition === 'on' && (next === undefined || isComma(next) || next.kind === 'and')) {
    clause.particle = true
    return
  }
  if (isHeld(clause) && chunk.preposition === 'on' && next === undefined && clause.subjects.length > 0) {
    clause.state = 'running'
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
  if (reading.naming === 'called' && clause.newNames.length > 0 && next?.kind !== 'name' && next?.kind !== 'and' && !isNewThing(next))
    reading.naming = undefined
}
