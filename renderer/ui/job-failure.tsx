import { Check, CircleCheck, CircleX, FileText, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { problemOf } from '../../shared/errors/app-error.ts'
import type { JobUndo, JobView } from '../../shared/model/job.ts'
import { formatDuration } from '../lib/format.ts'
import { stepsOf } from '../lib/job.ts'
import { outcomeOf, reportOf, spanOf, undoneOf } from '../lib/job-words.ts'
import { Badge } from './badge.tsx'
import { Card, CardHead } from './card.tsx'
import { CopyButton } from './copy-button.tsx'
import { ErrorPanel, type ScreenFix } from './error-panel.tsx'
import { FoldedLog } from './job-progress.tsx'
import type { LogLine } from './log-view.tsx'
import { TaskHeader } from './page-header.tsx'
import { StepList } from './step-list.tsx'
import { TextLink } from './text-link.tsx'

/** A job that did not come to its end: the fix first, then how far it came, what was undone in order, and the closing check. */
export function JobFailure({
  job,
  lines,
  glyph,
  title,
  pending,
  onFix,
  onShowDeeds,
  children,
}: {
  readonly job: JobView
  readonly lines: readonly LogLine[]
  readonly glyph?: ReactNode
  readonly title: string
  readonly pending?: string | undefined
  readonly onFix: (fix: ScreenFix) => void
  readonly onShowDeeds: () => void
  /** The way on that stands at the right below, for example “Choose another device”. */
  readonly children?: ReactNode
}) {
  const outcome = outcomeOf(job)
  const undone = undoneOf(job)
  const place = job.subject.device ?? job.subject.name
  const clean = job.undone && job.checked?.clean !== false
  return (
    <div className="mx-auto w-full max-w-[860px] pt-1.5">
      <TaskHeader glyph={glyph} title={title} trailing={<Badge>{outcome.word}</Badge>}>
        {job.undos.length === 0
          ? 'Nothing was made, so nothing had to be taken away.'
          : clean
            ? `${place} is as it was before. Nothing was left behind.`
            : 'Not everything could be taken away; what is left stands below.'}
      </TaskHeader>
      {job.error === undefined || job.status === 'cancelled' ? null : (
        <ErrorPanel problem={problemOf(job.error)} onFix={onFix} pending={pending} className="mt-4" />
      )}
      <div className="mt-4 grid gap-4 wide:grid-cols-2">
        <Card>
          <CardHead title="How far it came">
            <span className="text-muted-foreground text-xs tabular-nums">{spanOf(job)}</span>
          </CardHead>
          <StepList label="How far it came" steps={stepsOf(job, job.endedAt ?? job.createdAt)} className="px-4 pb-3" />
        </Card>
        {undone.length === 0 ? null : (
          <Card className="flex flex-col">
            <CardHead title="What was undone">
              <span className="text-muted-foreground text-xs">Last made, first removed</span>
            </CardHead>
            <ol aria-label="What was undone" className="flex-1 px-4 pb-3">
              {undone.map(undo => (
                <UndoLine key={undo.id} undo={undo} />
              ))}
            </ol>
            {job.checked === undefined ? null : (
              <p className="flex items-center gap-2 border-t px-4 py-2.5 text-muted-foreground text-xs">
                {job.checked.clean ? (
                  <CircleCheck aria-hidden="true" className="size-4 flex-none text-ok" />
                ) : (
                  <CircleX aria-hidden="true" className="size-4 flex-none text-bad" />
                )}
                {job.checked.sentence}
              </p>
            )}
          </Card>
        )}
      </div>
      <FoldedLog lines={lines} title="Log" />
      <div className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-2 px-0.5">
        <TextLink onClick={onShowDeeds} className="inline-flex min-h-7 items-center gap-2">
          <FileText aria-hidden="true" className="size-3.5" />
          What I did
        </TextLink>
        <span className="inline-flex items-center gap-1 text-muted-foreground">
          <CopyButton text={reportOf(job, lines)} label="Copy a report" />
          Copy a report for asking others
        </span>
        <span className="ml-auto">{children}</span>
      </div>
    </div>
  )
}

const undoWords: Readonly<Record<JobUndo['status'], string>> = {
  registered: 'Waits',
  now: 'Being undone',
  done: 'Undone',
  failed: 'Could not be undone',
  'nothing-to-do': 'Was not there',
}

function UndoLine({ undo }: { readonly undo: JobUndo }) {
  return (
    <li className="flex min-h-8 items-center gap-3 py-1.5">
      {undo.status === 'done' ? (
        <Check aria-hidden="true" className="flex-none text-ok" />
      ) : undo.status === 'failed' ? (
        <CircleX aria-hidden="true" className="flex-none text-bad" />
      ) : (
        <Minus aria-hidden="true" className="flex-none text-subtle-foreground" />
      )}
      <span className="min-w-0 flex-1 break-words">
        <span className="sr-only">{undoWords[undo.status]}: </span>
        {undo.title}
      </span>
      <span className="flex-none text-muted-foreground text-xs tabular-nums">
        {undo.status === 'nothing-to-do'
          ? 'was not there'
          : undo.startedAt === undefined || undo.endedAt === undefined
            ? ''
            : formatDuration((undo.endedAt - undo.startedAt) / 1000)}
      </span>
    </li>
  )
}
