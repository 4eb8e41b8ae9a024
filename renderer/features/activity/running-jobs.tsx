import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { JobView } from '../../../shared/model/job.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatPartOfWhole, formatPercent, formatTimeLeft } from '../../lib/format.ts'
import { nowOf, titleOf } from '../../lib/job-words.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { ProgressRing } from '../../ui/progress-ring.tsx'

const askEveryMs = 1000

/** The jobs that run now, each with how far it is and a way to cancel it; nothing when nothing runs. */
export function RunningJobs() {
  const running = useQuery(
    api.jobs.list.queryOptions({
      input: { status: 'running', limit: 20 },
      refetchInterval: query => ((query.state.data?.length ?? 0) > 0 ? askEveryMs : false),
    }),
  )
  if (running.error !== null) return <ErrorPanel problem={problemFrom(running.error)} onFix={() => void running.refetch()} />
  return running.data?.map(job => <RunningJob key={job.id} job={job} />)
}

function RunningJob({ job }: { readonly job: JobView }) {
  const cancel = useMutation(api.jobs.cancel.mutationOptions())
  return (
    <Card className="px-4 py-3.5">
      <div className="flex items-center gap-2">
        <ProgressRing fraction={job.fraction} />
        <Link to={`/activity/${job.id}`} className="min-w-0 flex-1 truncate font-medium hover:underline">
          {titleOf(job)}
        </Link>
        {job.cancellable ? (
          <Button
            size="sm"
            aria-label={`Cancel ${job.title}`}
            pending={cancel.isPending || cancel.isSuccess ? 'Cancelling' : undefined}
            onClick={() => cancel.mutate({ job: job.id })}
          >
            Cancel
          </Button>
        ) : null}
      </div>
      <div className="mt-2 flex items-center gap-3">
        <ProgressBar fraction={job.fraction} label={titleOf(job)} className="flex-1" />
        <b className="w-9 flex-none text-right font-semibold text-xs tabular-nums">{formatPercent(job.fraction)}</b>
      </div>
      <p className="mt-1.5 flex justify-between gap-3 text-muted-foreground text-xs tabular-nums">
        <span className="truncate">
          {nowOf(job)}
          {bytesOf(job)}
        </span>
        <span className="flex-none">{job.secondsLeft === undefined ? '' : formatTimeLeft(job.secondsLeft)}</span>
      </p>
      {cancel.error === null ? null : <ErrorPanel problem={problemFrom(cancel.error)} className="mt-3" />}
    </Card>
  )
}

function bytesOf(job: JobView): string {
  const bars = job.steps.find(step => step.status === 'now')?.bars ?? []
  const done = bars.reduce((sum, bar) => sum + bar.doneBytes, 0)
  const total = bars.reduce((sum, bar) => sum + (bar.totalBytes ?? Number.NaN), 0)
  if (done === 0) return ''
  return `, ${Number.isNaN(total) ? formatBytes(done) : formatPartOfWhole(done, total)}`
}
