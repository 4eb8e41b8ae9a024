import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { DeviceView } from '../../../shared/model/device.ts'
import type { JobStatus, JobView } from '../../../shared/model/job.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatMoment } from '../../lib/format.ts'
import { titleOf } from '../../lib/job-words.ts'
import { useNow } from '../../lib/now.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { type Column, Table } from '../../ui/table.tsx'

const words: Readonly<Record<JobStatus, string>> = {
  queued: 'Waits',
  waiting: 'Waits',
  running: 'Runs',
  undoing: 'Is being undone',
  succeeded: 'Done',
  failed: 'Did not work',
  cancelled: 'Cancelled',
  interrupted: 'Was interrupted',
}

/** What was done on a device, newest first. */
export function DeviceActivity({ device }: { readonly device: DeviceView }) {
  const jobs = useQuery(api.jobs.list.queryOptions({ input: { limit: 500 } }))
  const now = useNow()
  if (jobs.error !== null) return <ErrorPanel problem={problemFrom(jobs.error)} onFix={() => void jobs.refetch()} />
  if (jobs.data === undefined) return <ListBones label="Reading what was done" />
  const own = jobs.data.filter(
    ({ subject }) => subject.device === device.name || (subject.kind === 'device' && subject.name === device.name),
  )
  const columns: readonly Column<JobView>[] = [
    { id: 'when', head: 'When', width: '130px', cell: job => formatMoment(job.createdAt, now) },
    {
      id: 'what',
      head: 'What',
      cell: job => (
        <Link to={`/activity/${job.id}`} className="covers-row font-medium">
          {titleOf(job)}
        </Link>
      ),
    },
    { id: 'who', head: 'Who', width: '120px', cell: job => job.startedBy },
    { id: 'state', head: 'How it went', width: '140px', cell: job => words[job.status] },
  ]
  return own.length === 0 ? (
    <Card>
      <EmptyState title="Nothing was done here yet">What MycoPod does on {device.name} is written down here.</EmptyState>
    </Card>
  ) : (
    <Card flush>
      <Table label={`What was done on ${device.name}`} columns={columns} rows={own} rowKey={job => job.id} />
    </Card>
  )
}
