import type { Clause } from './clause.ts'
import { type Context, isQuestion, resolve } from './context.ts'

/** "no, make that 3", "sorry, pve3": replaces what was said last. False where it corrects nothing. */
export function correct(context: Context, clause: Clause): boolean {
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
