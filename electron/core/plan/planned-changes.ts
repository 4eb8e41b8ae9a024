import type { Entry, Span } from '../../../shared/model/declaration.ts'
import type { Origin, Plan, PlanProblem, PlanStep } from '../../../shared/model/plan.ts'

/** A wish, with where it was said. */
export interface DesiredEntry {
  readonly declaration: string
  readonly entry: Entry
  readonly spans: readonly Span[]
}

/** What would be done, and what cannot be; the rest of a plan is not decided here. */
export type PlannedChanges = Omit<Plan, 'id' | 'revision' | 'declarations' | 'questions'>

/** What became of one wished thing. */
export type Outcome =
  | { readonly kind: 'step'; readonly step: PlanStep }
  | { readonly kind: 'as-declared' }
  | { readonly kind: 'problem'; readonly problem: PlanProblem }
  | { readonly kind: 'unknown'; readonly about: string; readonly because: string }

/** A problem about a thing, with where its cause was said. */
export function problemAbout(about: string, problem: string, instead: string, origin?: Origin): PlanProblem {
  return { about, problem, instead, ...(origin && { origin }) }
}

/** A step before its order is known. */
export type StepDraft = Omit<PlanStep, 'after'> & { readonly after?: readonly string[] }

/** The outcome of a thing that needs a step. */
export function stepOf({ after = [], ...step }: StepDraft): Outcome {
  return { kind: 'step', step: { ...step, after: [...after] } }
}

/** Names in order, numbers in them by size: worker-2 before worker-10. The same on every machine. */
export function byName(one: string, other: string): number {
  const [some, others] = [one.match(/\d+|\D+/g) ?? [], other.match(/\d+|\D+/g) ?? []]
  for (let at = 0; at < Math.min(some.length, others.length); at += 1) {
    const [left = '', right = ''] = [some[at], others[at]]
    const numbers = Number(left) - Number(right)
    if (Number.isFinite(numbers) && numbers !== 0) return numbers
    if (left !== right) return left < right ? -1 : 1
  }
  return some.length - others.length
}
