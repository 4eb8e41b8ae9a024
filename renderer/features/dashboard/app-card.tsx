import { Box, Ellipsis, ExternalLink, FileText, RotateCw, ScrollText } from 'lucide-react'
import { Link, useNavigate } from 'react-router'
import type { AppView } from '../../../shared/model/app.ts'
import { appStates } from '../../lib/app-states.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes } from '../../lib/format.ts'
import { pictureAddress } from '../../lib/picture-address.ts'
import { IconButton } from '../../ui/button.tsx'
import { Glyph } from '../../ui/glyph.tsx'
import { Menu } from '../../ui/menu.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { showToast } from '../../ui/toast.tsx'

/** An app at a glance: where it is, how it is, what it uses; open it, or more. */
export function AppCard({ app }: { readonly app: AppView }) {
  const { tone, word } = appStates[app.state]
  const detail =
    app.state === 'running' ? (app.memoryBytes === undefined ? '' : ` · ${formatBytes(app.memoryBytes)}`) : ` · ${word.toLowerCase()}`
  return (
    <li className="relative flex h-[52px] min-w-0 items-center gap-2.5 rounded-lg border bg-card pr-1.5 pl-2.5 shadow-card hover:border-border-strong">
      <Glyph src={pictureAddress(app.icon)}>
        <Box />
      </Glyph>
      <div className="min-w-0 flex-1 leading-4">
        <span className="flex items-center gap-1.5">
          <Link to={`/apps/${app.name}`} className="min-w-0 truncate font-medium outline-offset-2 after:absolute after:inset-0">
            {app.title}
          </Link>
          <StatusDot tone={tone} label={word} small />
        </span>
        <span className="block truncate text-muted-foreground text-xs tabular-nums">
          <span className="normal-nums">{app.device}</span>
          {detail}
        </span>
      </div>
      <span className="relative flex flex-none">
        {app.url === undefined || app.state === 'stopped' ? null : (
          <IconButton label={`Open ${app.title}`} size="sm" variant="ghost" onClick={() => window.open(app.url, '_blank', 'noreferrer')}>
            <ExternalLink />
          </IconButton>
        )}
        <More app={app} />
      </span>
    </li>
  )
}

function More({ app }: { readonly app: AppView }) {
  const navigate = useNavigate()
  const restart = () =>
    void client.apps.restart({ app: app.name }).then(
      ({ job }) =>
        showToast({ title: `Restarting ${app.title}.`, tone: 'plain', steps: [{ label: 'Show progress', to: `/activity/${job}` }] }),
      (error: unknown) =>
        showToast({ title: problemFrom(error).title, tone: 'warn', steps: [{ label: `Look at ${app.title}`, to: `/apps/${app.name}` }] }),
    )
  return (
    <Menu
      items={[
        { label: 'Show its page', icon: <FileText />, onSelect: () => void navigate(`/apps/${app.name}`) },
        { label: 'Logs', icon: <ScrollText />, onSelect: () => void navigate(`/apps/${app.name}/logs`) },
        {
          label: 'Restart',
          icon: <RotateCw />,
          group: true,
          disabled: app.job !== undefined || app.state === 'stopped',
          onSelect: restart,
        },
      ]}
    >
      <IconButton label={`More for ${app.title}`} size="sm" variant="ghost">
        <Ellipsis />
      </IconButton>
    </Menu>
  )
}
