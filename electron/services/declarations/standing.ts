import { AppError } from '../../../shared/errors/app-error.ts'
import { itself } from '../../../shared/model/itself.ts'
import type { Drift, Plan } from '../../../shared/model/plan.ts'
import { mayPutBack } from '../../core/drift/may-put-back.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Changes, Topic } from '../changes.ts'
import type { JobRunner } from '../job-runner.ts'
import type { Documents } from './documents.ts'
import type { DriftCare } from './drift.ts'
import type { Plans } from './plans.ts'

export interface StandingDependencies {
  readonly documents: Pick<Documents, 'read'>
  readonly drift: Pick<DriftCare, 'report' | 'putBack' | 'notPutBack'>
  readonly plans: Pick<Plans, 'apply'>
  readonly jobs: Pick<JobRunner, 'running'>
  readonly changes: Pick<Changes, 'watch'>
  readonly clock: Clock
  readonly log: Log
}

/** What brings a look when it changed; the declarations because of their policies. */
const looked: readonly Topic[] = ['clusters', 'devices', 'apps', 'declarations']
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
  jobs,
  changes,
  clock,
  log,
}: StandingDependencies): (signal: AbortSignal) => Promise<void> {
  /** Whether a plan was being carried out at the last look, so that there is another when it ended. */
  let isHeldUp = false
  const tries = new Map<string, { readonly count: number; readonly at: number }>()

  /** Whether the wait since the last try is over. */
  function isRested(id: string): boolean {
    const last = tries.get(id)
    return !last || clock.monotonic() - last.at >= againAfterMs * 2 ** (last.count - 1)
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

  /** Begins to put one thing back, where that may be; says whether something is carried out now. Errors: Busy. */
  async function begin(thing: readonly Drift[]): Promise<boolean> {
    const ids = thing.map(each => each.id)
    const { plan } = await drift.putBack(ids, itself)
    const because = await objection(plan)
    const begins = because === undefined && plan.steps.length > 0
    if (begins) await plans.apply(plan.id, [], itself)
    for (const id of ids) tries.set(id, { count: (tries.get(id)?.count ?? 0) + 1, at: clock.monotonic() })
    if (because !== undefined) await drift.notPutBack(ids, because)
    return begins
  }

  async function putBack(found: readonly Drift[]): Promise<void> {
    const wished = found.filter(each => each.automatic !== undefined && each.ignoredUntil === undefined)
    const isDue = ({ id }: Drift) => isRested(id) && (tries.get(id)?.count ?? 0) < mostTries
    const due = wished.filter(isDue)
    const waiting = wished.filter(each => !isDue(each) && each.automatic?.failed === undefined)
    if (waiting.length > 0)
      await drift.notPutBack(
        waiting.map(each => each.id),
        'It differs again after it was put back, so MycoPod leaves it for a while.',
      )
    // One after the other, so that one that cannot be put back does not hold up the others.
    for (const thing of Map.groupBy(due, each => each.about).values()) {
      isHeldUp = await begin(thing)
      if (isHeldUp) return
    }
  }

  async function look(): Promise<void> {
    try {
      const { drift: found } = await drift.report(false)
      // What is being carried out may be just what puts it back.
      isHeldUp = jobs.running().some(job => job.kind === 'declarations.apply')
      if (isHeldUp) return
      for (const id of tries.keys()) if (!found.some(each => each.id === id) && isRested(id)) tries.delete(id)
      await putBack(found)
    } catch (error) {
      isHeldUp = error instanceof AppError && error.is('Busy')
      if (isHeldUp) return
      log.warn('the lab could not be compared with the declarations', { error })
    }
  }

  return async signal => {
    for await (const { topics } of changes.watch(signal)) {
      if (!topics.some(topic => looked.includes(topic)) && !(isHeldUp && topics.includes('jobs'))) continue
      await clock.wait(gatherMs, signal).catch(() => undefined)
      if (!signal.aborted) await look()
    }
  }
}
