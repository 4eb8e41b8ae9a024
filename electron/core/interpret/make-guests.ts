import type { Clause } from './clause.ts'
import { type Context, isQuestion, keyOfSubject, resolve, type Subject, unknownPlace } from './context.ts'
import { question } from './drafts.ts'

/** Begins the entries of guests that a clause makes; `asked` where it wants one but leaves a doubt, none where it makes none. */
export function makeGuests(context: Context, clause: Clause, subjects: readonly Subject[]): readonly Subject[] | 'asked' {
  const { drafts } = context
  const isOneMore = clause.newNames.length > 0 && clause.type === undefined && /\bone (?:called|named)\b/i.test(clause.text)
  const before = clause.pronoun === 'another' || isOneMore ? context.made : undefined
  const type =
    clause.type ??
    context.lead?.type ??
    (before && typeof drafts.valueOf(keyOfSubject(before), 'type') === 'string'
      ? (drafts.valueOf(keyOfSubject(before), 'type') as 'vm' | 'lxc')
      : undefined)
  const os =
    clause.os ??
    (type === context.lead?.type ? context.lead?.os : undefined) ??
    (before ? (drafts.valueOf(keyOfSubject(before), 'os') as string | undefined) : undefined)
  const isNewThing =
    clause.type !== undefined ||
    clause.os !== undefined ||
    before !== undefined ||
    (clause.word === 'clone' && clause.newNames.length + clause.labels.length > 0) ||
    (clause.newNames.length > 0 && clause.nouns.includes('template')) ||
    (context.lead?.type !== undefined && subjects.length === 0)
  const apps = subjects.filter(subject => subject.kind === 'app')
  if (apps.length > 0 && clause.newNames.length > 0 && (clause.type === 'vm' || clause.type === 'lxc')) {
    const [app] = apps
    drafts.ask(question('unsupported', app?.name ?? clause.text, `A guest and an app in it cannot be declared at once. Which is meant?`), [
      ...subjects.map(keyOfSubject),
      ...clause.newNames.map(({ name }) => `guest:${name.toLowerCase()}`),
    ])
    return 'asked'
  }
  if (!isNewThing || apps.length > 0 || clause.groups.length > 0) return []
  if (subjects.length > 0 && clause.newNames.length === 0 && clause.rule === undefined) {
    // "the VM web-01 should …" changes what is there.
    if (
      clause.verb === undefined ||
      clause.verb !== 'create' ||
      subjects.every(subject => context.inventory.guests.some(guest => guest.name === subject.name) || subject.isNew)
    ) {
      if (subjects.every(subject => subject.isNew) && (clause.verb === 'create' || clause.wants || clause.verb === undefined))
        return begin(
          context,
          clause,
          subjects.map(subject => subject.name),
          type,
          os,
        )
      return []
    }
  }
  const names = clause.newNames.map(found => found.name)
  if (names.length === 0 && subjects.every(subject => subject.isNew) && subjects.length > 0 && clause.rule === undefined)
    names.push(...subjects.map(subject => subject.name))
  if (names.length === 0) names.push(...clause.labels)
  if (names.length === 0 && context.lead?.type !== undefined) {
    names.push(...clause.unknownSubjects, ...(clause.unknownSubjects.length === 0 ? clause.leftovers.slice(0, 1) : []))
    if (names.length === 0) return []
  }
  if (names.length === 0) names.push(...countedNames(clause))
  if (names.length === 0) {
    const what = [
      clause.os === undefined ? undefined : `${clause.os[0]?.toUpperCase()}${clause.os.slice(1).replace(/-.*/, '')}`,
      type === 'vm' ? 'VM' : type === 'lxc' ? 'container' : undefined,
    ]
      .filter(Boolean)
      .join(' ')
    if (
      clause.amounts.length === 0 &&
      clause.locations.length === 0 &&
      !clause.wants &&
      clause.verb !== 'create' &&
      clause.os === undefined
    )
      return []
    drafts.ask(question('missing-name', what === '' ? clause.text : what, `What should the ${what === '' ? 'guest' : what} be called?`), [])
    return 'asked'
  }
  if (clause.count !== undefined && clause.count > 1 && clause.count !== names.length && !/\bone (?:called|named)\b/i.test(clause.text)) {
    const shown = names.join(', ')
    drafts.ask(
      question('contradiction', shown, `The text says ${clause.count}, and names ${names.length}. Which of both holds?`),
      names.map(name => `guest:${name.toLowerCase()}`),
    )
    return 'asked'
  }
  if (type === undefined || type === 'either') {
    const shown = names.join(', ')
    if (names.every(name => context.inventory.guests.some(guest => guest.name === name))) return []
    drafts.ask(
      question('ambiguous-type', shown, `Should ${shown} be a virtual machine or a container?`, ['virtual machine', 'container']),
      names.map(name => `guest:${name.toLowerCase()}`),
    )
    for (const location of clause.locations) {
      const thing = location.mention
        ? resolve(context, location.mention, [
            'node',
            'storage',
            'bridge',
            'template',
            ...(clause.word === 'clone' ? (['guest'] as const) : []),
          ])
        : undefined
      if (thing === undefined) drafts.ask(unknownPlace(location, 'node', context), [])
      else if (isQuestion(thing)) drafts.ask(thing, [])
    }
    return 'asked'
  }
  return begin(context, clause, names, type, os)
}

function begin(
  context: Context,
  clause: Clause,
  names: readonly string[],
  type: 'vm' | 'lxc' | 'either' | undefined,
  os: string | undefined,
): readonly Subject[] {
  const subjects = names.map((name): Subject => ({ kind: 'guest', name, isNew: true }))
  for (const subject of subjects) {
    const key = keyOfSubject(subject)
    context.drafts.open(key, { kind: 'guest', name: subject.name }, context.turn, [clause.at0, clause.end])
    if (type !== undefined && type !== 'either') context.drafts.say(key, 'type', type, context.turn, { about: subject.name })
    if (os !== undefined && clause.os === undefined) context.drafts.say(key, 'os', os, context.turn)
    if (clause.same && clause.sameNoun === undefined && context.made)
      copyFrom(context, context.made, key, /same (?:size|spec)/i.test(clause.text) ? sizes : everyField)
  }
  const [first] = subjects
  context.madeBefore = context.made
  if (first) context.made = first
  return subjects
}

const sizes = ['cores', 'memoryMiB', 'diskGiB'] as const
const everyField = ['os', ...sizes, 'storage', 'node'] as const

function copyFrom(context: Context, from: Subject, key: string, fields: readonly string[]): void {
  for (const field of fields) {
    const value = context.drafts.valueOf(keyOfSubject(from), field)
    if (value !== undefined) context.drafts.say(key, field, value, context.turn, { isCopy: true })
  }
}

/** "3 workers": worker-1, worker-2, worker-3. */
function countedNames(clause: Clause): readonly string[] {
  const word = clause.leftovers.length === 1 ? clause.leftovers[0]?.toLowerCase() : undefined
  if (clause.count === undefined || clause.count < 2 || clause.count > 50 || word === undefined || !/^[a-z]{3,}s$/.test(word)) return []
  return Array.from({ length: clause.count }, (_, index) => `${word.slice(0, -1)}-${index + 1}`)
}
