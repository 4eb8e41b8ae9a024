import { AppError } from '../../../shared/errors/app-error.ts'
import type { Entry } from '../../../shared/model/declaration.ts'
import type { Job } from '../../../shared/model/job.ts'
import type { KeptPlan, Plan } from '../../../shared/model/plan.ts'
import type { ObservedWorld } from '../../core/plan/observed-world.ts'
import { planChanges } from '../../core/plan/plan-changes.ts'
import { finishPlan } from '../../core/plan/plan-id.ts'
import type { DesiredEntry, PlannedChanges } from '../../core/plan/planned-changes.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { Changes } from '../changes.ts'
import type { JobRunner } from '../job-runner.ts'
import type { Documents } from './documents.ts'
import type { Declared } from './read-declared.ts'

/** Plans: made of what is declared and what is seen, kept until they are approved. */
export interface Plans {
  /** Of all declarations, or of one. */
  make(name: string | undefined, who: string, signal?: AbortSignal, because?: string): Promise<KeptPlan>
  /** Of declarations that are not kept yet; the plan is not kept either. */
  preview(all: readonly Declared[], name: string, signal?: AbortSignal): Promise<Plan>
  /** Of wishes that stand in no text as they are. */
  makeOf(desired: readonly DesiredEntry[], who: string, why: PlanWhy, signal?: AbortSignal): Promise<KeptPlan>
  list(): Promise<readonly KeptPlan[]>
  /** By its id, or a beginning of it that no other has. Errors: NotFound. */
  get(id: string): Promise<KeptPlan>
  /**
   * Carries it out as it was approved. Errors: NotFound, Busy, PlanImpossible, PlanStale where a text is not as it was
   * planned, NeedsApproval where names are missing.
   */
  apply(id: string, confirmed: readonly string[], who: string): Promise<Job>
}

/** What a plan is for, and why it was made where nobody asked for it. */
export type PlanWhy = Pick<KeptPlan, 'purpose' | 'because' | 'rollsBackTo' | 'returns'>

export interface PlanDependencies {
  readonly documents: Documents
  readonly observe: (entries: readonly Entry[], signal?: AbortSignal) => Promise<ObservedWorld>
  readonly store: Pick<Store, 'plans'>
  readonly jobs: Pick<JobRunner, 'start' | 'running'>
  readonly clock: Clock
  readonly changes: Changes
}

/** The fewest characters of an id that stand for it. */
const fewest = 8
/** The commit that a plan of nothing kept is of. */
const noRevision = 'none'

/** Makes the plans. */
export function createPlans({ documents, observe, store, jobs, clock, changes }: PlanDependencies): Plans {
  async function planned(
    desired: readonly DesiredEntry[],
    of: Pick<Plan, 'declarations' | 'questions'>,
    purpose: KeptPlan['purpose'],
    signal: AbortSignal | undefined,
  ): Promise<Plan> {
    const revision = (await documents.head()) ?? noRevision
    const world = await observe(
      desired.map(each => each.entry),
      signal,
    )
    const changes = planChanges(desired, world)
    return finishPlan(purpose === 'declared' ? changes : withoutAdoptions(changes), { revision, ...of })
  }

  async function keep(plan: Plan, who: string, why: PlanWhy = { purpose: 'declared' }): Promise<KeptPlan> {
    const known = await store.plans.get(plan.id)
    if (known?.state === 'applying') return known
    const kept: KeptPlan = { plan, madeAt: clock.now(), madeBy: who, state: 'waiting', ...why }
    await store.plans.save(kept)
    changes.tell('declarations')
    return kept
  }

  async function beginningWith(id: string): Promise<KeptPlan | undefined> {
    const found = id.length < fewest ? [] : (await store.plans.list()).filter(({ plan }) => plan.id.startsWith(id))
    return found.length === 1 ? found[0] : undefined
  }

  async function get(id: string): Promise<KeptPlan> {
    const kept = (await store.plans.get(id)) ?? (await beginningWith(id))
    if (!kept) throw new AppError('NotFound', { what: 'plan', name: id })
    return kept
  }

  /** A text that was changed since then would not be what was approved. */
  async function refuseOtherTexts({ plan }: KeptPlan): Promise<void> {
    if (plan.revision === noRevision || plan.revision === (await documents.head())) return
    const [then, now] = await Promise.all([documents.read(plan.revision), documents.read()])
    const textOf = (all: readonly Declared[], name: string) => all.find(each => each.name === name)?.text
    const changed = plan.declarations.filter(name => textOf(then, name) !== textOf(now, name))
    if (changed.length > 0) throw new AppError('PlanStale', { things: changed })
  }

  return {
    get,
    list: () => store.plans.list(),
    make: async (name, who, signal, because) => {
      const all = await documents.read()
      const chosen = name === undefined ? all : all.filter(each => each.name === name)
      if (name !== undefined && chosen.length === 0)
        throw new AppError('NotFound', { what: 'declaration', name, known: all.map(each => each.name) })
      return keep(await planned(desiredIn(all, chosen), ofThese(chosen), 'declared', signal), who, {
        purpose: 'declared',
        ...(because !== undefined && { because }),
      })
    },
    preview: (all, name, signal) => {
      const chosen = all.filter(each => each.name === name)
      return planned(desiredIn(all, chosen), ofThese(chosen), 'declared', signal)
    },
    makeOf: async (desired, who, why, signal) => {
      const declarations = [...new Set(desired.map(each => each.declaration))].sort()
      return keep(await planned(desired, { declarations, questions: [] }, why.purpose, signal), who, why)
    },
    apply: async (id, confirmed, who) => {
      const kept = await get(id)
      const { plan } = kept
      const running = jobs.running().find(view => view.kind === 'declarations.apply')
      if (running) throw new AppError('Busy', { what: 'The lab', job: running.id, title: running.title })
      if (plan.problems.length > 0)
        throw new AppError('PlanImpossible', { problems: plan.problems.map(({ about, problem }) => `${about}: ${problem}`) })
      const unnamed = plan.asksTwice?.names.filter(name => !confirmed.includes(name)) ?? []
      if (plan.asksTwice && unnamed.length > 0)
        throw new AppError('NeedsApproval', {
          what: 'The plan',
          consequence: `${plan.asksTwice.because} Name what goes: ${unnamed.join(', ')}.`,
        })
      await refuseOtherTexts(kept)
      const input = { plan: plan.id, steps: plan.steps.map(step => ({ id: step.id, title: step.title })) }
      const subject = { kind: 'declaration', name: plan.declarations.join(', ') } as const
      const job = await jobs.start('declarations.apply', { input, subject, startedBy: who })
      await store.plans.save({ ...kept, state: 'applying', job: job.id })
      changes.tell('declarations')
      return job
    },
  }
}

/** What is only to become ours is so already, where nobody wished for it in a text. */
function withoutAdoptions(changes: PlannedChanges): PlannedChanges {
  const steps = changes.steps.filter(step => step.action !== 'adopt' || step.changes.length > 0)
  return { ...changes, steps, asDeclared: changes.asDeclared + changes.steps.length - steps.length }
}

/** The wishes of the chosen declarations; of the others only what has to be left alone, kept apart or together. */
function desiredIn(all: readonly Declared[], chosen: readonly Declared[]): DesiredEntry[] {
  return all.flatMap(declared =>
    declared.reading.entries.flatMap((entry, at) =>
      chosen.includes(declared) || entry.kind === 'rule'
        ? [{ declaration: declared.name, entry, spans: declared.reading.spans[at] ?? [] }]
        : [],
    ),
  )
}

function ofThese(chosen: readonly Declared[]): Pick<Plan, 'declarations' | 'questions'> {
  const questions = chosen.flatMap(({ name, reading }) => reading.questions.map(question => ({ ...question, declaration: name })))
  return { declarations: chosen.map(each => each.name), questions }
}
