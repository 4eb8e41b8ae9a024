import { useMutation, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../../../shared/errors/problem.ts'
import { itself } from '../../../shared/model/itself.ts'
import type { KeptPlan, Plan } from '../../../shared/model/plan.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api, queryClient } from '../../lib/query.ts'
import { showToast } from '../../ui/toast.tsx'
import type { Draft } from './use-draft.ts'

/** Keeping a text, planning it and carrying the plan out. */
export interface Apply {
  /** What it does now, for the button; undefined while it waits. */
  readonly busy: string | undefined
  readonly problem: Problem | undefined
  /** Set while it asks a second time. */
  readonly asks: Plan['asksTwice']
  /** The job to show: the last one of this text until it is forgotten, or one that runs now. */
  readonly job: string | undefined
  readonly undoing: boolean
  keep(): void
  start(): void
  confirm(names: readonly string[]): void
  follow(job: string): void
  /** Plans taking back what the shown job did; undefined where that is not known. */
  undo(onPlan: (kept: KeptPlan) => void): (() => void) | undefined
  /** Leaves the question, or the job that is shown. */
  forget(): void
  reset(): void
}

/** Applies a draft: what is not kept is kept first, then planned anew, so that what is carried out is what was just looked at. */
export function useApply({
  name,
  draft,
  basedOn,
  exists,
}: {
  readonly name: string
  readonly draft: Draft
  readonly basedOn: string | undefined
  readonly exists: boolean
}): Apply {
  const [asked, setAsked] = useState<KeptPlan>()
  const [job, setJob] = useShownJob(name)
  const plans = useQuery(api.declarations.plans.queryOptions())
  const applying = plans.data?.find(each => each.state === 'applying')
  const begunElsewhere = applying && concerns(applying, name) ? applying.job : undefined
  useEffect(() => {
    if (begunElsewhere !== undefined) setJob(begunElsewhere)
  }, [begunElsewhere, setJob])
  const shown = job ?? applying?.job
  const save = async () => {
    if (!draft.changed && exists) return
    try {
      const kept = await client.declarations.save({ name, text: draft.text, ...(exists && basedOn !== undefined && { basedOn }) })
      draft.keptAs(draft.text, kept.text)
    } finally {
      await queryClient.invalidateQueries({ queryKey: api.declarations.key() })
    }
  }
  const keep = useMutation({ mutationFn: save, onSuccess: () => showToast({ title: 'Kept. Nothing in your homelab changed.' }) })
  const apply = useMutation({
    mutationFn: async (ready: { readonly plan: string; readonly names: readonly string[] } | undefined) => {
      if (ready) return client.declarations.apply({ plan: ready.plan, confirmed: [...ready.names] })
      await save()
      const kept = await client.declarations.plan({ name })
      if (kept.plan.asksTwice) {
        setAsked(kept)
        return undefined
      }
      return client.declarations.apply({ plan: kept.plan.id, confirmed: [] })
    },
    onSuccess: started => {
      if (started === undefined) return
      setAsked(undefined)
      setJob(started.job)
    },
  })
  const back = useMutation(api.declarations.undo.mutationOptions())
  const error = apply.error ?? keep.error ?? back.error
  const plan = plans.data?.find(each => each.job === shown && each.purpose === 'declared')?.plan.id
  return {
    busy: apply.isPending ? 'Starting' : keep.isPending ? 'Keeping' : undefined,
    problem: error === null ? undefined : problemFrom(error),
    asks: asked?.plan.asksTwice,
    job: shown,
    undoing: back.isPending,
    keep: () => keep.mutate(),
    start: () => apply.mutate(undefined),
    confirm: names => {
      if (asked) apply.mutate({ plan: asked.plan.id, names })
    },
    follow: setJob,
    undo: onPlan =>
      plan === undefined
        ? undefined
        : () =>
            back.mutate(
              { plan },
              {
                onSuccess: kept => {
                  setJob(undefined)
                  onPlan(kept)
                },
              },
            ),
    forget: () => {
      setAsked(undefined)
      setJob(undefined)
      void plans.refetch()
    },
    reset: () => {
      apply.reset()
      keep.reset()
      back.reset()
    },
  }
}

/** Whether how a plan ends is told beside a text: not where a policy put something back by itself. */
function concerns({ plan, purpose, madeBy }: KeptPlan, name: string): boolean {
  return plan.declarations.includes(name) && !(purpose === 'put-back' && madeBy === itself)
}

/** The job of a text that is shown, also after a reload. */
function useShownJob(name: string): readonly [string | undefined, (job: string | undefined) => void] {
  const key = `declaration job ${name}`
  const [job, setJob] = useState(() => sessionStorage.getItem(key) ?? undefined)
  const set = useCallback(
    (next: string | undefined) => {
      setJob(next)
      if (next === undefined) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, next)
    },
    [key],
  )
  return [job, set]
}
