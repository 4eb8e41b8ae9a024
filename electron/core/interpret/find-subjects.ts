import type { Question } from '../../../shared/model/declaration.ts'
import type { Clause, Location } from './clause.ts'
import { type Context, isQuestion, resolve, type Subject, subjectOf } from './context.ts'
import { saysSomething } from './is-wish.ts'

/** What a clause is about, and what is in doubt of it. */
export interface FoundSubjects {
  readonly found: readonly Subject[]
  readonly doubts: readonly Question[]
}

/** The guests and apps a clause is about: named, or pointed back at. */
export function findSubjects(context: Context, clause: Clause): FoundSubjects {
  const found: Subject[] = []
  const doubts: Question[] = []
  for (const mention of clause.subjects) {
    const subject = subjectOf(context, mention)
    if (subject === undefined) {
      // "nuc-1: uptime kuma": a place put in front.
      if (clause.subjects.length + clause.newNames.length > 1 && mention.how === 'exact' && clause.rule === undefined)
        (clause.locations as Location[]).push({ preposition: 'on', noun: undefined, mention, text: mention.text })
      continue
    }
    if (isQuestion(subject)) doubts.push(subject)
    else found.push(subject)
  }
  // "add 2 cores to db-1": what stands where a place would is the subject.
  if (found.length === 0 && doubts.length === 0) {
    const stands =
      clause.amounts.length > 0 ||
      clause.tags.length > 0 ||
      clause.port !== undefined ||
      Object.keys(clause.settings).length > 0 ||
      clause.rule === 'leave-alone' ||
      clause.nouns.length > 0
    let preposition: Location['preposition']
    for (const location of stands ? [...clause.locations] : []) {
      const subject =
        location.mention && location.preposition !== 'from' && location.noun === undefined
          ? subjectOf(context, location.mention)
          : undefined
      // "to web-01 and db-1": those after the first stand behind the same word.
      if (!subject || isQuestion(subject) || (found.length > 0 && location.preposition !== preposition)) continue
      preposition = location.preposition
      found.push(subject)
      ;(clause.locations as Location[]).splice(clause.locations.indexOf(location), 1)
    }
  }
  if (found.length === 0 && doubts.length === 0 && clause.newNames.length === 0 && clause.unknownSubjects.length === 0)
    found.push(...pointedAt(context, clause))
  return { found, doubts }
}

/** What "it", "both" or "they" mean here; without any of them, what the label or the clause before was about. */
function pointedAt(context: Context, clause: Clause): readonly Subject[] {
  const latest = context.last
  if (clause.pronoun === 'both') return latest.length === 2 ? latest : context.recent.slice(-2)
  if (clause.pronoun === 'them') {
    const count = clause.pronounCount
    if (count === undefined) return latest.length > 1 ? latest : context.recent.length > 1 ? context.recent : latest
    return latest.length === count ? latest : context.recent.length >= count ? context.recent.slice(-count) : []
  }
  if (clause.pronoun === 'it') return latest.slice(-1)
  if (clause.pronoun === 'another') return []
  const goesOn =
    clause.rule !== undefined ||
    clause.each ||
    clause.particle !== undefined ||
    clause.verb === 'stop' ||
    clause.verb === 'start' ||
    clause.verb === 'remove' ||
    clause.verb === 'move' ||
    saysSomething(clause)
  return goesOn &&
    (clause.hosts.length === 0 || (clause.verb === 'move' && latest.every(subject => subject.kind === 'app'))) &&
    clause.leftovers.length + clause.groups.length === 0 &&
    clause.type === undefined &&
    clause.os === undefined
    ? latest
    : []
}

/** The members of a group as the inventory has them, in its order. */
export function groupMembers(context: Context, clause: Clause): readonly Subject[] {
  const place = clause.within === undefined ? undefined : resolve(context, clause.within, ['node', 'device', 'storage'])
  const isThere = (guest: {
    readonly node?: string | undefined
    readonly storage?: string | undefined
    readonly device?: string | undefined
  }) =>
    clause.within === undefined ||
    (place !== undefined && !isQuestion(place) && [guest.node, guest.storage, guest.device].includes(place.name))
  return clause.groups.flatMap((group): Subject[] => {
    const guests = context.inventory.guests
      .filter(guest => (group === 'guests' || group === 'everything' || guest.type === group) && isThere(guest))
      .map(({ name }): Subject => ({ kind: 'guest', name }))
    const apps =
      group === 'apps' || group === 'everything'
        ? context.inventory.apps.filter(isThere).map(({ app, name }): Subject => ({ kind: 'app', app, name: name ?? app }))
        : []
    return group === 'apps' ? apps : [...guests, ...apps]
  })
}

/** Anything of the lab may be left alone: a device too. */
export function thingsOf(context: Context, clause: Clause): readonly string[] {
  return clause.subjects.flatMap(mention => {
    const thing = resolve(context, mention, ['guest', 'app', 'device', 'node', 'storage'])
    return thing && !isQuestion(thing) ? [thing.name] : []
  })
}

/** What a reason speaks of: later clauses may point back to it. */
export function asidesOf(context: Context, clause: Clause): readonly Subject[] {
  return clause.asides.flatMap(mention => {
    const subject = subjectOf(context, mention)
    return subject && !isQuestion(subject) ? [subject] : []
  })
}
