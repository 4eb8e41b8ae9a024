import type { RuleEntry, Span } from '../../../shared/model/declaration.ts'
import type { Context } from './context.ts'
import { contradiction, question } from './drafts.ts'

/** Says what stays apart, together, or as it is. */
export function sayRule(context: Context, rule: RuleEntry['rule'], members: readonly string[], span: Span): void {
  const names = [...new Set(members)]
  if (rule !== 'leave-alone' && names.length < 2) {
    context.drafts.ask(question('missing-name', names[0] ?? rule, `${rule === 'apart' ? 'Apart from' : 'Together with'} what?`), [])
    return
  }
  const key = `rule:${rule}:${names.join('+')}`
  const opposite = rule === 'apart' ? 'together' : 'apart'
  context.drafts.open(key, { kind: 'rule', rule, members: names }, context.turn, span)
  if (rule === 'leave-alone') return
  const against = [`rule:${opposite}:${names.join('+')}`, `rule:${opposite}:${[...names].reverse().join('+')}`].filter(other =>
    context.drafts.has(other),
  )
  if (against.length > 0) context.drafts.ask(contradiction(names.join(' and ')), [key, ...against])
}
