import type { Clause } from './clause.ts'
import { type Context, isQuestion, resolve } from './context.ts'
import { saysSomething } from './is-wish.ts'

/**
 * "no, make that 3", "sorry, pve3", "no, I meant web-01": replaces or takes back what was wished last.
 * What is left to be understood is returned, `done` where nothing is.
 */
export function correct(context: Context, clause: Clause): Clause | 'done' {
  const said = context.drafts.saidIn(context.wishTurn)
  const isOfSubject = clause.subjects.some(mention => mention.things.some(thing => thing.type === 'guest' || thing.type === 'app'))
  if ((clause.verb === 'keep' || clause.verb === 'leave') && !saysSomething(clause) && said.some(({ field }) => field === 'state')) {
    context.drafts.takeBack(context.wishTurn)
    return 'done'
  }
  const isBare = clause.verb === undefined && !clause.modal && clause.rule === undefined && !saysSomething(clause)
  if (isOfSubject && isBare && context.lastWish) {
    if (clause.negated) return takeBackOf(context, clause)
    context.drafts.takeBack(context.wishTurn)
    const { subjects, unknownSubjects, text, at0, end } = clause
    return { ...context.lastWish, pronoun: undefined, groups: [], newNames: [], subjects, unknownSubjects, text, at0, end, corrects: true }
  }
  if (
    isBare &&
    context.lastWish &&
    said.some(({ key }) => key.startsWith('backup:')) &&
    (clause.every ?? clause.at ?? clause.keep) !== undefined
  ) {
    const { lastWish } = context
    context.drafts.takeBack(context.wishTurn)
    const at = clause.at ?? (clause.every ? undefined : lastWish.at)
    return { ...lastWish, every: clause.every ?? lastWish.every, at, keep: clause.keep ?? lastWish.keep, corrects: true }
  }
  if (isOfSubject || said.length === 0) return clause
  if (clause.number !== undefined && clause.amounts.length === 0) {
    const number = said.find(({ field }) => /^(?:cores|memoryMiB|diskGiB|vlan|port)$/.test(field))
    if (!number) return clause
    const factor = number.field === 'memoryMiB' ? 1024 : 1
    context.drafts.say(number.key, number.field, clause.number * factor, context.wishTurn, { corrects: true })
    return 'done'
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
        return 'done'
      }
    }
  }
  return clause
}

/** "no, not db-1": what was wished of it. */
function takeBackOf(context: Context, clause: Clause): 'done' {
  const names = clause.subjects.flatMap(mention => mention.things.map(thing => thing.name.toLowerCase()))
  if (context.lastWish?.subjects.every(mention => mention.things.some(thing => names.includes(thing.name.toLowerCase()))))
    context.drafts.takeBack(context.wishTurn)
  return 'done'
}
