import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Problem } from '../../../shared/errors/problem.ts'
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
  /** The job that was begun here. */
  readonly job: string | undefined
  /** The job of a plan that somebody else, or another window, began. */
  readonly runningJob: string | undefined
  readonly undoing: boolean
  keep(): void
  start(): void
  confirm(names: readonly string[]): void
  follow(job: string): void
  /** Plans the way back to how the texts were before; undefined where there was nothing before. */
  undo(onPlan: (kept: KeptPlan) => void): (() => void) | undefined
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
  const [job, setJob] = useState<string>()
  const [before, setBefore] = useState<string>()
  const plans = useQuery(api.declarations.plans.queryOptions())
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
      setBefore(exists ? basedOn : undefined)
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
  const back = useMutation(api.declarations.rollback.mutationOptions())
  const error = apply.error ?? keep.error ?? back.error
  const applying = plans.data?.find(each => each.state === 'applying')
  return {
    busy: apply.isPending ? 'Starting' : keep.isPending ? 'Keeping' : undefined,
    problem: error === null ? undefined : problemFrom(error),
    asks: asked?.plan.asksTwice,
    job,
    runningJob: applying?.job,
    undoing: back.isPending,
    keep: () => keep.mutate(),
    start: () => apply.mutate(undefined),
    confirm: names => {
      if (asked) apply.mutate({ plan: asked.plan.id, names })
    },
    follow: setJob,
    undo: onPlan =>
      before === undefined
        ? undefined
        : () =>
            back.mutate(
              { revision: before },
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
