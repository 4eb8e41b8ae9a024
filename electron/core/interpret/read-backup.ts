import type { Clause } from './clause.ts'
import { type Context, isQuestion, resolve, type Subject, unknownPlace } from './context.ts'
import { question } from './drafts.ts'
import { groupMembers } from './find-subjects.ts'

/** Makes or ends backups of these subjects, or of all apps, all guests or everything. */
export function sayBackups(context: Context, clause: Clause, subjects: readonly Subject[]): void {
  const groups = clause.within
    ? groupMembers(context, clause).map(nameOf)
    : clause.groups.flatMap(group =>
        group === 'vm' || group === 'lxc'
          ? context.inventory.guests.filter(guest => guest.type === group).map(guest => `guest:${guest.name}`)
          : [group],
      )
  const named = [...subjects.map(nameOf), ...groups]
  const says = clause.every ?? clause.at ?? clause.keep ?? clause.locations[0]
  // "keep its backups": as they are.
  if (clause.verb === 'keep' && says === undefined) return
  const targets = named.length > 0 ? named : context.lastBackups
  context.lastBackups = targets
  const keys = targets.map(of => `backup:${of}`)
  const ends = clause.verb === 'remove' || clause.verb === 'stop' || /^(?:stop|no )/.test(clause.word) || clause.negated
  if (/^(?:take|make|create|do) /.test(clause.word) && clause.every === undefined && clause.keep === undefined && clause.at === undefined) {
    context.drafts.ask(question('unsupported', clause.text, 'A backup now and then cannot be declared. How often should it be made?'), keys)
    return
  }
  for (const of of targets) {
    const key = `backup:${of}`
    context.drafts.open(key, { kind: 'backup', of }, context.turn, [clause.at0, clause.end])
    const say = (field: string, value: unknown) =>
      context.drafts.say(key, field, value, context.turn, { corrects: clause.corrects, about: of })
    if (ends) {
      say('state', 'absent')
      continue
    }
    if (clause.every) {
      say('every', clause.every.every)
      if (clause.every.weekday !== undefined) say('weekday', clause.every.weekday)
    }
    const at = clause.at ?? (clause.every?.night ? '02:00' : undefined)
    if (at !== undefined) {
      const [hours = 0, minutes = 0] = at.split(':').map(Number)
      if (hours > 23 || minutes > 59) context.drafts.ask(question('out-of-range', at, `${at} is no time of day. When should it be?`), keys)
      else say('at', at)
    }
    if (clause.keep === 'open')
      context.drafts.ask(
        question('missing-value', clause.keepText, 'Of which should so many stay: hourly, daily, weekly or monthly ones?', [
          'hourly',
          'daily',
          'weekly',
          'monthly',
        ]),
        keys,
      )
    else if (clause.keep) say('keep', clause.keep)
  }
  for (const location of clause.locations) {
    const thing = location.mention ? resolve(context, location.mention, ['destination']) : undefined
    if (thing === undefined) context.drafts.ask(unknownPlace(location, 'destination', context), keys)
    else if (isQuestion(thing)) context.drafts.ask(thing, keys)
    else for (const key of keys) context.drafts.say(key, 'to', thing.name, context.turn, { corrects: clause.corrects })
  }
}

function nameOf(subject: Subject): string {
  return `${subject.kind}:${subject.name}`
}
