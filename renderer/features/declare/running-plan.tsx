import { useMutation } from '@tanstack/react-query'
import { problemOf } from '../../../shared/errors/app-error.ts'
import { isEnded } from '../../../shared/jobs/reduce-job.ts'
import { problemFrom } from '../../lib/errors.ts'
import { stepsOf, useJob } from '../../lib/job.ts'
import { doing, progressOf } from '../../lib/job-words.ts'
import { useNow } from '../../lib/now.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHead } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { type Step, StepList } from '../../ui/step-list.tsx'

/** A plan that is being carried out, in place of the plan: each step, how far all is, and the time left. */
export function RunningPlan({
  job: id,
  onClose,
  onUndo,
  undoing,
}: {
  readonly job: string
  readonly onClose: () => void
  /** Plans the way back to how it was before. */
  readonly onUndo: (() => void) | undefined
  readonly undoing: boolean
}) {
  const { job, error } = useJob(id)
  const now = useNow()
  const cancel = useMutation(api.jobs.cancel.mutationOptions())
  if (job === undefined)
    return (
      <Card>
        {error === null ? (
          <ListBones label="Looking how far it is" />
        ) : (
          <ErrorPanel problem={problemFrom(error)} onFix={onClose} className="m-4" />
        )}
      </Card>
    )
  const ended = isEnded(job.status)
  const done = job.steps.filter(step => step.status === 'done').length
  const undo =
    onUndo === undefined || done === 0 ? null : (
      <Button pending={undoing ? 'Planning' : undefined} onClick={onUndo}>
        Undo what was done
      </Button>
    )
  return (
    <Card className="flex min-h-0 flex-col overflow-hidden">
      <CardHead title={ended ? 'What happened' : 'Happening now'} sub={`${done} of ${job.steps.length} done`}>
        {ended ? null : (
          <Button size="sm" disabled={cancel.isPending} onClick={() => cancel.mutate({ job: id })}>
            Cancel
          </Button>
        )}
      </CardHead>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4">
        {ended ? null : (
          <div className="mb-3">
            <ProgressBar fraction={job.fraction} label={job.title} />
            <p className="mt-1.5 text-muted-foreground text-xs tabular-nums">{progressOf(job)}</p>
          </div>
        )}
        {job.status === 'succeeded' ? (
          <MessagePanel
            tone="ok"
            title="Everything is as you want it"
            className="mb-3"
            actions={
              <>
                <Button variant="primary" onClick={onClose}>
                  Done
                </Button>
                {undo}
              </>
            }
          >
            <p className="mt-0.5">MycoPod keeps an eye on it and tells you when something differs.</p>
          </MessagePanel>
        ) : null}
        {ended && job.status !== 'succeeded' ? (
          <div className="mb-3 flex flex-col gap-2">
            {job.error === undefined ? (
              <MessagePanel tone="warn" title={job.status === 'cancelled' ? 'Cancelled' : 'Stopped before the end'}>
                <p className="mt-0.5">What was done stays; what was not begun is left as it was.</p>
              </MessagePanel>
            ) : (
              <ErrorPanel problem={problemOf(job.error)} below="What was done before stays. What came after was not begun." />
            )}
            <div className="flex gap-2">
              <Button variant="primary" onClick={onClose}>
                Look at the plan again
              </Button>
              {undo}
            </div>
          </div>
        ) : null}
        <StepList steps={stepsOf(job, now).map(withItsNote)} />
      </div>
    </Card>
  )
}

/** What a step is at while it goes on, and why it did not end well; what is done needs no more words. */
function withItsNote({ note, ...step }: Step): Step {
  if (step.state === 'cancelled') return { ...step, note: 'Cancelled' }
  if (step.state === 'done' || note === undefined) return step
  return { ...step, note: step.state === 'now' && typeof note === 'string' ? doing(note) : note }
}
