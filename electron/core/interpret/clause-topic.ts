import type { Clause } from './clause.ts'
import type { Context, Subject } from './context.ts'
import { saysSomething } from './is-wish.ts'
import type { Noun } from './lexicon/phrase.ts'
import { stateOf } from './read-guest.ts'

const parts: ReadonlySet<Noun> = new Set([
  'memory',
  'cores',
  'tag',
  'domain',
  'address',
  'gateway',
  'vlan',
  'port',
  'storage',
  'bridge',
  'template',
])

/** Something of a thing is to stop or go, not the thing itself: its tag, its address. */
export function asksForPart(clause: Clause): boolean {
  return (
    stateOf(clause) !== undefined &&
    clause.verb !== undefined &&
    (clause.vlan !== undefined || clause.addresses.length > 0 || clause.nouns.some(noun => parts.has(noun))) &&
    clause.hosts.length === 0 &&
    clause.type === undefined
  )
}

/** Whether the lab has it already. */
export function isThere({ inventory }: Context, subject: Subject): boolean {
  return subject.kind === 'app'
    ? inventory.apps.some(({ app, name }) => (name ?? app) === subject.name)
    : inventory.guests.some(({ name }) => name === subject.name)
}

/** Names and nothing else: "win-desktop:" before what it should be. */
export function isLabel(clause: Clause, hasLead: boolean): boolean {
  return (
    clause.verb === undefined &&
    !clause.wants &&
    !clause.modal &&
    !clause.polite &&
    clause.subjects.length > 0 &&
    clause.newNames.length + clause.leftovers.length + clause.groups.length + clause.unknownSubjects.length === 0 &&
    !saysSomething(clause) &&
    clause.rule === undefined &&
    clause.every === undefined &&
    clause.keep === undefined &&
    clause.type === undefined &&
    (!hasLead || clause.subjects.every(mention => mention.things.every(thing => thing.type !== 'app'))) &&
    !clause.same
  )
}

/** Whether a clause plans backups, or ends them. */
export function isAboutBackups(context: Context, clause: Clause): boolean {
  if (clause.verb === 'back-up' || clause.nouns.includes('backup')) return true
  const isPlain = clause.verb === undefined || clause.verb === 'want' || clause.verb === 'keep' || clause.verb === 'set'
  if (!isPlain || clause.told || (clause.every === undefined && clause.keep === undefined)) return false
  const goesSomewhere = clause.locations.some(({ mention }) => mention?.things.some(thing => thing.type === 'destination'))
  const isTopic = context.topic === 'backup' || context.lastBackups.length > 0
  return clause.keep !== undefined || goesSomewhere || isTopic || /^(?:thing|everything)$/.test(clause.opens ?? '')
}

/** Whether a clause is about a name of the network. */
export function isDns(clause: Clause, subjects: readonly Subject[]): boolean {
  if (clause.alias || clause.verb === 'point') return clause.hosts.length + clause.unknownSubjects.length > 0
  if (clause.nouns.includes('dns') && clause.hosts.length + clause.unknownSubjects.length > 0) return true
  return (
    clause.hosts.length > 0 &&
    subjects.length === 0 &&
    clause.newNames.length === 0 &&
    (clause.addresses.length > 0 || clause.verb === 'remove' || clause.state === 'absent')
  )
}
