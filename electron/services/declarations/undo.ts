import type { KeptPlan } from '../../../shared/model/plan.ts'
import { keyOfEntry } from '../../core/declare/entry-key.ts'
import type { DeclarationStore } from '../../ports/declaration-store.ts'
import { keptWith } from './applied.ts'
import type { Plans } from './plans.ts'
import { lockIn } from './read-declared.ts'
import { type NamedLock, wayBack } from './way-back.ts'

/** Plans taking back what a plan did: everything it touched is as it was before, and its texts as they were last applied. */
export function createUndo(
  store: DeclarationStore,
  plans: Pick<Plans, 'get' | 'makeOf'>,
): (plan: string, who: string, signal?: AbortSignal) => Promise<KeptPlan> {
  return async (id, who, signal) => {
    const { plan } = await plans.get(id)
    const files = plan.revision === 'none' ? new Map() : await store.files(plan.revision)
    const returns: Record<string, string | null> = {}
    const then: NamedLock[] = []
    const planned: NamedLock[] = []
    for (const name of plan.declarations) {
      const lock = lockIn(files, name)
      const last = lock?.applied && (await keptWith(store, name, lock.applied.read))
      returns[name] = last?.revision ?? null
      if (last) then.push({ name, lock: last.lock })
      if (lock) planned.push({ name, lock })
    }
    const touched = new Set(plan.steps.map(step => keyOfEntry(step.entry)))
    const desired = wayBack(then, planned).filter(({ entry }) => touched.has(keyOfEntry(entry)))
    const because = `The way back to how it was before ${plan.declarations.join(', ')} was applied.`
    return plans.makeOf(desired, who, { purpose: 'roll-back', returns, because }, signal)
  }
}
