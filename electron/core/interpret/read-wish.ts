import type { Clause, Location } from './clause.ts'
import { type Context, isQuestion, keyOfSubject, remember, resolve, type Subject, subjectOf, unknownPlace } from './context.ts'
import { contradiction, question } from './drafts.ts'
import { isWish, saysSomething } from './is-wish.ts'
import { makeGuests } from './make-guests.ts'
import { sayOfApps } from './read-app.ts'
import { sayBackups } from './read-backup.ts'
import { sayDns } from './read-dns.ts'
import { sayOfGuests, stateOf } from './read-guest.ts'
import { sayRule } from './read-rule.ts'

/** Understands one clause: entries, questions, or nothing where it states no wish. */
export function readWish(context: Context, clause: Clause, asked: boolean): void {
  context.turn += 1
  if (clause.takesBack) context.drafts.takeBack(context.wishTurn)
  else if (clause.corrects && correct(context, clause)) return
  remember(context, understand(context, clause, asked))
}

/** What it was about is returned: later clauses may point back to it. */
function understand(context: Context, clause: Clause, asked: boolean): readonly Subject[] {
  const { drafts } = context
  const subjects = subjectsOf(context, clause)
  const unwanted = clause.negated && clause.onBoot === undefined && clause.rule === undefined
  if (!isWish(clause, asked) || isLabel(clause) || unwanted) return subjects.found
  context.wishTurn = context.turn
  const keys = subjects.found.map(keyOfSubject)
  const about = subjects.found[0]?.name ?? clause.unknownSubjects[0] ?? clause.text
  if (clause.condition !== undefined || clause.verb === 'unsupported') {
    drafts.ask(question('unsupported', about, `“${clause.text}” cannot be declared. Should it be left out?`), keys)
    return subjects.found
  }
  if (clause.verb === 'wipe' || (clause.groups.length > 0 && stateOf(clause) === 'absent' && !isAboutBackups(clause))) {
    const what = clause.groups[0] ?? clause.subjects[0]?.things[0]?.name ?? clause.locations[0]?.mention?.things[0]?.name ?? about
    drafts.ask(question('unsafe', what, `That would lose data for good. Name what should go, one by one.`), keys)
    return subjects.found
  }
  if (isDns(clause, subjects.found)) {
    sayDns(context, clause)
    return []
  }
  if (isAboutBackups(clause)) {
    for (const doubt of subjects.doubts) drafts.ask(doubt, [])
    if (subjects.found.length > 0 || clause.groups.length > 0) sayBackups(context, clause, subjects.found)
    else if (
      context.lastBackups.length > 0 &&
      subjects.doubts.length === 0 &&
      clause.unknownSubjects.length + clause.leftovers.length === 0 &&
      clause.verb !== 'back-up'
    )
      sayBackups(context, clause, [])
    else if (subjects.doubts.length === 0) nobody(context, clause)
    return subjects.found
  }
  const made = makeGuests(context, clause, subjects.found)
  if (made === 'asked') return []
  const all = made.length > 0 ? made : instances(context, clause, subjects.found)
  for (const doubt of subjects.doubts) drafts.ask(doubt, [])
  if (clause.rule !== undefined) {
    const others = made.length > 0 ? subjects.found : []
    const things = clause.rule === 'leave-alone' ? thingsOf(context, clause) : []
    const members = [...(clause.rule === 'leave-alone' && things.length > 0 ? things : [...all, ...others].map(subject => subject.name))]
    if (members.length > 0) sayRule(context, clause.rule, members, [clause.at0, clause.end])
    else if (subjects.doubts.length === 0) nobody(context, clause)
    if (made.length === 0) return all
  }
  if (all.length === 0 && clause.groups.length === 0) {
    if (subjects.doubts.length === 0) nobody(context, clause)
    return []
  }
  const everyone = [...all, ...groupMembers(context, clause)]
  if (clause.leftovers.length > 0 && made.length === 0 && !saysSomething(clause)) {
    drafts.unread(clause.text)
    return everyone
  }
  if (
    !saysSomething(clause) &&
    made.length === 0 &&
    !everyone.some(
      subject =>
        subject.kind === 'app' &&
        (clause.wants ||
          clause.verb === 'create' ||
          clause.verb === 'put' ||
          context.lead?.type !== undefined ||
          clause.verb === undefined),
    )
  ) {
    if (clause.verb === 'move' || clause.verb === 'give' || clause.verb === 'set' || clause.verb === 'grow' || clause.verb === 'put') {
      drafts.ask(
        question('missing-value', everyone[0]?.name ?? about, `What should change for ${everyone[0]?.name ?? about}?`),
        everyone.map(keyOfSubject),
      )
    } else drafts.unread(clause.text)
    return everyone
  }
  const guests = everyone.filter(subject => subject.kind === 'guest')
  const apps = everyone.filter(subject => subject.kind === 'app')
  for (const subject of everyone) open(context, clause, subject)
  if (guests.length > 0) sayOfGuests(context, clause, guests)
  if (apps.length > 0) sayOfApps(context, clause, apps)
  return everyone
}

/** Names and nothing else: "win-desktop:" before what it should be. */
function isLabel(clause: Clause): boolean {
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
    clause.subjects.every(mention => mention.things.every(thing => thing.type !== 'app')) &&
    !clause.same
  )
}

/** Several instances of one app: "two Gitea instances: gitea-home on nuc-1 and gitea-work on nuc-2". */
function instances(context: Context, clause: Clause, subjects: readonly Subject[]): readonly Subject[] {
  const [app] = subjects
  if (subjects.length === 1 && app?.kind === 'app' && clause.newNames.length > 0) {
    context.instancesOf = app.app
    return clause.newNames.map(({ name }): Subject => ({ kind: 'app', name, app: app.app ?? app.name }))
  }
  if (subjects.length === 0 && context.instancesOf !== undefined && clause.unknownSubjects.length === 1) {
    return clause.unknownSubjects.map((name): Subject => ({ kind: 'app', name, app: context.instancesOf ?? name }))
  }
  return subjects
}

function open(context: Context, clause: Clause, subject: Subject): void {
  const seed =
    subject.kind === 'app'
      ? { kind: 'app', app: subject.app, ...(subject.name !== subject.app && { name: subject.name }) }
      : { kind: 'guest', name: subject.name }
  context.drafts.open(keyOfSubject(subject), seed, context.turn, [clause.at0, clause.end])
  const known = context.inventory.guests.find(guest => guest.name === subject.name)
  if (
    subject.kind === 'guest' &&
    known &&
    clause.subjects.length === 1 &&
    clause.type !== undefined &&
    clause.type !== 'either' &&
    clause.type !== known.type
  )
    context.drafts.ask(contradiction(subject.name), [keyOfSubject(subject)])
}

/** Nobody it could be about: a question where a name stands that is not known, else it is unread. */
function nobody(context: Context, clause: Clause): void {
  const [unknown] = [...clause.unknownSubjects, ...clause.labels]
  const isForApp =
    clause.verb === 'create' ||
    clause.verb === 'put' ||
    (clause.verb === undefined && clause.locations.length > 0) ||
    (clause.verb === 'start' && clause.locations.length > 0)
  const name = unknown ?? (isForApp && clause.leftovers.length === 1 ? clause.leftovers[0] : undefined)
  if (name === undefined) {
    if (clause.locations.length === 0 && clause.leftovers.length === 0 && !saysSomething(clause)) return
    context.drafts.unread(clause.text)
  } else if (isForApp && clause.amounts.length === 0) {
    context.drafts.ask(question('unknown-app', name, `There is no app called ${name} in the catalog. Which one is meant?`), [])
    for (const location of clause.locations) {
      const thing = location.mention ? resolve(context, location.mention, ['device']) : undefined
      if (thing === undefined) context.drafts.ask(unknownPlace(location, 'device', context), [])
    }
  } else {
    context.drafts.ask(
      question(
        'unknown-guest',
        name,
        `There is no guest or app called ${name}. Which one is meant?`,
        context.inventory.guests.map(guest => guest.name),
      ),
      [],
    )
  }
}

function subjectsOf(
  context: Context,
  clause: Clause,
): { readonly found: readonly Subject[]; readonly doubts: readonly ReturnType<typeof question>[] } {
  const found: Subject[] = []
  const doubts: ReturnType<typeof question>[] = []
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
    for (const location of clause.locations) {
      const subject =
        location.mention && location.preposition !== 'from' && location.noun === undefined
          ? subjectOf(context, location.mention)
          : undefined
      if (subject && !isQuestion(subject) && (clause.amounts.length > 0 || clause.tags.length > 0 || clause.nouns.length > 0)) {
        found.push(subject)
        ;(clause.locations as Location[]).splice(clause.locations.indexOf(location), 1)
        break
      }
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
    clause.hosts.length + clause.leftovers.length + clause.groups.length === 0 &&
    clause.type === undefined &&
    clause.os === undefined
    ? latest
    : []
}

function groupMembers(context: Context, clause: Clause): readonly Subject[] {
  return clause.groups.flatMap((group): Subject[] => {
    const guests = context.inventory.guests
      .filter(guest => group === 'guests' || group === 'everything' || guest.type === group)
      .map(({ name }): Subject => ({ kind: 'guest', name }))
    const apps =
      group === 'apps' || group === 'everything'
        ? context.inventory.apps.map(({ app, name }): Subject => ({ kind: 'app', app, name: name ?? app }))
        : []
    return group === 'apps' ? apps : [...guests, ...apps]
  })
}

/** Anything of the lab may be left alone: a device too. */
function thingsOf(context: Context, clause: Clause): readonly string[] {
  return clause.subjects.flatMap(mention => {
    const thing = resolve(context, mention, ['guest', 'app', 'device', 'node', 'storage'])
    return thing && !isQuestion(thing) ? [thing.name] : []
  })
}

function isAboutBackups(clause: Clause): boolean {
  return clause.verb === 'back-up' || clause.nouns.includes('backup') || clause.every !== undefined || clause.keep !== undefined
}

function isDns(clause: Clause, subjects: readonly Subject[]): boolean {
  if (clause.alias || clause.verb === 'point') return clause.hosts.length + clause.unknownSubjects.length > 0
  if (clause.nouns.includes('dns') && clause.hosts.length + clause.unknownSubjects.length > 0) return true
  return (
    clause.hosts.length > 0 &&
    subjects.length === 0 &&
    clause.newNames.length === 0 &&
    (clause.addresses.length > 0 || clause.verb === 'remove' || clause.state === 'absent')
  )
}

/** "no, make that 3", "sorry, pve3": replaces what was said last. False where it corrects nothing. */
function correct(context: Context, clause: Clause): boolean {
  if (clause.subjects.some(mention => mention.things.some(thing => thing.type === 'guest' || thing.type === 'app'))) return false
  const said = context.drafts.saidIn(context.wishTurn)
  if (said.length === 0) return false
  const before = context.turn
  if (clause.number !== undefined && clause.amounts.length === 0) {
    const number = said.find(({ field }) => /^(?:cores|memoryMiB|diskGiB|vlan|port)$/.test(field))
    if (!number) return false
    const factor = number.field === 'memoryMiB' ? 1024 : 1
    context.drafts.say(number.key, number.field, clause.number * factor, context.wishTurn, { corrects: true })
    return true
  }
  const places = [...clause.subjects, ...clause.locations.flatMap(location => (location.mention ? [location.mention] : []))]
  for (const mention of places) {
    for (const [field, type] of [
      ['node', 'node'],
      ['device', 'device'],
      ['storage', 'storage'],
      ['bridge', 'bridge'],
      ['to', 'destination'],
    ] as const) {
      const thing = resolve(context, mention, [type])
      const place = said.find(entry => entry.field === field)
      if (thing && !isQuestion(thing) && place) {
        for (const entry of said.filter(one => one.field === field))
          context.drafts.say(entry.key, field, thing.name, context.wishTurn, { corrects: true })
        return true
      }
    }
  }
  context.turn = before
  return false
}
