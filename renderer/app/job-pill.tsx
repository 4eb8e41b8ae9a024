import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { formatPercent } from '../lib/format.ts'
import { isBegun, titleOf } from '../lib/job-words.ts'
import { api } from '../lib/query.ts'
import { ProgressRing } from '../ui/progress-ring.tsx'

const askEveryMs = 1000

/** What runs now: one job by name and percentage, more by their number; nothing when nothing runs. */
export function JobPill() {
  const running = useQuery(
    api.jobs.list.queryOptions({
      input: { status: 'running', limit: 20 },
      refetchInterval: query => ((query.state.data?.length ?? 0) > 0 ? askEveryMs : false),
    }),
  ).data
  const first = running?.[0]
  if (running === undefined || first === undefined) return null
  const fraction = running.reduce((sum, job) => sum + job.fraction, 0) / running.length
  return (
    <Link
      to={running.length === 1 ? `/activity/${first.id}` : '/activity'}
      className="moves-instant inline-flex h-7 min-w-0 max-w-72 items-center gap-2 rounded-sm bg-primary-soft pr-2.5 pl-2 font-medium text-primary-soft-foreground text-xs"
    >
      <ProgressRing fraction={fraction} />
      <span className="truncate">
        {running.length === 1 ? (
          <>
            {titleOf(first)}
            {isBegun(first) ? <span className="tabular-nums"> · {formatPercent(first.fraction)}</span> : null}
          </>
        ) : (
          `${running.length} jobs`
        )}
      </span>
    </Link>
  )
}
