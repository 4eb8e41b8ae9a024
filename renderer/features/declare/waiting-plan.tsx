import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeptPlan } from '../../../shared/model/plan.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHead } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ApplyDialog } from './apply-dialog.tsx'
import { PlanNotes } from './plan-notes.tsx'
import { PlanSteps } from './plan-steps.tsx'

/** A plan that is not of the text beside it: a way back, putting back what differs, or a change from elsewhere. */
export function WaitingPlan({
  kept: { plan, because, purpose },
  onStarted,
  onClose,
}: {
  readonly kept: KeptPlan
  readonly onStarted: (job: string) => void
  readonly onClose: () => void
}) {
  const [asking, setAsking] = useState(false)
  const apply = useMutation(
    api.declarations.apply.mutationOptions({
      onSuccess: ({ job }) => onStarted(job),
      onError: () => setAsking(false),
    }),
  )
  const start = (confirmed: readonly string[]) => apply.mutate({ plan: plan.id, confirmed: [...confirmed] })
  return (
    <Card className="flex min-h-0 flex-col overflow-hidden">
      <CardHead title="What will happen" sub={purpose === 'roll-back' ? 'The way back to how it was' : because} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {apply.error === null ? null : <ErrorPanel problem={problemFrom(apply.error)} className="mx-4 mb-3" />}
        {plan.steps.length === 0 && plan.problems.length === 0 ? (
          <div className="border-t">
            <EmptyState title="Nothing has to be done">The lab is so already.</EmptyState>
          </div>
        ) : (
          <PlanSteps steps={plan.steps} numberAt={() => undefined} />
        )}
        <PlanNotes plan={plan} unread={[]} />
      </div>
      <footer className="flex items-center justify-end gap-3 border-t px-4 py-3">
        <Button variant="ghost" onClick={onClose}>
          Not now
        </Button>
        <Button
          variant="primary"
          disabled={plan.problems.length > 0}
          pending={apply.isPending ? 'Starting' : undefined}
          onClick={() => (plan.asksTwice ? setAsking(true) : start([]))}
        >
          {plan.steps.length === 0 ? 'Go back' : `Apply ${formatNumberOf(plan.steps.length, 'change')}`}
        </Button>
      </footer>
      {asking && plan.asksTwice ? (
        <ApplyDialog asks={plan.asksTwice} pending={apply.isPending} onConfirm={start} onClose={() => setAsking(false)} />
      ) : null}
    </Card>
  )
}
