import { AppError } from '../../../shared/errors/app-error.ts'
import type { Policy } from '../../../shared/model/declared.ts'
import type { Drift, Risk } from '../../../shared/model/plan.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Changes } from '../changes.ts'
import type { Documents } from './documents.ts'
import type { DriftCare } from './drift.ts'
import type { Plans } from './plans.ts'

export interface StandingDependencies {
  readonly documents: Pick<Documents, 'read'>
  readonly drift: Pick<DriftCare, 'report' | 'putBack'>
  readonly plans: Pick<Plans, 'apply'>
  readonly changes: Changes
  readonly clock: Clock
  readonly log: Log
}

/** After something changed, others of the same moment are waited for. */
const gatherMs = 2000
/** The wait after a difference was put back once; doubled each time it is back. */
const againAfterMs = 10 * 60_000
const mostTries = 4
/** Who acts where nobody asked. */
const automatic = 'MycoPod'

const allowed: Readonly<Record<Policy, readonly Risk[]>> = {
  watch: [],
  'fix-safe': ['safe'],
  'fix-all': ['safe', 'disruptive'],
}

/** Looks for drift after every poll, from what the poll brought, until the signal; puts back what the policies allow. */
export function createStanding({
  documents,
  drift,
  plans,
  changes,
  clock,
  log,
}: StandingDependencies): (signal: AbortSignal) => Promise<void> {
  const tries = new Map<string, { readonly count: number; readonly at: number }>()

  function isDue(id: string): boolean {
    const last = tries.get(id)
    if (!last) return true
    return last.count < mostTries && clock.monotonic() - last.at >= againAfterMs * 2 ** (last.count - 1)
  }

  async function putBack(found: readonly Drift[]): Promise<void> {
    const policies = new Map((await documents.read()).map(({ name, stored }) => [name, stored?.policy ?? 'watch']))
    const risksFor = (each: Drift) => allowed[policies.get(each.declaration) ?? 'watch']
    const due = found.filter(each => each.ignoredUntil === undefined && risksFor(each).includes(each.risk) && isDue(each.id))
    if (due.length === 0) return
    const { plan } = await drift.putBack(
      due.map(each => each.id),
      automatic,
    )
    // What was found by a poll may have become worse, or be over, when it is looked at closely.
    const mayDo = plan.problems.length === 0 && plan.asksTwice === undefined && plan.steps.length > 0
    const risks = new Set(due.flatMap(risksFor))
    for (const { id } of due) tries.set(id, { count: (tries.get(id)?.count ?? 0) + 1, at: clock.monotonic() })
    // What became somebody else's meanwhile is theirs.
    if (mayDo && plan.steps.every(step => risks.has(step.risk) && step.action !== 'adopt')) await plans.apply(plan.id, [], automatic)
  }

  async function look(): Promise<void> {
    try {
      const { drift: found } = await drift.report(false)
      for (const id of tries.keys()) if (!found.some(each => each.id === id) && isDue(id)) tries.delete(id)
      await putBack(found)
    } catch (error) {
      if (error instanceof AppError && error.is('Busy')) return
      log.warn('the lab could not be compared with the declarations', { error })
    }
  }

  return async signal => {
    for await (const { topics } of changes.watch(signal)) {
      if (!topics.some(topic => topic === 'clusters' || topic === 'devices' || topic === 'apps')) continue
      await clock.wait(gatherMs, signal).catch(() => undefined)
      if (!signal.aborted) await look()
    }
  }
}
