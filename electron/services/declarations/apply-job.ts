import { AppError } from '../../../shared/errors/app-error.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import { isEnded } from '../../../shared/jobs/reduce-job.ts'
import type { Job, JobView } from '../../../shared/model/job.ts'
import type { KeptPlan, PlanStep } from '../../../shared/model/plan.ts'
import type { Store } from '../../ports/store.ts'
import type { JobContext, JobDefinition, StepContext } from '../job-runner/job-definition.ts'
import type { JobRunner } from '../job-runner.ts'
import { inOrder } from './in-order.ts'

/** The intent: a plan that was approved. */
export interface ApplyInput {
  readonly plan: string
  readonly steps: readonly { readonly id: string; readonly title: string }[]
}

export interface ApplyDependencies {
  readonly store: Pick<Store, 'plans'>
  readonly jobs: Pick<JobRunner, 'list' | 'view' | 'follow' | 'cancel'>
  /** What a step consists of: each begins a job, one after the other. */
  readonly workOf: (step: PlanStep) => readonly StepWork[]
  readonly settled: (
    plan: KeptPlan,
    outcome: 'succeeded' | 'failed' | 'cancelled',
    error: WireError | undefined,
    who: string,
  ) => Promise<void>
}

/** Begins a job, or nothing where nothing is left to do. Errors: PlanStale where the thing is not as the plan saw it. */
export type StepWork = (who: string, signal: AbortSignal) => Promise<Pick<Job, 'id'> | undefined>

/** How many steps are carried out at the same time. */
const atOnce = 3
/** Further back no job of a step can be. */
const recentJobs = 50

/**
 * Carries out a plan: each step as a job of its own that leaves nothing half done, in the order of what depends on what.
 * After the first that fails no other is begun; those under way are finished. After a restart it goes on with the same jobs.
 */
export function applyJob({ store, jobs, workOf, settled }: ApplyDependencies): JobDefinition<ApplyInput> {
  async function planOf({ plan }: ApplyInput): Promise<KeptPlan> {
    const kept = await store.plans.get(plan)
    if (!kept) throw new AppError('NotFound', { what: 'plan', name: plan })
    return kept
  }

  /** The job that does a part of a step: the one begun before a restart, or a new one. */
  async function jobOf(step: PlanStep, part: number, work: StepWork, job: JobContext): Promise<string | undefined> {
    const [begunName, beforeName] = [`job ${part} of ${step.id}`, `before job ${part} of ${step.id}`]
    const known = job.kept(begunName)
    if (typeof known === 'string') return known
    const subject = subjectOf(step)
    const newest = job.kept(beforeName)
    if (newest === undefined) {
      const [last] = await jobs.list({ limit: 1, subject })
      await job.keep(beforeName, last?.id ?? '')
    }
    // Stopped between beginning it and remembering it: it is the first about this thing since then.
    const since = newest === undefined ? [] : jobsSince(await jobs.list({ limit: recentJobs, subject }), newest)
    const begun = since.findLast(view => view.startedBy === job.startedBy)?.id ?? (await work(job.startedBy, job.signal))?.id
    await job.keep(begunName, begun ?? '')
    return begun
  }

  async function carryOut(step: PlanStep, job: JobContext, told: StepContext): Promise<void> {
    const parts = workOf(step)
    for (const [at, work] of parts.entries()) {
      const id = await jobOf(step, at, work, job)
      // Nothing was left to do.
      if (id === undefined || id === '') continue
      const view = await followed(id, job, told, at / parts.length, 1 / parts.length)
      if (view.status === 'succeeded') continue
      if (view.status === 'cancelled' || !view.error) throw new AppError('Cancelled', {})
      throw new AppError(view.error.code, view.error.data)
    }
  }

  async function followed(id: string, job: JobContext, told: StepContext, from: number, share: number): Promise<JobView> {
    const stop = () => void jobs.cancel(id, job.startedBy).catch(() => undefined)
    job.signal.addEventListener('abort', stop, { once: true })
    try {
      if (job.signal.aborted) stop()
      // Also of one that is cancelled: it is over when all of it is undone.
      for await (const _ of jobs.follow(id, 0, new AbortController().signal)) {
        const { fraction, steps } = await jobs.view(id)
        const now = steps.find(step => step.status === 'now')
        told.progress(from + fraction * share, now ? { note: now.title } : {})
      }
      return await jobs.view(id)
    } finally {
      job.signal.removeEventListener('abort', stop)
    }
  }

  return {
    kind: 'declarations.apply',
    onRestart: 'resume',
    title: ({ steps }) => (steps.length === 1 ? (steps[0]?.title ?? '') : `Apply ${steps.length} changes`),
    locks: () => ['declarations'],
    steps: ({ steps }) => steps.map(step => ({ ...step, weight: 1 })),
    run: async (input, job) => {
      const { plan } = await planOf(input)
      job.state('deploying')
      await inOrder(plan.steps, atOnce, job.signal, step => job.step(step.id, told => carryOut(step, job, told)))
      job.state('running')
      return { plan: plan.id, changes: plan.steps.length }
    },
    undo: {},
    settled: async (input, outcome, error, view) => {
      const kept = await store.plans.get(input.plan)
      if (kept && (isEnded(view.status) || kept.state === 'applying')) await settled(kept, outcome, error, view.startedBy)
    },
  }
}

/** The name that jobs about the thing of a step have as their subject. */
function subjectOf({ entry }: PlanStep): string {
  return entry.kind === 'guest' ? entry.name : (entry.name ?? entry.app)
}

/** The jobs begun after one, of a list with the newest first. */
function jobsSince(newestFirst: readonly JobView[], last: unknown): readonly JobView[] {
  const at = newestFirst.findIndex(view => view.id === last)
  return at === -1 ? newestFirst : newestFirst.slice(0, at)
}
