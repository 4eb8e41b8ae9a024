import type { Amount, Clause } from './clause.ts'
import { asksForPart, isAboutBackups, isDns, isLabel, isThere } from './clause-topic.ts'
import { type Context, keyOfSubject, remember, resolve, type Subject, unknownPlace } from './context.ts'
import { correct } from './correct.ts'
import { contradiction, question } from './drafts.ts'
import { asidesOf, findSubjects, groupMembers, thingsOf } from './find-subjects.ts'
import { isWish, saysSomething } from './is-wish.ts'
import { makeGuests } from './make-guests.ts'
import { sayOfApps } from './read-app.ts'
import { sayBackups } from './read-backup.ts'
import { sayDns } from './read-dns.ts'
import { sayOfGuests, stateOf } from './read-guest.ts'
import { sayRule } from './read-rule.ts'

/** Understands one clause: entries, questions, or nothing where it states no wish. */
export function readWish(context: Context, said: Clause, asked: boolean): void {
  context.turn += 1
  const clause = withPart(context, said)
  if (clause.takesBack) context.drafts.takeBack(context.wishTurn)
  else if (clause.corrects) {
    const corrected = correct(context, clause)
    if (corrected === 'done') return
    const before = context.wishTurn
    const earlier = context.drafts.saidIn(before)
    remember(context, understand(context, corrected, asked))
    const now = context.drafts.saidIn(context.turn)
    const isOther =
      now.length > 0 && earlier.length > 0 && !earlier.some(old => now.some(({ key, field }) => key === old.key && field === old.field))
    if (clause.insists && before !== context.turn && isOther && !earlier.some(({ field }) => field === 'type'))
      context.drafts.takeBack(before)
    return
  }
  remember(context, understand(context, clause, asked))
}

/** What "it" is given belongs to the part of it that was spoken of. */
function withPart(context: Context, clause: Clause): Clause {
  const part = context.lastPart
  const [named] = clause.nouns.filter(noun => noun === 'memory' || noun === 'disk')
  context.lastPart = named === 'memory' || named === 'disk' ? named : undefined
  if (part === undefined || (clause.pronoun !== 'it' && !clause.corrects) || clause.amounts.every(amount => amount.of !== 'unnamed'))
    return clause
  return { ...clause, amounts: clause.amounts.map(amount => (amount.of === 'unnamed' ? ({ ...amount, of: part } as Amount) : amount)) }
}

/** What it was about is returned: later clauses may point back to it. */
function understand(context: Context, clause: Clause, asked: boolean): readonly Subject[] {
  const { drafts } = context
  const subjects = findSubjects(context, clause)
  if (subjects.found.length === 0 && clause.asides.length > 0) remember(context, asidesOf(context, clause))
  const unwanted = clause.negated && clause.onBoot === undefined && clause.rule !== 'together'
  if (!isWish(clause, asked) || isLabel(clause, context.lead !== undefined) || unwanted) return subjects.found
  context.wishTurn = context.turn
  context.lastWish = clause
  const keys = subjects.found.map(keyOfSubject)
  const about = subjects.found[0]?.name ?? clause.unknownSubjects[0] ?? clause.text
  const isOrder = clause.opens === 'verb' && clause.condition !== undefined
  if (clause.states && !clause.wants && !clause.modal && !clause.polite && !isOrder && !subjects.found.some(subject => subject.isNew))
    return subjects.found
  if (clause.word === 'runs' && !clause.modal && !clause.wants && !subjects.found.some(subject => subject.isNew)) {
    if (!subjects.found.every(subject => isThere(context, subject))) drafts.unread(clause.text)
    return subjects.found
  }
  if (
    clause.condition !== undefined &&
    keys.length === 0 &&
    clause.verb === undefined &&
    !saysSomething(clause) &&
    clause.keep === undefined
  )
    return []
  if (clause.condition !== undefined || clause.verb === 'unsupported' || asksForPart(clause)) {
    const backups = isAboutBackups(context, clause)
      ? [...subjects.found.map(({ kind, name }) => `${kind}:${name}`), ...context.lastBackups]
      : []
    drafts.ask(question('unsupported', about, `“${clause.text}” cannot be declared. Should it be left out?`), [
      ...keys,
      ...backups.map(of => `backup:${of}`),
    ])
    return subjects.found
  }
  if (
    clause.verb === 'wipe' ||
    (clause.verb === 'remove' && clause.nouns.includes('disk')) ||
    (clause.groups.length > 0 && stateOf(clause) === 'absent' && !isAboutBackups(context, clause))
  ) {
    const what = clause.groups[0] ?? clause.subjects[0]?.things[0]?.name ?? clause.locations[0]?.mention?.things[0]?.name ?? about
    drafts.ask(question('unsafe', what, `That would lose data for good. Name what should go, one by one.`), keys)
    return subjects.found
  }
  if (
    clause.leftovers.length > 0 &&
    clause.count === undefined &&
    (clause.rule !== undefined || isAboutBackups(context, clause)) &&
    clause.type === undefined
  ) {
    for (const doubt of subjects.doubts) drafts.ask(doubt, [])
    drafts.unread(clause.text)
    return subjects.found
  }
  if (isDns(clause, subjects.found)) {
    sayDns(context, clause)
    return []
  }
  if (isAboutBackups(context, clause)) {
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
  if (clause.at !== undefined || clause.every !== undefined) {
    drafts.ask(
      question('unsupported', about, `Only backups have an hour: “${clause.text}” cannot be declared. Should it be left out?`),
      keys,
    )
    return subjects.found
  }
  const made = makeGuests(context, clause, subjects.found)
  if (made === 'asked') return []
  const strays =
    made.length > 0 ? [...clause.leftovers, ...clause.unknownSubjects].filter(word => !namesFrom(word, made)) : clause.leftovers
  if (strays.length > 0 && subjects.found.length + made.length > 0) {
    for (const doubt of subjects.doubts) drafts.ask(doubt, [])
    drafts.unread(clause.text)
    drafts.leaveOut(made.map(keyOfSubject))
    return made.length > 0 ? made : subjects.found
  }
  const all = made.length > 0 ? made : instances(context, clause, subjects.found)
  const [several] = all
  if (several?.kind === 'app' && all.length === 1 && clause.count !== undefined && clause.count > 1 && several.name === several.app) {
    drafts.ask(question('missing-name', several.name, `What should the ${clause.count} instances of ${several.name} be called?`), keys)
    return all
  }
  for (const doubt of subjects.doubts) drafts.ask(doubt, [])
  if (clause.rule !== undefined) {
    const others = made.length > 0 ? subjects.found : []
    const things = clause.rule === 'leave-alone' ? thingsOf(context, clause) : []
    if (clause.groups.includes('everything') || clause.groups.includes('apps')) {
      drafts.ask(question('unsupported', clause.text, 'A rule needs names. Which ones are meant?'), [])
      return all
    }
    const members = [
      ...(clause.rule === 'leave-alone' && things.length > 0
        ? things
        : [...all, ...others, ...groupMembers(context, clause)].map(subject => subject.name)),
    ]
    if (members.length > 0)
      sayRule(context, clause.negated && clause.rule === 'together' ? 'apart' : clause.rule, members, [clause.at0, clause.end])
    else if (subjects.doubts.length === 0) nobody(context, clause)
    if (made.length === 0) return all
  }
  if (all.length === 0 && clause.groups.length === 0) {
    if (subjects.doubts.length === 0) nobody(context, clause)
    return []
  }
  const everyone = [...all, ...groupMembers(context, clause)]
  if (
    !saysSomething(clause) &&
    made.length === 0 &&
    !everyone.some(
      subject =>
        subject.kind === 'app' &&
        (clause.wants ||
          clause.verb === 'create' ||
          clause.verb === 'put' ||
          (clause.verb === undefined && context.lead !== undefined && !context.lead.told && !isThere(context, subject))),
    )
  ) {
    if (
      clause.verb === 'move' ||
      clause.verb === 'give' ||
      clause.verb === 'set' ||
      clause.verb === 'grow' ||
      clause.verb === 'put' ||
      clause.verb === 'resize' ||
      clause.verb === 'shrink'
    ) {
      drafts.ask(
        question('missing-value', everyone[0]?.name ?? about, `What should change for ${everyone[0]?.name ?? about}?`),
        everyone.map(keyOfSubject),
      )
    } else drafts.unread(clause.text)
    return everyone
  }
  if (made.length === 0 && subjects.found.length > 0 && context.instancesOf === undefined)
    for (const name of clause.unknownSubjects)
      nobody(context, {
        ...clause,
        unknownSubjects: [name],
        labels: [],
        amounts: clause.verb === 'put' || clause.verb === 'create' ? [] : clause.amounts,
        locations: [],
      })
  if (clause.same && clause.sameNoun !== undefined && !isSameKnown(context, clause, all)) {
    drafts.unread(clause.text)
    return everyone
  }
  const guests = everyone.filter(subject => subject.kind === 'guest')
  const apps = everyone.filter(subject => subject.kind === 'app')
  const [odd] = /^(?:install|deploy)/.test(clause.word) ? guests.filter(subject => !subject.isNew) : []
  if (odd) {
    drafts.ask(question('unknown-app', odd.name, `${odd.name} is a guest, and no app of the catalog. What is meant?`), [])
    return everyone
  }
  for (const subject of everyone) open(context, clause, subject)
  if (guests.length > 0) sayOfGuests(context, clause, guests)
  if (apps.length > 0) sayOfApps(context, clause, apps)
  return everyone
}

/** Whether "the same device" or "the same gateway" is one that was said before. */
function isSameKnown(context: Context, { sameNoun }: Clause, subjects: readonly Subject[]): boolean {
  if (sameNoun === 'device') return context.lastApp !== undefined && !subjects.some(({ name }) => name === context.lastApp?.name)
  return sameNoun === 'gateway' && context.madeBefore !== undefined
}

/** "3 workers" names worker-1 and those after it. */
function namesFrom(word: string, made: readonly Subject[]): boolean {
  const lower = word.toLowerCase()
  return made.some(({ name }) => name.toLowerCase() === lower || name.toLowerCase().startsWith(`${lower.slice(0, -1)}-`))
}

/** Several instances of one app: "two Gitea instances: gitea-home on nuc-1 and gitea-work on nuc-2". */
function instances(context: Context, clause: Clause, subjects: readonly Subject[]): readonly Subject[] {
  const [app] = subjects
  const isSeveral = clause.count !== undefined && clause.count > 1
  const names = clause.newNames.length > 0 ? clause.newNames.map(({ name }) => name) : isSeveral ? clause.unknownSubjects : []
  if (subjects.length === 1 && app?.kind === 'app' && names.length > 0) {
    context.instancesOf = app.app
    return names.map((name): Subject => ({ kind: 'app', name, app: app.app ?? app.name }))
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
    if (clause.subjects.length === 0 && clause.locations.length === 0 && clause.leftovers.length === 0 && !saysSomething(clause)) return
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
