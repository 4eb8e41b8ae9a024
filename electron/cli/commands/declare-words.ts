import type { Interpretation } from '../../../shared/model/declaration.ts'
import type { KeptPlan, PlanChange, PlanStep } from '../../../shared/model/plan.ts'

/** What was read of a text, a line each. */
export function readingInWords({ entries, questions, unread }: Interpretation): string {
  const lines = entries.map(
    ({ kind, ...rest }) =>
      `${kind.padEnd(7)} ${Object.entries(rest)
        .map(([field, value]) => `${field}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
        .join(', ')}`,
  )
  for (const { about, ask, options } of questions)
    lines.push(`?       ${about}: ${ask}${options && options.length > 0 ? ` (${options.join(', ')})` : ''}`)
  for (const piece of unread) lines.push(`unread  ${piece}`)
  return lines.length === 0 ? 'Nothing in it states a wish.' : lines.join('\n')
}

const risks = { safe: 'safe', disruptive: 'interrupts', destructive: 'LOSES DATA' } as const

/** A plan for reading: each step with what changes, why, how risky and how long it is down. */
export function planInWords({ plan }: KeptPlan): string {
  const lines: string[] = []
  for (const step of plan.steps) lines.push(...stepInWords(step))
  for (const { about, problem, instead } of plan.problems) lines.push(`✗ ${about}: ${problem} ${instead}`)
  for (const { about, problem } of plan.notYet) lines.push(`– ${about}: ${problem}`)
  for (const { about, ask, options } of plan.questions) lines.push(`? ${about}: ${ask}${options ? ` (${options.join(', ')})` : ''}`)
  for (const { about, because } of plan.unknown) lines.push(`… ${about} could not be looked at: ${because}`)
  const stay = `${plan.asDeclared} ${plan.asDeclared === 1 ? 'thing is' : 'things are'} as declared`
  if (plan.steps.length === 0) return [...lines, `Nothing to do: ${stay}.`].join('\n')
  const [changes, how] = [plan.steps.length === 1 ? '1 change' : `${plan.steps.length} changes`, plan.asksTwice]
  const approve =
    plan.problems.length > 0
      ? 'It cannot be applied before what is marked ✗ is put right.'
      : `Apply with: mycopod apply ${plan.id.slice(0, 12)}${how ? how.names.map(name => ` --confirm ${name}`).join('') : ''}`
  return [...lines, `${changes}, ${stay}.`, ...(how ? [how.because] : []), approve].join('\n')
}

function stepInWords({ title, risk, downtime, changes, because, loses }: PlanStep): string[] {
  return [
    `• ${title}  [${risks[risk]}; ${downtime}]`,
    ...(changes.length === 0 ? [] : [`    ${changes.map(changeInWords).join(', ')}`]),
    `    ${because}${loses === undefined ? '' : ` ${loses}`}`,
  ]
}

function changeInWords({ field, from, to }: PlanChange): string {
  if (from === undefined) return `${field} ${to}`
  return to === undefined ? `${field} was ${from}` : `${field} ${from} → ${to}`
}
