import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { JobView } from '../../shared/model/job.ts'
import { progressOf, titleOf } from '../lib/job-words.ts'
import { api } from '../lib/query.ts'
import { ProgressBar } from './progress-bar.tsx'

const askEveryMs = 1000

/** A job that runs, on the page of what it is about: its step, how far it is, the time left, and the way to it. */
export function RunningJob({ job: known }: { readonly job: JobView }) {
  const job = useQuery(api.jobs.get.queryOptions({ input: { job: known.id }, refetchInterval: askEveryMs })).data ?? known
  const { note } = job.steps.find(step => step.status === 'now') ?? {}
  return (
    <div className="rounded-lg border bg-card px-4 py-3 shadow-card">
      <div className="flex items-baseline justify-between gap-4">
        <Link to={`/activity/${job.id}`} className="font-medium text-primary-text hover:underline">
          {titleOf(job)}
        </Link>
        <span className="text-muted-foreground text-xs tabular-nums">{progressOf(job)}</span>
      </div>
      <ProgressBar fraction={job.fraction} label={job.title} className="mt-2" />
      {note === undefined ? null : <p className="mt-1.5 text-muted-foreground text-xs tabular-nums">{note}</p>}
    </div>
  )
}
