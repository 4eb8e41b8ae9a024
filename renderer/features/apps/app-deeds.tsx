import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppView } from '../../../shared/model/app.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatMoment } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card, CardBody } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Deeds } from '../../ui/job-view.tsx'
import { Select } from '../../ui/select.tsx'
import { TextLink } from '../../ui/text-link.tsx'

/** Everything MycoPod did for an app, one job at a time. */
export function AppDeeds({ app }: { readonly app: AppView }) {
  const now = useNow()
  const jobs = useQuery(api.jobs.list.queryOptions({ input: { subject: app.name, limit: 50 } }))
  const [chosen, setChosen] = useState<string>()
  if (jobs.error !== null) return <ErrorPanel problem={problemFrom(jobs.error)} onFix={() => void jobs.refetch()} />
  const [first] = jobs.data ?? []
  if (jobs.data === undefined) return <ListBones label="Reading what was done" />
  if (first === undefined) return <p className="text-muted-foreground">Nothing was done for it yet.</p>
  const shown = jobs.data.find(job => job.id === chosen) ?? jobs.data.find(job => job.kind === 'deploy') ?? first
  return (
    <Card>
      <CardBody>
        <div className="flex items-center gap-4">
          <Select
            label="Which job"
            value={shown.id}
            onValueChange={setChosen}
            options={jobs.data.map(job => ({ value: job.id, label: job.title, note: formatMoment(job.createdAt, now) }))}
            className="w-96"
          />
          <TextLink to={`/activity/${shown.id}`}>Show the job</TextLink>
        </div>
        <Deeds key={shown.id} job={shown.id} />
      </CardBody>
    </Card>
  )
}
