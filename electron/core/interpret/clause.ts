import type { BackupEntry, RuleEntry } from '../../../shared/model/declaration.ts'
import type { Chunk } from './chunks.ts'
import type { Mention, ThingType } from './names.ts'
import type { Noun, Preposition, Verb } from './phrases.ts'
import { isComma, isSmall } from './segments.ts'

/** Somewhere named: on which node, storage, bridge or device, from which template, to which destination. */
export interface Location {
  readonly preposition: Preposition | undefined
  readonly noun: Noun | undefined
  readonly mention: Mention | undefined
  readonly text: string
}

/** An amount a clause gives. */
export type Amount =
  | { readonly of: 'cores'; readonly value: number; readonly how: 'is' | 'more' | 'times' }
  | { readonly of: 'memory' | 'disk' | 'unnamed'; readonly value: number; readonly how: 'is' | 'more' | 'times' }
  | { readonly of: 'memory' | 'disk' | 'cores' | 'unnamed'; readonly value: number; readonly how: 'vague' }

/** What one clause says, taken apart but not yet understood. */
export interface Clause {
  readonly verb: Verb | undefined
  readonly word: string
  readonly particle: boolean | undefined
  readonly negated: boolean
  readonly asks: boolean
  readonly told: boolean
  readonly wants: boolean
  readonly modal: boolean
  readonly condition: string | undefined
  readonly someday: boolean
  readonly subjects: readonly Mention[]
  readonly pronoun: 'it' | 'both' | 'them' | 'another' | undefined
  readonly pronounCount: number | undefined
  readonly same: boolean
  readonly sameNoun: Noun | undefined
  readonly each: boolean
  readonly newNames: readonly { readonly name: string; readonly quoted: boolean; readonly called: boolean }[]
  readonly unknownSubjects: readonly string[]
  /** A name put in front of what it is: "web-02: a VM". */
  readonly labels: readonly string[]
  readonly type: 'vm' | 'lxc' | 'either' | undefined
  readonly os: string | undefined
  readonly count: number | undefined
  readonly amounts: readonly Amount[]
  readonly by: boolean
  /** "add a 50 GB disk". */
  readonly anotherDisk: boolean
  readonly vlan: number | undefined
  readonly port: number | undefined
  readonly dhcp: boolean
  readonly addresses: readonly { readonly address: string; readonly isNetwork: boolean; readonly noun: Noun | undefined }[]
  readonly onBoot: boolean | undefined
  readonly hosts: readonly { readonly host: string; readonly isTarget: boolean }[]
  readonly alias: boolean
  readonly settings: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly every:
    | { readonly every: NonNullable<BackupEntry['every']>; readonly night: boolean; readonly weekday?: NonNullable<BackupEntry['weekday']> }
    | undefined
  readonly at: string | undefined
  readonly keep: NonNullable<BackupEntry['keep']> | 'open' | undefined
  readonly keepText: string
  readonly groups: readonly ('apps' | 'guests' | 'everything' | 'vm' | 'lxc')[]
  readonly rule: RuleEntry['rule'] | undefined
  readonly state: 'running' | 'stopped' | 'absent' | undefined
  readonly locations: readonly Location[]
  readonly nouns: readonly Noun[]
  readonly takesBack: boolean
  readonly corrects: boolean
  readonly polite: boolean
  readonly number: number | undefined
  /** Words nothing could be made of. */
  readonly leftovers: readonly string[]
  /** What it begins with, small words aside. */
  readonly opens: Chunk['kind'] | undefined
  readonly text: string
  readonly at0: number
  readonly end: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

const places: ReadonlySet<Noun> = new Set(['storage', 'bridge', 'node', 'device', 'template', 'destination'])
const placeTypes: ReadonlySet<ThingType> = new Set(['node', 'storage', 'bridge', 'template', 'device', 'destination'])

/** Takes a segment apart. */
export function readClause(segment: readonly Chunk[], whole: (from: number, to: number) => string): Clause {
  const first = segment[0] as Chunk
  const end = segment.at(-1)?.end ?? first.end
  const clause: Mutable<Clause> = {
    verb: undefined,
    word: '',
    particle: undefined,
    negated: false,
    asks: false,
    told: false,
    wants: false,
    modal: false,
    condition: undefined,
    someday: false,
    subjects: [],
    pronoun: undefined,
    pronounCount: undefined,
    same: false,
    sameNoun: undefined,
    each: false,
    newNames: [],
    unknownSubjects: [],
    labels: [],
    type: undefined,
    os: undefined,
    count: undefined,
    amounts: [],
    by: false,
    anotherDisk: false,
    vlan: undefined,
    port: undefined,
    dhcp: false,
    addresses: [],
    onBoot: undefined,
    hosts: [],
    alias: false,
    settings: {},
    tags: [],
    every: undefined,
    at: undefined,
    keep: undefined,
    keepText: '',
    groups: [],
    rule: undefined,
    state: undefined,
    locations: [],
    nouns: [],
    takesBack: false,
    corrects: false,
    polite: false,
    number: undefined,
    leftovers: [],
    opens: segment.find(chunk => !isSmall(chunk))?.kind,
    text: whole(first.at, end),
    at0: first.at,
    end,
  }
  let preposition: Preposition | undefined
  let noun: Noun | undefined
  let naming: 'called' | 'tag' | undefined
  let purpose = false
  let pointing = false
  let bare = false
  const settle = () => {
    preposition = undefined
    noun = undefined
  }
  const acceptName = (name: string, quoted: boolean, index: number) => {
    if (preposition === 'to' && clause.newNames.length > 0) {
      clause.newNames.push(...rangeOf(clause.newNames.at(-1)?.name ?? '', name))
      settle()
    } else clause.newNames.push({ name, quoted, called: isCalled(segment, index) })
  }
  for (let index = 0; index < segment.length; index += 1) {
    const chunk = segment[index] as Chunk
    const next = segment[index + 1]
    if (
      naming &&
      chunk.kind !== 'name' &&
      chunk.kind !== 'and' &&
      chunk.kind !== 'thing' &&
      !isComma(chunk) &&
      chunk.kind !== 'preposition' &&
      chunk.kind !== 'host'
    )
      naming = undefined
    if (purpose && chunk.kind !== 'name' && chunk.kind !== 'other' && chunk.kind !== 'filler' && chunk.kind !== 'weak') purpose = false
    if (chunk.kind === 'reason') break
    switch (chunk.kind) {
      case 'verb':
        if (chunk.verb === 'point') pointing = /(?:at|to)$/.test(chunk.word)
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
        else if (chunk.verb === 'leave' || chunk.verb === 'keep') break
        else if (chunk.verb === 'start' && /^run/.test(chunk.word)) break
        else if (chunk.verb === 'point' || chunk.verb === 'put' || chunk.verb === 'create' || chunk.verb === 'set') break
        else clause.leftovers.push(chunk.text)
        break
      case 'particle':
        clause.particle = chunk.on
        break
      case 'type':
        clause.type ??= chunk.type
        if (chunk.plural && clause.count === undefined) clause.count = undefined
        // A bare name may follow: "the VMs kube-1 and kube-2".
        naming = 'called'
        bare = true
        break
      case 'called':
        naming = 'called'
        break
      case 'os':
        if (noun === 'template') {
          clause.locations.push({ preposition, noun, mention: undefined, text: chunk.text })
          settle()
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
      case 'size': {
        const of = chunk.noun ?? (noun === 'memory' || noun === 'disk' ? noun : undefined) ?? nounNear(segment, index) ?? 'unnamed'
        clause.amounts.push({ of, value: chunk.mib, how: chunk.more ? 'more' : 'is' })
        if (of === 'disk' && clause.word === 'add' && segment[index - 1]?.kind === 'weak') clause.anotherDisk = true
        if (preposition === 'by') clause.by = true
        settle()
        break
      }
      case 'times':
        clause.amounts.push({ of: chunk.noun ?? 'unnamed', value: chunk.factor, how: 'times' })
        break
      case 'vague':
        clause.amounts.push({ of: chunk.noun ?? 'unnamed', value: 0, how: 'vague' })
        break
      case 'noun':
        noun = chunk.noun
        clause.nouns.push(chunk.noun)
        if (chunk.noun === 'tag') naming = 'tag'
        break
      case 'vlan':
        clause.vlan = chunk.vlan
        break
      case 'port':
        clause.port = chunk.port
        break
      case 'dhcp':
        clause.dhcp = true
        settle()
        break
      case 'address':
        clause.addresses.push({ address: chunk.address, isNetwork: chunk.isNetwork, noun })
        settle()
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
        settle()
        break
      case 'alias':
        clause.alias = true
        pointing = clause.hosts.length > 0
        settle()
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
      case 'preposition':
        if (clause.verb === 'switch' && chunk.preposition === 'on' && (next === undefined || isComma(next) || next.kind === 'and')) {
          clause.particle = true
          break
        }
        preposition = chunk.preposition
        if (clause.verb === 'point' && /^(?:at|to)$/.test(preposition)) pointing = true
        if (preposition !== 'to' && !(naming === 'tag' && /^(?:with|as)$/.test(preposition))) naming = undefined
        if (preposition === 'for') purpose = true
        if (noun !== undefined && preposition !== 'of' && preposition !== 'to' && preposition !== 'by' && preposition !== 'from')
          noun = undefined
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
      case 'host':
        if (naming === 'called') clause.newNames.push({ name: chunk.host, quoted: false, called: true })
        else clause.hosts.push({ host: chunk.host, isTarget: pointing || (preposition === 'to' && clause.hosts.length > 0) })
        pointing = false
        settle()
        break
      case 'setting':
        clause.settings = { ...clause.settings, [chunk.key]: chunk.value }
        break
      case 'thing': {
        const { mention } = chunk
        pointing = false
        if (
          naming === 'tag' &&
          !(
            clause.tags.length === 0 &&
            mention.how === 'exact' &&
            mention.things.some(thing => thing.type === 'guest') &&
            next !== undefined
          )
        ) {
          clause.tags.push(chunk.text.toLowerCase())
          break
        }
        if (naming === 'called' && mention.things.some(thing => thing.isNew)) {
          acceptName(mention.things.find(thing => thing.isNew)?.name ?? chunk.text, false, index)
          break
        }
        if (
          naming === 'called' &&
          segment[index - 1]?.kind !== 'preposition' &&
          (mention.how !== 'exact' || !mention.things.some(thing => thing.type === 'guest' || thing.type === 'app')) &&
          !mention.things.some(thing => placeTypes.has(thing.type) && mention.how === 'exact')
        ) {
          clause.newNames.push({ name: chunk.text, quoted: false, called: isCalled(segment, index) })
          break
        }
        const isPlace = noun !== undefined && places.has(noun)
        if (
          isPlace ||
          (preposition !== undefined && /^(?:on|to|in|from|at)$/.test(preposition)) ||
          (preposition === 'of' && noun === 'template') ||
          (clause.word === 'clone' && mention.things.some(thing => thing.type === 'template'))
        ) {
          clause.locations.push({ preposition, noun: isPlace ? noun : undefined, mention, text: chunk.text })
        } else if (
          mention.how === 'exact' &&
          mention.things.every(thing => thing.type === 'storage' || thing.type === 'bridge') &&
          clause.verb !== 'wipe' &&
          clause.verb !== 'remove'
        ) {
          clause.locations.push({ preposition: 'on', noun: undefined, mention, text: chunk.text })
        } else clause.subjects.push(mention)
        if (naming === 'called') naming = undefined
        if (next?.kind !== 'and' && !isComma(next)) settle()
        break
      }
      case 'name':
        if (naming === 'tag') clause.tags.push(chunk.name.toLowerCase())
        else if (
          clause.newNames.length === 0 &&
          ((index === 0 && next?.kind === 'sign' && /^[:(-]$/.test(next.sign)) || (preposition === 'as' && clause.word === 'clone'))
        )
          clause.labels.push(chunk.name)
        else if (naming === 'called' && (chunk.quoted || bare || isCalled(segment, index) || looksLikeName(chunk.name)))
          acceptName(chunk.name, chunk.quoted, index)
        else if (noun !== undefined && places.has(noun)) {
          clause.locations.push({ preposition, noun, mention: undefined, text: chunk.name })
          settle()
        } else if (purpose || isAdjective(segment, index) || /ly$/.test(chunk.name)) break
        else if (preposition !== undefined && /^(?:on|to|in|from)$/.test(preposition) && !isPlainWord(chunk.name)) {
          clause.locations.push({ preposition, noun: undefined, mention: undefined, text: chunk.name })
          settle()
        } else if (chunk.quoted || looksLikeName(chunk.name) || (/^[A-Z]/.test(chunk.name) && index > 0))
          clause.unknownSubjects.push(chunk.name)
        else clause.leftovers.push(chunk.text)
        break
      case 'other':
        if (!purpose) clause.leftovers.push(chunk.text)
        break
      case 'and':
        preposition = preposition === 'with' || preposition === 'for' ? undefined : preposition
        break
      case 'sign':
        if (isComma(chunk)) {
          settle()
          purpose = false
          if (clause.newNames.length === 0) bare = false
          if (naming === 'called' && clause.newNames.length > 0 && next?.kind !== 'name' && next?.kind !== 'and') naming = undefined
        }
        break
      default:
        break
    }
  }
  return clause
}

/** Whether it was said to be a name: "called x", "called x and y". */
function isCalled(segment: readonly Chunk[], index: number): boolean {
  for (let before = index - 1; before >= 0; before -= 1) {
    const chunk = segment[before] as Chunk
    if (chunk.kind === 'called') return true
    if (chunk.kind !== 'name' && chunk.kind !== 'and' && !isComma(chunk) && chunk.kind !== 'preposition' && chunk.kind !== 'thing')
      return false
  }
  return false
}

/** A word in front of what it describes. */
function isAdjective(segment: readonly Chunk[], index: number): boolean {
  for (let after = index + 1; after < segment.length; after += 1) {
    const chunk = segment[after] as Chunk
    if (chunk.kind === 'type' || chunk.kind === 'os') return true
    if (chunk.kind !== 'name' && chunk.kind !== 'other' && chunk.kind !== 'filler') return false
  }
  return false
}

function looksLikeName(text: string): boolean {
  return /\d/.test(text) || /[-_]/.test(text)
}

function isPlainWord(text: string): boolean {
  return /^[a-z]+$/.test(text) && text.length < 3
}

/** "worker-1 to worker-3": the names after the first. */
function rangeOf(from: string, to: string): { name: string; quoted: boolean; called: boolean }[] {
  const [, stem = '', first = ''] = /^(.*?)(\d+)$/.exec(from) ?? []
  const [, otherStem = '', last = ''] = /^(.*?)(\d+)$/.exec(to) ?? []
  if (first === '' || last === '' || (otherStem !== '' && otherStem !== stem)) return [{ name: to, quoted: false, called: true }]
  const names = []
  for (let number = Number(first) + 1; number <= Number(last) && names.length < 100; number += 1)
    names.push({ name: `${stem}${String(number).padStart(first.length, '0')}`, quoted: false, called: true })
  return names
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

function timeIn(text: string): string {
  const [, hour = '0', minute = '0', half] = /^(\d{1,2})(?:[:h](\d{2}))?\s?(?:([ap])\.?m)?/.exec(text) ?? []
  const hours = half === 'p' && Number(hour) < 12 ? Number(hour) + 12 : half === 'a' && Number(hour) === 12 ? 0 : Number(hour)
  return `${String(hours).padStart(2, '0')}:${(minute ?? '0').padStart(2, '0')}`
}
