import { Ellipsis, ExternalLink } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { problemOf } from '../../../shared/errors/app-error.ts'
import { isEnded } from '../../../shared/jobs/reduce-job.ts'
import type { AppView } from '../../../shared/model/app.ts'
import type { JobView } from '../../../shared/model/job.ts'
import { appStates } from '../../lib/app-states.ts'
import { formatDuration } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Menu } from '../../ui/menu.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { TaskHeader } from '../../ui/page-header.tsx'
import { RunningJob } from '../../ui/running-job.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { TabLinks } from '../../ui/tabs.tsx'
import { useAppActs } from './app-acts.tsx'
import { AppIcon } from './app-icon.tsx'
import { FirstSteps } from './first-steps.tsx'
import { RemoveAppDialog } from './remove-app-dialog.tsx'

const AppSummary = lazy(async () => ({ default: (await import('./app-summary.tsx')).AppSummary }))
const AppLogs = lazy(async () => ({ default: (await import('./app-logs.tsx')).AppLogs }))
const AppSettings = lazy(async () => ({ default: (await import('./app-settings.tsx')).AppSettings }))
const AppFiles = lazy(async () => ({ default: (await import('./app-files.tsx')).AppFiles }))
const AppDeeds = lazy(async () => ({ default: (await import('./app-deeds.tsx')).AppDeeds }))

/** The page of a deployed app: its state and acts, and below them its parts by tab. */
export function AppPage({
  app,
  latest,
  justDeployed,
}: {
  readonly app: AppView
  readonly latest: JobView | undefined
  readonly justDeployed: boolean
}) {
  const { shows } = useDepth()
  const navigate = useNavigate()
  const part = useLocation().pathname.split('/')[3] ?? ''
  const [removing, setRemoving] = useState(false)
  const acts = useAppActs(() => setRemoving(true))
  const state = appStates[app.state]
  const base = `/apps/${app.name}`
  return (
    <>
      <TaskHeader
        glyph={<AppIcon icon={app.icon} size="lg" />}
        title={app.title}
        trailing={
          <span className="flex flex-none items-center gap-2">
            {app.url === undefined || app.state === 'stopped' ? null : (
              <Button asChild variant={justDeployed ? 'default' : 'primary'}>
                <a href={app.url} target="_blank" rel="noreferrer">
                  <ExternalLink aria-hidden="true" />
                  Open
                </a>
              </Button>
            )}
            {app.state === 'stopped' ? (
              <Button variant="primary" disabled={app.job !== undefined} onClick={() => acts.act(app, 'start')}>
                Start
              </Button>
            ) : null}
            <Menu items={acts.items(app).filter(item => item.label !== 'Show its page')}>
              <IconButton label={`More about ${app.title}`}>
                <Ellipsis />
              </IconButton>
            </Menu>
          </span>
        }
      >
        <span className="inline-flex items-center gap-2">
          <StatusDot tone={state.tone} />
          {state.word} on {app.device}, version {app.version}
        </span>
      </TaskHeader>
      <div className="mt-3.5 flex flex-col gap-3 empty:hidden">
        {acts.problem === undefined ? null : <ErrorPanel problem={acts.problem} onFix={acts.retry} />}
        {latest !== undefined && !isEnded(latest.status) ? <RunningJob job={latest} /> : null}
        {latest?.status === 'failed' ? (
          <MessagePanel
            tone="warn"
            title={`${latest.title} did not work.`}
            actions={
              <Button asChild>
                <Link to={`/activity/${latest.id}`}>Show what happened</Link>
              </Button>
            }
          >
            {latest.error === undefined ? null : <p>{problemOf(latest.error).title}.</p>}
          </MessagePanel>
        ) : null}
        {app.problem === undefined ? null : (
          <ErrorPanel
            problem={problemOf(app.problem)}
            onFix={fix => (fix.kind === 'retry' ? acts.act(app, 'restart') : void navigate(`/devices/${app.device}`))}
          />
        )}
        {justDeployed && part === '' ? <Deployed app={app} job={latest} /> : null}
      </div>
      <div className="mt-3.5 mb-4">
        <TabLinks
          label={app.title}
          links={[
            { to: base, label: 'Summary', end: true },
            { to: `${base}/logs`, label: 'Logs' },
            { to: `${base}/settings`, label: 'Settings' },
            { to: `${base}/did`, label: 'What I did' },
            ...(shows('advanced') ? [{ to: `${base}/files`, label: 'Files' }] : []),
          ]}
        />
      </div>
      <Suspense fallback={<ListBones label="Opening" />}>
        {part === 'logs' ? (
          <AppLogs app={app} />
        ) : part === 'settings' ? (
          <AppSettings app={app} />
        ) : part === 'did' ? (
          <AppDeeds app={app} />
        ) : part === 'files' ? (
          <AppFiles app={app} />
        ) : (
          <AppSummary app={app} fresh={justDeployed} onRemove={() => setRemoving(true)} onStop={() => acts.act(app, 'stop')} />
        )}
      </Suspense>
      {removing ? <RemoveAppDialog app={app} onClose={() => setRemoving(false)} /> : null}
    </>
  )
}

function Deployed({ app, job }: { readonly app: AppView; readonly job: JobView | undefined }) {
  const took =
    job?.startedAt === undefined || job.endedAt === undefined ? '' : ` It took ${formatDuration((job.endedAt - job.startedAt) / 1000)}.`
  return (
    <MessagePanel
      tone="ok"
      title={`${app.title} is running.`}
      actions={
        <>
          {app.url === undefined ? null : (
            <Button asChild variant="primary">
              <a href={app.url} target="_blank" rel="noreferrer">
                Open {app.title}
              </a>
            </Button>
          )}
          <Button asChild>
            <Link to="/apps/catalog">Deploy another app</Link>
          </Button>
        </>
      }
    >
      <p>
        It is on {app.device}.{took} Next:
      </p>
      <FirstSteps app={app} />
    </MessagePanel>
  )
}
