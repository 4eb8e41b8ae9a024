import { ChevronRight, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { JobView } from '../../shared/model/job.ts'
import { formatNumberOf, formatPercent, formatTime, formatTimeLeft } from '../lib/format.ts'
import { stepsOf } from '../lib/job.ts'
import { cancelCost, nowOf, titleOf } from '../lib/job-words.ts'
import { useDepth } from '../lib/look.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { type LogLine, LogView } from './log-view.tsx'
import { TaskHeader } from './page-header.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { StepList } from './step-list.tsx'

/** A job while it runs: how far it is, its steps, its log, and what cancelling takes away. */
export function JobProgress({
  job,
  lines,
  now,
  glyph,
  cancelling,
  onCancel,
}: {
  readonly job: JobView
  readonly lines: readonly LogLine[]
  readonly now: number
  readonly glyph?: ReactNode
  readonly cancelling: boolean
  readonly onCancel: () => void
}) {
  const { shows } = useDepth()
  const step = job.steps.findIndex(each => each.status === 'now')
  return (
    <div className="mx-auto w-full max-w-[720px] pt-3.5">
      <TaskHeader
        glyph={glyph}
        title={titleOf(job)}
        trailing={
          job.cancellable ? (
            <Button onClick={onCancel} pending={cancelling ? 'Cancelling' : undefined}>
              Cancel
            </Button>
          ) : undefined
        }
      >
        You can leave this screen. The work goes on, and you will be told when it is done.
      </TaskHeader>
      <Card className="mt-4">
        <div className="border-b px-5 pt-4 pb-4">
          <div className="flex items-baseline justify-between gap-4">
            <h3 className="font-semibold text-md">{nowOf(job)}</h3>
            <span className="text-muted-foreground tabular-nums">
              {job.secondsLeft === undefined ? (job.status === 'waiting' ? 'waits for another job' : '') : formatTimeLeft(job.secondsLeft)}
            </span>
          </div>
          <div className="mt-2 flex items-center gap-4">
            <ProgressBar fraction={job.fraction} label={titleOf(job)} className="flex-1" />
            <b className="w-9 flex-none text-right font-semibold tabular-nums">{formatPercent(job.fraction)}</b>
          </div>
          <div className="mt-2 flex justify-between gap-4 text-muted-foreground text-xs tabular-nums">
            <span>{step < 0 ? formatNumberOf(job.steps.length, 'step') : `Step ${step + 1} of ${job.steps.length}`}</span>
            <span>
              Started {formatTime(job.startedAt ?? job.createdAt)} by {job.startedBy}
            </span>
          </div>
        </div>
        <StepList label="Steps" steps={stepsOf(job, now)} className="px-5 py-3" />
      </Card>
      <FoldedLog lines={lines} title="Live log" />
      {job.cancellable ? (
        <p className="mt-3 flex items-start gap-2.5 px-1 text-muted-foreground text-xs">
          <Undo2 aria-hidden="true" className="mt-0.5 size-3.5 flex-none" />
          {cancelCost(job, shows('advanced'))}
        </p>
      ) : null}
    </div>
  )
}

/** A log folded to its last line, opened by a click. */
export function FoldedLog({ lines, title }: { readonly lines: readonly LogLine[]; readonly title: string }) {
  const last = lines.at(-1)
  return (
    <Card flush className="mt-3">
      <details className="group/log">
        <summary className="flex min-h-11 cursor-default list-none items-center gap-3 px-4 outline-offset-[-3px] [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden="true" className="flex-none group-open/log:rotate-90" />
          <span className="flex-none font-medium">{title}</span>
          <span className="flex-none text-muted-foreground text-xs tabular-nums">{formatNumberOf(lines.length, 'line')}</span>
          <span className="mono min-w-0 truncate text-muted-foreground text-xs group-open/log:hidden">
            {last === undefined ? '' : `${last.prefix ?? ''} ${last.text}`}
          </span>
        </summary>
        <div className="border-t p-4">
          <LogView lines={lines} label={title} />
        </div>
      </details>
    </Card>
  )
}
