import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams } from 'react-router'
import { isEnded } from '../../../shared/jobs/reduce-job.ts'
import { failureOf } from '../../lib/errors.ts'
import { subjectTitle } from '../../lib/job-words.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { JobView } from '../../ui/job-view.tsx'
import { AppIcon } from './app-icon.tsx'
import { AppPage } from './app-page.tsx'

/** An app: the progress of its deploy while that runs or where it failed, else its page. */
export function AppScreen() {
  const { app: name = '' } = useParams()
  return <ScreenOf key={name} name={name} />
}

function ScreenOf({ name }: { readonly name: string }) {
  const app = useQuery(api.apps.get.queryOptions({ input: { app: name }, retry: false }))
  const jobs = useQuery(api.jobs.list.queryOptions({ input: { subject: name, limit: 20 } }))
  const latest = jobs.data?.find(job => job.subject.kind === 'app')
  const [watched, setWatched] = useState<string>()
  const gone = app.error !== null && failureOf(app.error).kind === 'known'
  const title = gone || app.data === undefined ? (latest === undefined ? name : subjectTitle(latest)) : app.data.title
  usePage(title, [{ label: 'Apps', to: '/apps' }])

  if (jobs.isPending || app.isPending) return <ListBones label={`Opening ${name}`} />
  const deploying = latest?.kind === 'deploy' && !isEnded(latest.status)
  if (deploying && watched !== latest.id) setWatched(latest.id)
  if (latest !== undefined && (deploying || gone)) return <JobView id={latest.id} glyph={<AppIcon icon={app.data?.icon} size="lg" />} />
  if (app.data === undefined)
    return app.error === null ? null : <ErrorPanel problem={failureOf(app.error).problem} onFix={() => void app.refetch()} />
  const justDeployed = latest !== undefined && latest.kind === 'deploy' && latest.status === 'succeeded' && watched === latest.id
  return <AppPage app={app.data} latest={latest} justDeployed={justDeployed} />
}
