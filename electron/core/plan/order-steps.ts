import type { PlanStep } from '../../../shared/model/plan.ts'
import { byName } from './planned-changes.ts'

/** Steps so that each comes after all it waits for, by name where that leaves a choice; `circle` are those that wait for each other. */
export function orderSteps(steps: readonly PlanStep[]): { readonly ordered: readonly PlanStep[]; readonly circle: readonly PlanStep[] } {
  const known = new Map(steps.map(step => [step.id, step]))
  const waits = new Map(steps.map(step => [step.id, step.after.filter(id => known.has(id))]))
  const ordered: PlanStep[] = []
  const state = new Map<string, 'open' | 'done'>()
  const circle = new Set<string>()
  const visit = (step: PlanStep, path: readonly string[]) => {
    if (state.get(step.id) === 'done') return
    if (state.get(step.id) === 'open') {
      for (const id of path.slice(path.indexOf(step.id))) circle.add(id)
      return
    }
    state.set(step.id, 'open')
    const after = [...(waits.get(step.id) ?? [])].sort(byName)
    for (const id of after) {
      const before = known.get(id)
      if (before) visit(before, [...path, step.id])
    }
    state.set(step.id, 'done')
    ordered.push({ ...step, after })
  }
  for (const step of [...steps].sort((one, other) => byName(one.id, other.id))) visit(step, [])
  return { ordered: ordered.filter(({ id }) => !circle.has(id)), circle: ordered.filter(({ id }) => circle.has(id)) }
}
