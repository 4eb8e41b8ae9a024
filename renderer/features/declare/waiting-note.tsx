import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeptPlan } from '../../../shared/model/plan.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'

/** A plan that nobody here asked for and that waits, such as one of a change from elsewhere. */
export function WaitingNote({ revision, onLook }: { readonly revision: string | undefined; readonly onLook: (kept: KeptPlan) => void }) {
  const plans = useQuery(api.declarations.plans.queryOptions()).data ?? []
  const [later, setLater] = useState<string>()
  const waiting = plans.find(
    ({ plan, state, purpose, because }) =>
      state === 'waiting' && purpose === 'declared' && because !== undefined && plan.revision === revision && plan.id !== later,
  )
  if (waiting === undefined || waiting.plan.steps.length === 0) return null
  return (
    <MessagePanel
      tone="warn"
      title="A plan waits for you"
      className="mx-4 mb-3"
      actions={
        <>
          <Button onClick={() => onLook(waiting)}>Look at it</Button>
          <Button variant="ghost" onClick={() => setLater(waiting.plan.id)}>
            Not now
          </Button>
        </>
      }
    >
      <p className="mt-0.5">{waiting.because}</p>
    </MessagePanel>
  )
}
