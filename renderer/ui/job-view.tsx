import { useMutation, useQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { JobView as Job } from '../../shared/model/job.ts'
import { problemFrom } from '../lib/errors.ts'
import { stepsOf, useJob } from '../lib/job.ts'
import { deployAddress, useJobFixes } from '../lib/job-fixes.ts'
import { outcomeOf, spanOf, subjectTitle } from '../lib/job-words.ts'
import { useNow } from '../lib/now.ts'
import { api } from '../lib/query.ts'
import { Badge } from './badge.tsx'
import { ListBones } from './bones.tsx'
import { Card, CardHead } from './card.tsx'
import { Dialog } from './dialog.tsx'
import { ErrorPanel } from './error-panel.tsx'
import { JobFailure } from './job-failure.tsx'
import { FoldedLog, JobProgress } from './job-progress.tsx'
import type { LogLine } from './log-view.tsx'
import { TaskHeader } from './page-header.tsx'
import { StepList } from './step-list.tsx'
import { TextLink } from './text-link.tsx'
import { WhatIDidView } from './what-i-did.tsx'

/** One job, live: its progress while it runs, its end after; `next` names what may be done once it succeeded. */
export function JobView({
  id,
  glyph,
  next,
}: {
  readonly id: string
  readonly glyph?: ReactNode
  readonly next?: ((job: Job) => ReactNode) | undefined
}) {
  const { job, lines, live, error } = useJob(id)
  const now = useNow()
  const cancel = useMutation(api.jobs.cancel.mutationOptions())
  if (error !== null) return <ErrorPanel problem={problemFrom(error)} />
  if (job === undefined) return <ListBones label="Looking at the job" />
  return (
    <>
      {live.phase === 'failed' ? <ErrorPanel problem={live.problem} className="mb-3" /> : null}
      {cancel.error === null ? null : <ErrorPanel problem={problemFrom(cancel.error)} className="mb-3" />}
      {job.status === 'failed' || job.status === 'cancelled' ? (
        <Failed job={job} lines={lines} glyph={glyph} />
      ) : job.status === 'succeeded' ? (
        <Succeeded job={job} lines={lines} glyph={glyph}>
          {next?.(job)}
        </Succeeded>
      ) : (
        <JobProgress
          job={job}
          lines={lines}
          now={now}
          glyph={glyph}
          cancelling={cancel.isPending || cancel.isSuccess}
          onCancel={() => cancel.mutate({ job: id })}
        />
      )}
    </>
  )
}

function Failed({ job, lines, glyph }: { readonly job: Job; readonly lines: readonly LogLine[]; readonly glyph?: ReactNode }) {
  const [deeds, setDeeds] = useState(false)
  const { fix, pending, error } = useJobFixes(job)
  return (
    <>
      {error === null ? null : <ErrorPanel problem={problemFrom(error)} className="mb-3" />}
      <JobFailure
        job={job}
        lines={lines}
        glyph={glyph}
        title={failedTitle(job)}
        pending={pending}
        onFix={fix}
        onShowDeeds={() => setDeeds(true)}
      >
        {job.kind === 'deploy' ? (
          <TextLink to={deployAddress(job, job.status === 'cancelled' ? {} : { without: job.subject.device ?? '' })}>
            {job.status === 'cancelled' ? 'Back to its settings' : 'Choose another device'}
          </TextLink>
        ) : null}
      </JobFailure>
      <DeedsDialog job={job.id} open={deeds} onOpenChange={setDeeds} />
    </>
  )
}

function Succeeded({
  job,
  lines,
  glyph,
  children,
}: {
  readonly job: Job
  readonly lines: readonly LogLine[]
  readonly glyph?: ReactNode
  readonly children?: ReactNode
}) {
  const [deeds, setDeeds] = useState(false)
  return (
    <div className="mx-auto w-full max-w-[720px] pt-1.5">
      <TaskHeader glyph={glyph} title={job.title} trailing={<Badge tone="ok">Done</Badge>}>
        {outcomeOf(job).sentence}, started by {job.startedBy}.
      </TaskHeader>
      {children}
      <Card className="mt-4">
        <CardHead title="What was done">
          <span className="text-muted-foreground text-xs tabular-nums">{spanOf(job)}</span>
        </CardHead>
        <StepList label="Steps" steps={stepsOf(job, job.endedAt ?? job.createdAt)} className="px-4 pb-3" />
      </Card>
      <FoldedLog lines={lines} title="Log" />
      <TextLink onClick={() => setDeeds(true)} className="mt-3 inline-flex min-h-7 items-center gap-2">
        <FileText aria-hidden="true" className="size-3.5" />
        What I did
      </TextLink>
      <DeedsDialog job={job.id} open={deeds} onOpenChange={setDeeds} />
    </div>
  )
}

/** Everything a job did, in a window above the page. */
export function DeedsDialog({
  job,
  open,
  onOpenChange,
}: {
  readonly job: string
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="What I did"
      description="Everything that was written and run. Secrets are masked."
      width={760}
    >
      {open ? <Deeds job={job} /> : null}
    </Dialog>
  )
}

/** Everything a job did, read when it is shown. */
export function Deeds({ job }: { readonly job: string }) {
  const did = useQuery(api.jobs.whatIDid.queryOptions({ input: { job } }))
  if (did.error !== null) return <ErrorPanel problem={problemFrom(did.error)} onFix={() => void did.refetch()} className="mt-3" />
  return (
    <div className="mt-3">{did.data === undefined ? <ListBones label="Reading what was done" /> : <WhatIDidView did={did.data} />}</div>
  )
}

function failedTitle(job: Job): string {
  const ended = job.status === 'cancelled' ? 'was cancelled' : 'did not work'
  if (job.kind !== 'deploy') return `${job.title}: ${ended}`
  const app = subjectTitle(job)
  return job.status === 'cancelled' ? `Deploying ${app} was cancelled` : `${app} was not deployed`
}
