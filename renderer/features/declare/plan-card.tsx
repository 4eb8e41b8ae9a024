import { useState } from 'react'
import type { Problem } from '../../../shared/errors/problem.ts'
import type { DeclarationDetail } from '../../../shared/model/declared.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHead } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import type { MarkedDocument } from './document-marks.ts'
import { PlanNotes, Questions } from './plan-notes.tsx'
import { PlanSteps } from './plan-steps.tsx'

/** What would happen so that the lab is as the text says, with the one button that does it. */
export function PlanCard({
  plan,
  reading,
  current,
  problem,
  marked,
  changed,
  busy,
  onAnswer,
  onKeep,
  onApply,
  onRetry,
  children,
}: {
  readonly plan: Plan | undefined
  readonly reading: DeclarationDetail['reading'] | undefined
  /** Whether the plan is of the text as it is now. */
  readonly current: boolean
  readonly problem: Problem | undefined
  readonly marked: MarkedDocument
  readonly changed: boolean
  readonly busy: string | undefined
  readonly onAnswer: (question: Plan['questions'][number], option: string) => void
  readonly onKeep: () => void
  readonly onApply: () => void
  readonly onRetry: () => void
  /** What stands above the plan: drift, a plan that waits. */
  readonly children?: React.ReactNode
}) {
  const [later, setLater] = useState<readonly string[]>([])
  const asked = plan?.questions.filter(({ about, reason }) => !later.includes(`${about} ${reason}`)) ?? []
  const left = (plan?.problems.length ?? 0) + (plan?.notYet.length ?? 0) + (plan?.unknown.length ?? 0) + (reading?.unread.length ?? 0)
  const steps = plan?.steps ?? []
  return (
    <Card className="flex min-h-0 flex-col overflow-hidden">
      <CardHead title="What will happen" sub={plan && summary(plan)} />
      <div className="min-h-0 flex-1 overflow-y-auto" aria-busy={!current}>
        {children}
        {problem === undefined ? null : <ErrorPanel problem={problem} onFix={onRetry} className="mx-4 mb-3" />}
        <Questions
          questions={asked}
          busy={busy !== undefined}
          onAnswer={onAnswer}
          onLater={({ about, reason }) => setLater(now => [...now, `${about} ${reason}`])}
        />
        {plan === undefined ? (
          problem === undefined ? (
            <ListBones label="Looking at the lab" />
          ) : null
        ) : steps.length === 0 && left === 0 && asked.length === 0 ? (
          <div className="border-t">
            <EmptyState title={plan.asDeclared === 0 ? 'Nothing is asked for yet' : 'Everything is as you want it'}>
              {plan.asDeclared === 0
                ? marked.lines.some(line => line.kind === 'text')
                  ? 'No wish is read in this text. Say it as one, for example “Give web-01 2 cores”.'
                  : 'Write a wish on the left.'
                : `${formatNumberOf(plan.asDeclared, 'thing')} just as the text says.`}
            </EmptyState>
          </div>
        ) : (
          <>
            <PlanSteps steps={steps} numberAt={marked.numberAt} />
            <PlanNotes plan={plan} unread={reading?.unread ?? []} />
          </>
        )}
      </div>
      <footer className="flex items-center gap-3 border-t px-4 py-3">
        <p className="flex-1 text-muted-foreground text-xs">
          {(plan ? footnotes(plan) : []).map(sentence => (
            <span key={sentence} className="block">
              {sentence}
            </span>
          ))}
        </p>
        {changed ? (
          <Button variant="ghost" disabled={busy !== undefined} onClick={onKeep}>
            Save as draft
          </Button>
        ) : null}
        <Button
          variant="primary"
          disabled={!current || steps.length === 0 || (plan?.problems.length ?? 0) > 0}
          pending={busy}
          onClick={onApply}
        >
          {steps.length === 0 ? 'Apply' : `Apply ${formatNumberOf(steps.length, 'change')}`}
        </Button>
      </footer>
    </Card>
  )
}

function summary({ steps, asDeclared }: Plan): string {
  const stays = asDeclared === 0 ? '' : `${formatNumberOf(asDeclared, 'thing')} ${asDeclared === 1 ? 'is' : 'are'} as you want`
  return [steps.length === 0 ? '' : formatNumberOf(steps.length, 'change'), stays].filter(part => part !== '').join(', ')
}

/** What is down meanwhile and what waits, in sentences. */
function footnotes(plan: Plan): string[] {
  const down = plan.steps.filter(step => step.downSeconds > 0)
  const waits = plan.questions.map(question => question.about)
  return [
    ...down
      .slice(0, 2)
      .map(
        step =>
          `${step.entry.kind === 'guest' ? step.entry.name : (step.entry.name ?? step.entry.app)}: ${step.downtime.charAt(0).toLowerCase()}${step.downtime.slice(1)}.`,
      ),
    ...(down.length > 2 ? [`${down.length - 2} more are down for a while.`] : []),
    ...(waits.length > 0 ? [`${waits.slice(0, 3).join(', ')} ${waits.length === 1 ? 'waits' : 'wait'} for your answer.`] : []),
    ...(plan.problems.length > 0 ? ['What is marked red has to be put right first.'] : []),
  ]
}
