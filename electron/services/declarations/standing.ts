import { AppError } from '../../../shared/errors/app-error.ts'
import { itself } from '../../../shared/model/itself.ts'
import type { Drift, Plan } from '../../../shared/model/plan.ts'
import { mayPutBack } from '../../core/drift/may-put-back.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Changes } from '../changes.ts'
import type { Documents } from './documents.ts'
import type { DriftCare } from './drift.ts'
import type { Plans } from './plans.ts'

export interface StandingDependencies {
  readonly documents: Pick<Documents, 'read'>
  readonly drift: Pick<DriftCare, 'report' | 'putBack' | 'notPutBack'>
  readonly plans: Pick<Plans, 'apply'>
  readonly changes: Pick<Changes, 'watch'>
  readonly clock: Clock
  readonly log: Log
}

/** After something changed, others of the same moment are waited for. */
const gatherMs = 2000
/** The wait after a difference was put back once; doubled each time it is back. */
const againAfterMs = 10 * 60_000
const mostTries = 4

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

  /** Whether the wait since the last try is over. */
  function isRested(id: string): boolean {
    const last = tries.get(id)
    return !last || clock.monotonic() - last.at >= againAfterMs * 2 ** (last.count - 1)
  }

  function countTry(found: readonly Drift[]): void {
    for (const { id } of found) tries.set(id, { count: (tries.get(id)?.count ?? 0) + 1, at: clock.monotonic() })
  }

  /** Why a plan is nothing to do by itself: what a poll found may have become worse when it is looked at closely. */
  async function objection({ problems, notYet, asksTwice, steps }: Plan): Promise<string | undefined> {
    // What cannot be yet holds up nothing else of the same thing.
    const [wrong] = steps.length > 0 ? problems : [...problems, ...notYet]
    if (wrong) return wrong.problem
    if (asksTwice) return asksTwice.because
    const policies = new Map((await documents.read()).map(({ name, stored }) => [name, stored?.policy ?? 'watch']))
    const tooMuch = steps.find(({ risk, origin }) => !mayPutBack(policies.get(origin.declaration) ?? 'watch', risk))
    if (tooMuch) return `It takes more than the policy allows: ${tooMuch.title}.`
    // What became somebody else's meanwhile is theirs.
    return steps.some(step => step.action === 'adopt') ? 'It is not MycoPod’s any more.' : undefined
  }

  /** Puts back what may be, all at once; says why not where that cannot be. Errors: Busy. */
  async function attempt(found: readonly Drift[]): Promise<string | undefined> {
    const { plan } = await drift.putBack(
      found.map(each => each.id),
      itself,
    )
    const because = await objection(plan)
    if (because === undefined && plan.steps.length > 0) await plans.apply(plan.id, [], itself)
    if (because === undefined) countTry(found)
    return because
  }

  async function refuse(found: readonly Drift[], because: string): Promise<void> {
    countTry(found)
    await drift.notPutBack(
      found.map(each => each.id),
      because,
    )
  }

  async function putBack(found: readonly Drift[]): Promise<void> {
    const wished = found.filter(each => each.automatic !== undefined && each.ignoredUntil === undefined && isRested(each.id))
    const isFought = ({ id }: Drift) => (tries.get(id)?.count ?? 0) >= mostTries
    const fought = wished.filter(isFought)
    if (fought.length > 0)
      await drift.notPutBack(
        fought.map(each => each.id),
        `MycoPod tried ${mostTries} times, and it differs still.`,
      )
    const due = wished.filter(each => !isFought(each))
    if (due.length === 0) return
    const because = await attempt(due)
    if (because === undefined) return
    // One that cannot be put back does not hold up the others.
    const things = [...Map.groupBy(due, each => each.about).values()]
    for (const thing of things) {
      const alone = things.length === 1 ? because : await attempt(thing)
      if (alone !== undefined) await refuse(thing, alone)
    }
  }

  async function look(): Promise<void> {
    try {
      const { drift: found } = await drift.report(false)
      for (const id of tries.keys()) if (!found.some(each => each.id === id) && isRested(id)) tries.delete(id)
      await putBack(found)
    } catch (error) {
      // Another plan is being carried out; its end is looked at too.
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
