import { useQuery } from '@tanstack/react-query'
import { Box, Monitor, Server } from 'lucide-react'
import { Link, useParams } from 'react-router'
import type { JobView as Job } from '../../../shared/model/job.ts'
import { subjectAddress } from '../../lib/job-fixes.ts'
import { subjectTitle } from '../../lib/job-words.ts'
import { usePage } from '../../lib/page.ts'
import { pictureAddress } from '../../lib/picture-address.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Glyph } from '../../ui/glyph.tsx'
import { JobView } from '../../ui/job-view.tsx'
import { GuestNext } from './guest-next.tsx'

/** One job: its progress while it runs, how it ended after. */
export function JobScreen() {
  const { job: id = '' } = useParams()
  const job = useQuery(api.jobs.get.queryOptions({ input: { job: id } })).data
  const guest = job?.subject.kind === 'guest' ? [{ label: job.subject.name, to: subjectAddress(job.subject) }] : []
  usePage(job?.title ?? 'Job', [{ label: 'Activity', to: '/activity' }, ...guest])
  return <JobView key={id} id={id} glyph={<SubjectGlyph subject={job?.subject} />} next={next} />
}

function SubjectGlyph({ subject }: { readonly subject: Job['subject'] | undefined }) {
  const icon = useQuery(api.apps.list.queryOptions({ enabled: subject?.kind === 'app' })).data?.find(
    app => app.name === subject?.name,
  )?.icon
  return (
    <Glyph size="lg" src={pictureAddress(icon)}>
      {subject?.kind === 'device' ? <Server /> : subject?.kind === 'guest' ? <Monitor /> : <Box />}
    </Glyph>
  )
}

function next(job: Job) {
  const { kind } = job.subject
  if (kind === 'none') return null
  if (kind === 'guest') return <GuestNext job={job} />
  if (job.kind === 'remove-app' || job.kind === 'devices.remove')
    return (
      <p className="mt-4 flex gap-2">
        <Button asChild>
          <Link to="/apps">Show your apps</Link>
        </Button>
      </p>
    )
  const url = job.result?.url
  return (
    <p className="mt-4 flex gap-2">
      {typeof url === 'string' && /^https?:/.test(url) ? (
        <Button asChild variant="primary">
          <a href={url} target="_blank" rel="noreferrer">
            Open it
          </a>
        </Button>
      ) : null}
      <Button asChild>
        <Link to={subjectAddress(job.subject)}>Show {subjectTitle(job)}</Link>
      </Button>
    </p>
  )
}
