import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Ban, Check, CircleX, Hourglass, TriangleAlert, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { isEnded } from '../../../shared/jobs/reduce-job.ts'
import type { JobView } from '../../../shared/model/job.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatMoment } from '../../lib/format.ts'
import { outcomeOf, titleOf } from '../../lib/job-words.ts'
import { useNow } from '../../lib/now.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card, CardHead } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { VirtualList } from '../../ui/virtual-list.tsx'

type Filter = 'all' | 'failed' | 'mine'

/** What ran, newest first, narrowed to what failed or to what this person started. */
export function JobsCard() {
  const now = useNow()
  const [filter, setFilter] = useState<Filter>('all')
  const me = useQuery(api.system.info.queryOptions()).data?.person.name
  const jobs = useQuery(
    api.jobs.list.queryOptions({
      input: { limit: 1000, status: filter === 'failed' ? 'failed' : 'all' },
      placeholderData: keepPreviousData,
    }),
  )
  const shown = (jobs.data ?? []).filter(job => isEnded(job.status) && (filter !== 'mine' || job.startedBy === me))
  return (
    <Card flush>
      <CardHead title="Jobs">
        <Segmented
          label="Which jobs"
          value={filter}
          onValueChange={setFilter}
          options={[
            { value: 'all', label: 'All' },
            { value: 'failed', label: 'Failed' },
            { value: 'mine', label: 'Mine' },
          ]}
        />
      </CardHead>
      {jobs.error === null ? null : <ErrorPanel problem={problemFrom(jobs.error)} onFix={() => void jobs.refetch()} className="m-4" />}
      {jobs.isPending ? <ListBones label="Looking at what ran" /> : null}
      {jobs.data === undefined ? null : shown.length === 0 ? (
        <div className="border-t">
          <EmptyState title={filter === 'failed' ? 'Nothing failed' : 'Nothing ran yet'} />
        </div>
      ) : (
        <VirtualList
          label="Jobs"
          items={shown}
          itemKey={job => job.id}
          rowHeight={55}
          className={shown.length > 9 ? 'h-[calc(100vh-190px)] min-h-72' : 'h-auto overflow-visible'}
        >
          {job => <JobRow job={job} now={now} />}
        </VirtualList>
      )}
    </Card>
  )
}

const icons = { ok: Check, warn: TriangleAlert, bad: CircleX, off: Ban, run: Hourglass } as const
const inks = { ok: 'text-ok', warn: 'text-warn', bad: 'text-bad', off: 'text-subtle-foreground', run: 'text-primary-text' } as const

function JobRow({ job, now }: { readonly job: JobView; readonly now: number }) {
  const outcome = outcomeOf(job)
  const Icon = job.status === 'failed' && job.undone ? Undo2 : icons[outcome.tone]
  return (
    <Link
      to={`/activity/${job.id}`}
      className="moves-instant grid min-h-[55px] grid-cols-[16px_minmax(0,1fr)_auto] gap-x-3 border-t px-4 py-2 outline-offset-[-3px] hover:bg-hover"
    >
      <Icon aria-hidden="true" className={`mt-0.5 ${inks[outcome.tone]}`} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{titleOf(job)}</span>
        <span className="block truncate text-muted-foreground text-xs">
          {outcome.word}
          {job.status === 'succeeded' && outcome.sentence === 'Done' ? '' : `. ${outcome.sentence}`}
        </span>
      </span>
      <time dateTime={new Date(job.createdAt).toISOString()} className="text-muted-foreground text-xs leading-5">
        {formatMoment(job.createdAt, now)}
      </time>
    </Link>
  )
}
