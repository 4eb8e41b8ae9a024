import type { Question } from '../../../shared/model/declaration.ts'
import type { Clause } from './clause.ts'
import { type Context, isQuestion, keyOfSubject, resolve, type Subject, unknownPlace } from './context.ts'
import { contradiction, question } from './drafts.ts'
import { isDescribing, stateOf } from './read-guest.ts'

/** Says of apps what a clause gives: device, domain, port, settings, state. */
export function sayOfApps(context: Context, clause: Clause, subjects: readonly Subject[]): void {
  const keys = subjects.map(keyOfSubject)
  const questions: Question[] = []
  let device =
    clause.same && clause.sameNoun === 'device' && context.lastApp
      ? context.drafts.valueOf(keyOfSubject(context.lastApp), 'device')
      : undefined
  for (const location of clause.locations) {
    if (location.preposition === 'from' || isDescribing(clause)) continue
    const thing = location.mention ? resolve(context, location.mention, ['device']) : undefined
    if (thing === undefined) questions.push(unknownPlace(location, 'device', context))
    else if (isQuestion(thing)) questions.push(thing)
    else {
      if (device !== undefined && device !== thing.name) questions.push(contradiction(subjects[0]?.name ?? thing.name))
      device = thing.name
    }
  }
  for (const doubt of questions) context.drafts.ask(doubt, keys)
  for (const subject of subjects) {
    const key = keyOfSubject(subject)
    const say = (field: string, value: unknown) =>
      context.drafts.say(key, field, value, context.turn, { corrects: clause.corrects, about: subject.name })
    const state = stateOf(clause)
    if (state !== undefined) say('state', state)
    if (device !== undefined) say('device', device)
    const [domain] = clause.hosts
    if (domain) say('domain', domain.host)
    if (clause.port !== undefined) {
      if (clause.port < 1 || clause.port > 65_535)
        context.drafts.ask(question('out-of-range', subject.name, 'A port has a number from 1 to 65535. Which one is meant?'), [key])
      else say('port', clause.port)
    }
    if (Object.keys(clause.settings).length > 0) say('settings', clause.settings)
    if (
      clause.type === 'vm' ||
      clause.amounts.length > 0 ||
      clause.vlan !== undefined ||
      clause.addresses.length > 0 ||
      clause.onBoot !== undefined ||
      clause.tags.length > 0
    ) {
      context.drafts.ask(
        question('unsupported', subject.name, `Sizes and networks belong to guests; ${subject.name} is an app. What is meant?`),
        [key],
      )
    }
  }
}
