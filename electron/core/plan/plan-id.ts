import type { Plan } from '../../../shared/model/plan.ts'
import { sha256 } from '../declare/sha256.ts'
import { canonical } from './canonical.ts'
import type { PlannedChanges } from './planned-changes.ts'

/** The digest of all of a plan but itself, by which it is approved. */
export function planId(plan: Omit<Plan, 'id'>): string {
  return sha256(canonical(plan))
}

/** The plan of changes: with what it was made of, and its id. */
export function finishPlan(changes: PlannedChanges, of: Pick<Plan, 'revision' | 'declarations' | 'questions'>): Plan {
  const plan = { ...changes, ...of }
  return { id: planId(plan), ...plan }
}
