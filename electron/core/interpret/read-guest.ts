import type { Question } from '../../../shared/model/declaration.ts'
import type { Amount, Clause } from './clause.ts'
import { type Context, isQuestion, keyOfSubject, resolve, type Subject, unknownPlace } from './context.ts'
import { contradiction, question } from './drafts.ts'
import type { Noun } from './lexicon/phrase.ts'

const growing = /^(?:grow|extend|expand|enlarge|increase|raise|bump|add|give|upgrade)/
const shrinking = /^(?:shrink|reduce|lower|decrease|cut|trim|take|drop|remove)/
const leastMemoryMiB = 16
const mostDiskMiB = 1024 * 1024 * 1024
/** How many times what the largest node has is no slip of the pen yet, and what counts as largest where no node is known. */
const beyond = 4
const usualCores = 64
const usualMemoryMiB = 1024 * 1024

/** Says of guests what a clause gives: placement, sizes, network, state. What cannot be is asked. */
export function sayOfGuests(context: Context, clause: Clause, subjects: readonly Subject[]): void {
  const keys = subjects.map(keyOfSubject)
  const places = placesOf(context, isDescribing(clause) ? { ...clause, locations: [] } : clause)
  for (const doubt of places.questions) context.drafts.ask(doubt, keys)
  if (clause.hosts.length > 0 || clause.port !== undefined || Object.keys(clause.settings).length > 0) {
    context.drafts.ask(
      question('unsupported', subjects[0]?.name ?? clause.text, `Web addresses, ports and settings belong to apps. What is meant?`),
      keys,
    )
    return
  }
  for (const subject of subjects) {
    const key = keyOfSubject(subject)
    const say = (field: string, value: unknown) =>
      context.drafts.say(key, field, value, context.turn, { corrects: clause.corrects, about: subject.name })
    const ask = (doubt: Question) => context.drafts.ask(doubt, [key])
    if (places.node !== undefined) say('node', places.node)
    if (places.storage !== undefined) say('storage', places.storage)
    if (places.bridge !== undefined) say('bridge', places.bridge)
    if (places.clone !== undefined) say('clone', places.clone)
    if (clause.os !== undefined && subject.isNew && places.clone === undefined) say('os', clause.os)
    sayAmounts(context, clause, subject, say, ask)
    sayNetwork(context, clause, subject, say, ask)
    if (clause.onBoot !== undefined) say('startOnBoot', clause.negated ? !clause.onBoot : clause.onBoot)
    if (clause.tags.length > 0) say('tags', clause.tags)
    const state = stateOf(clause)
    if (state !== undefined) say('state', state)
  }
}

/** "stop web-01 on pve1": says which one it is, not where it should be. */
export function isDescribing(clause: Clause): boolean {
  return (clause.verb === 'stop' || clause.verb === 'remove' || clause.verb === 'switch') && clause.amounts.length === 0
}

/** The state a clause asks for. */
export function stateOf(clause: Clause): 'running' | 'stopped' | 'absent' | undefined {
  if (clause.verb === 'start') return 'running'
  if (clause.verb === 'stop') return 'stopped'
  if (clause.verb === 'remove') return 'absent'
  if (clause.verb === 'switch' && clause.particle !== undefined) return clause.particle ? 'running' : 'stopped'
  return clause.state
}

function placesOf(context: Context, clause: Clause) {
  const found: { node?: string; storage?: string; bridge?: string; clone?: string } = {}
  const questions: Question[] = []
  for (const location of clause.locations) {
    if (location.preposition === 'from' && clause.verb === 'move') continue
    const named: Partial<Record<Noun, 'node' | 'storage' | 'bridge' | 'template'>> = {
      node: 'node',
      storage: 'storage',
      bridge: 'bridge',
      template: 'template',
    }
    const type = location.noun === undefined ? undefined : named[location.noun]
    const isSource =
      type === 'template' ||
      (location.noun === undefined && location.preposition === 'from') ||
      (clause.word === 'clone' && location.noun === undefined && location.preposition === undefined)
    const types = isSource
      ? (['template', 'guest'] as const)
      : type === undefined
        ? (['node', 'storage', 'bridge'] as const)
        : ([type] as const)
    const thing = location.mention ? resolve(context, location.mention, types) : undefined
    if (thing === undefined)
      questions.push(unknownPlace(location, isSource ? 'template' : (type ?? (location.ofDisk ? 'storage' : 'node')), context))
    else if (isQuestion(thing)) questions.push(thing)
    else {
      const field = isSource ? 'clone' : thing.type === 'storage' || thing.type === 'bridge' ? thing.type : 'node'
      if (found[field] !== undefined && found[field] !== thing.name) questions.push(contradiction(thing.name))
      found[field] = thing.name
    }
  }
  return { ...found, questions }
}

function sayAmounts(
  context: Context,
  clause: Clause,
  subject: Subject,
  say: (field: string, value: unknown) => void,
  ask: (doubt: Question) => void,
): void {
  const known = context.inventory.guests.find(guest => guest.name === subject.name)
  let memoryGiven = clause.amounts.some(amount => amount.of === 'memory')
  let diskGiven = clause.amounts.some(amount => amount.of === 'disk')
  if (clause.anotherDisk && known !== undefined) {
    ask(question('unsupported', subject.name, `A second disk cannot be declared. Should the disk of ${subject.name} grow instead?`))
    return
  }
  for (const amount of exactOf(clause.amounts)) {
    const of = amount.of === 'unnamed' ? unnamed(amount, clause, memoryGiven, diskGiven) : amount.of
    if (of === undefined || amount.how === 'vague') {
      ask(question('missing-value', subject.name, `How much should it be for ${subject.name}?`))
      continue
    }
    if (amount.of === 'unnamed') {
      if (of === 'memory') memoryGiven = true
      if (of === 'disk') diskGiven = true
    }
    const said = (field: string) => context.drafts.valueOf(keyOfSubject(subject), field)
    const now = {
      cores: known?.cores ?? said('cores'),
      memory: known?.memoryMiB ?? said('memoryMiB'),
      disk: known?.diskGiB === undefined ? mib(said('diskGiB')) : known.diskGiB * 1024,
    }[of]
    const value = wanted(amount, clause, typeof now === 'number' ? now : undefined, known !== undefined)
    if (value === undefined) ask(question('missing-value', subject.name, `How much should it be for ${subject.name}?`))
    else if (of === 'cores') {
      if (!Number.isInteger(value) || value < 1 || value > beyond * largest(context, 'cores', usualCores))
        ask(question('out-of-range', subject.name, `${subject.name} cannot have ${value} cores. How many should it be?`))
      else say('cores', value)
    } else if (of === 'memory') {
      if (!Number.isInteger(value) || value < leastMemoryMiB || value > beyond * largest(context, 'memoryMiB', usualMemoryMiB))
        ask(question('out-of-range', subject.name, `${subject.name} cannot have that much or that little memory. How much should it be?`))
      else say('memoryMiB', value)
    } else if (!Number.isInteger(value / 1024) || value < 1024 || value > mostDiskMiB) {
      ask(
        question(
          'out-of-range',
          subject.name,
          `A disk has whole GB, at least 1, and no more than a node can hold. How large should that of ${subject.name} be?`,
        ),
      )
    } else if (known?.diskGiB !== undefined && value / 1024 < known.diskGiB) {
      ask(
        question(
          'unsafe',
          subject.name,
          `The disk of ${subject.name} has ${known.diskGiB} GB; making it smaller would cut off data. Should it stay as it is?`,
          ['Leave it as it is'],
        ),
      )
    } else say('diskGiB', value / 1024)
  }
  if (clause.verb === 'shrink' && clause.nouns.includes('disk') && clause.amounts.length === 0)
    ask(question('unsafe', subject.name, `Making the disk of ${subject.name} smaller would cut off data. Should it stay as it is?`))
  else if (
    (clause.verb === 'grow' || clause.verb === 'set' || clause.verb === 'resize' || clause.verb === 'shrink') &&
    clause.amounts.length === 0 &&
    clause.nouns.some(noun => noun === 'disk' || noun === 'memory' || noun === 'cores')
  ) {
    ask(question('missing-value', subject.name, `How much should it be for ${subject.name}?`))
  }
}

/** "a bit smaller: 6 GB" says how much after all. */
function exactOf(amounts: readonly Amount[]): readonly Amount[] {
  const vague = amounts.find(amount => amount.how === 'vague' && (amount.of === 'memory' || amount.of === 'disk'))
  const named = amounts.map(amount =>
    vague && amount.of === 'unnamed' && amount.how === 'is' ? { ...amount, of: vague.of } : amount,
  ) as readonly Amount[]
  const exact = named.filter(amount => amount.how !== 'vague')
  return named.filter(
    amount =>
      amount.how !== 'vague' ||
      !exact.some(({ of }) => of === amount.of || amount.of === 'unnamed' || (of === 'unnamed' && amount.of !== 'cores')),
  )
}

function largest(context: Context, field: 'cores' | 'memoryMiB', usual: number): number {
  const { nodes } = context.inventory
  return nodes.length === 0 ? usual : Math.max(...nodes.map(node => node[field]))
}

/** "A size without a noun is memory, a second one the disk"; what is to grow without a noun may be either. */
function unnamed(amount: Amount, clause: Clause, memoryGiven: boolean, diskGiven: boolean): 'memory' | 'disk' | undefined {
  if (amount.how === 'times' || clause.verb === 'grow' || clause.verb === 'resize' || clause.verb === 'shrink') {
    const named = clause.nouns.filter(noun => noun === 'memory' || noun === 'disk')
    return named.length === 1 ? (named[0] as 'memory' | 'disk') : undefined
  }
  if (!memoryGiven) return 'memory'
  return diskGiven ? undefined : 'disk'
}

function wanted(
  amount: Exclude<Amount, { readonly how: 'vague' }> | Amount,
  clause: Clause,
  now: number | undefined,
  exists: boolean,
): number | undefined {
  if (amount.how === 'times') return now === undefined ? undefined : now * amount.value
  const isRelative = amount.how === 'more' || clause.by || (exists && clause.verb === 'create' && clause.word === 'add')
  if (!isRelative) return amount.value
  if (now === undefined) return undefined
  if (shrinking.test(clause.word)) return now - amount.value
  if (amount.how === 'more' || growing.test(clause.word)) return now + amount.value
  return undefined
}

function sayNetwork(
  context: Context,
  clause: Clause,
  subject: Subject,
  say: (field: string, value: unknown) => void,
  ask: (doubt: Question) => void,
): void {
  if (clause.vlan !== undefined) {
    if (clause.vlan < 1 || clause.vlan > 4094)
      ask(question('out-of-range', subject.name, 'A VLAN has a number from 1 to 4094. Which one is meant?'))
    else say('vlan', clause.vlan)
  }
  if (clause.dhcp) say('address', 'dhcp')
  for (const { address, isNetwork, noun } of clause.addresses) {
    if (!isValidAddress(address)) ask(question('out-of-range', subject.name, `${address} is no address. Which one is meant?`))
    else if (noun === 'gateway') say('gateway', address)
    else if (isNetwork) say('address', address)
    else
      ask(
        question('missing-value', subject.name, `Which network is ${address} in? Write it with its length, for example ${address}/24.`, [
          `${address}/24`,
        ]),
      )
  }
  if (clause.same && clause.sameNoun === 'gateway' && context.madeBefore) {
    const gateway = context.drafts.valueOf(keyOfSubject(context.madeBefore), 'gateway')
    if (gateway !== undefined) say('gateway', gateway)
  }
}

/** Whether an address is one: four numbers up to 255, a prefix that fits; IPv6 by its form. */
export function isValidAddress(text: string): boolean {
  const [address = '', prefix] = text.split('/')
  const isFour = /^\d+(?:\.\d+){3}$/.test(address)
  if (isFour && address.split('.').some(part => Number(part) > 255)) return false
  return prefix === undefined || (Number(prefix) >= 0 && Number(prefix) <= (isFour ? 32 : 128))
}

function mib(gib: unknown): number | undefined {
  return typeof gib === 'number' ? gib * 1024 : undefined
}
