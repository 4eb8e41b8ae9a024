import type { Policy } from '../../../shared/model/declared.ts'
import type { Risk } from '../../../shared/model/plan.ts'

const allowed: Readonly<Record<Policy, readonly Risk[]>> = {
  watch: [],
  'fix-safe': ['safe'],
  'fix-all': ['safe', 'disruptive'],
}

/** Whether a policy lets a change of this risk be made by itself; never one that loses data. */
export function mayPutBack(policy: Policy, risk: Risk): boolean {
  return allowed[policy].includes(risk)
}
