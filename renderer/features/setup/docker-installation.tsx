import { useQuery } from '@tanstack/react-query'
import { Container } from 'lucide-react'
import { useEffect } from 'react'
import { isEnded } from '../../../shared/jobs/reduce-job.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Glyph } from '../../ui/glyph.tsx'
import { JobView } from '../../ui/job-view.tsx'

/** The job that installs Docker, live; tells when it ended, and offers to go on when it did not work. */
export function DockerInstallation({
  job,
  onInstalled,
  onAgain,
}: {
  readonly job: string
  readonly onInstalled: () => void
  readonly onAgain: () => void
}) {
  const status = useQuery(api.jobs.get.queryOptions({ input: { job } })).data?.status
  useEffect(() => {
    if (status === 'succeeded') onInstalled()
  }, [status, onInstalled])
  const failed = status !== undefined && status !== 'succeeded' && isEnded(status)
  return (
    <div className="mt-3">
      <JobView
        key={job}
        id={job}
        glyph={
          <Glyph size="lg">
            <Container />
          </Glyph>
        }
      />
      {failed ? (
        <p className="mt-4 flex gap-2">
          <Button onClick={onAgain}>Back to the checks</Button>
        </p>
      ) : null}
    </div>
  )
}
