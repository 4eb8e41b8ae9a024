import type { Amount, Clause, Location } from './clause.ts'
import { type Context, keyOfSubject } from './context.ts'
import { findSubjects } from './find-subjects.ts'
import { saysSomething } from './is-wish.ts'
import { sayRule } from './read-rule.ts'

/** An item with what its leading line says of all of them: a deed, a place, a schedule, what they are. */
export function underLead(context: Context, item: Clause): Clause {
  const { lead, inventory } = context
  if (!lead) return item
  const isKnown = item.subjects.some(mention =>
    mention.things.some(thing => inventory.guests.some(guest => guest.name === thing.name) || thing.type === 'app'),
  )
  const isAboutNothing =
    item.subjects.length + item.newNames.length + item.unknownSubjects.length + item.groups.length + item.hosts.length === 0 &&
    item.pronoun === undefined
  const clause: Clause = {
    ...item,
    ...(isAboutNothing && { subjects: lead.subjects }),
    locations: [
      ...lead.locations.filter(location => isMeant(lead, location) && !item.locations.some(other => isSameKind(location, other))),
      ...item.locations,
    ],
    nouns: [...lead.nouns, ...item.nouns],
    someday: item.someday || lead.someday,
    condition: item.condition ?? lead.condition,
    ...(!isKnown &&
      item.verb === undefined &&
      lead.type !== undefined && {
        type: item.type ?? lead.type,
        os: item.os ?? lead.os,
        amounts: [...item.amounts, ...lead.amounts.filter(({ of }) => !item.amounts.some(own => isSameAmount(own.of, of)))],
      }),
  }
  if (item.verb !== undefined || item.modal || item.rule !== undefined || item.wants)
    return lead.verb === undefined && lead.negated ? { ...clause, negated: true } : clause
  const withDeed: Clause = {
    ...clause,
    verb: lead.verb,
    word: lead.word,
    particle: item.particle ?? lead.particle,
    wants: lead.wants,
    modal: lead.modal,
    polite: item.polite || lead.polite,
    negated: item.negated || lead.negated,
    state: item.state ?? lead.state,
    rule: lead.rule,
    every: item.every ?? lead.every,
    at: item.at ?? (item.every === undefined ? lead.at : undefined),
    keep: item.keep ?? lead.keep,
    keepText: item.keep === undefined ? lead.keepText : item.keepText,
    onBoot: item.onBoot ?? lead.onBoot,
    vlan: item.vlan ?? lead.vlan,
    tags: [...lead.tags, ...item.tags],
  }
  return (lead.rule === 'apart' || lead.rule === 'together') && !saysSomething(item) ? gather(context, withDeed) : withDeed
}

/** Says of the names of a list what its leading line wants of them together. */
export function finishList(context: Context): void {
  const { lead, gathered } = context
  context.gathered = []
  if (gathered.length === 0 || lead?.rule === undefined || lead.negated) return
  sayRule(
    context,
    lead.rule,
    gathered.map(subject => subject.name),
    [lead.at0, lead.end],
  )
}

function gather(context: Context, clause: Clause): Clause {
  const { found } = findSubjects(context, clause)
  const before = context.gathered.length > 0 || !context.lead ? context.gathered : findSubjects(context, context.lead).found
  const keys = new Set(before.map(keyOfSubject))
  context.gathered = [...before, ...found.filter(subject => !keys.has(keyOfSubject(subject)))]
  return { ...clause, rule: undefined, verb: undefined, wants: false, modal: false, polite: false }
}

/** "Notes from the meeting:" is no place. */
function isMeant(lead: Clause, { mention, noun }: Location): boolean {
  return mention !== undefined || noun !== undefined || lead.verb !== undefined || lead.type !== undefined
}

/** A size without a noun may be either: what an item says itself stands before what its leading line says. */
function isSameAmount(own: Amount['of'], leading: Amount['of']): boolean {
  return own === leading || (own !== 'cores' && leading !== 'cores' && (own === 'unnamed' || leading === 'unnamed'))
}

/** Whether both say the same of a thing: on which node, on which storage. */
function isSameKind(one: Location, other: Location): boolean {
  if (one.noun !== undefined && other.noun !== undefined) return one.noun === other.noun
  const types = new Set(one.mention?.things.map(thing => thing.type))
  return other.mention === undefined || other.mention.things.some(thing => types.has(thing.type))
}
