import { Columns3, Ellipsis, ExternalLink, LayoutTemplate, Monitor, Play, Plus, Power } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, Navigate, Route, Routes } from 'react-router'
import { problemOf } from '../../../shared/errors/app-error.ts'
import type { GuestDetail, GuestView } from '../../../shared/model/guest.ts'
import { formatBytes, formatNumberOf } from '../../lib/format.ts'
import { guestAddress } from '../../lib/guest-address.ts'
import { doing } from '../../lib/job-words.ts'
import { useDepth } from '../../lib/look.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Glyph } from '../../ui/glyph.tsx'
import { Menu } from '../../ui/menu.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { RunningJob } from '../../ui/running-job.tsx'
import { TabLinks } from '../../ui/tabs.tsx'
import { useGuestActs } from './guest-acts.tsx'
import { GuestBackups } from './guest-backups.tsx'
import type { AskedOfGuest } from './guest-dialogs.tsx'
import { useGuestJobs } from './guest-jobs.ts'
import { GuestOverview } from './guest-overview.tsx'
import { GuestParts } from './guest-parts.tsx'
import { GuestSettings } from './guest-settings.tsx'
import { GuestSnapshots } from './guest-snapshots.tsx'
import { GuestTasks } from './guest-tasks.tsx'
import { guestCondition, guestKind, uptimeWords } from './guest-words.ts'
import { PendingChanges } from './pending-changes.tsx'
import { newGuestAddress } from './proxmox-addresses.ts'

/** The page of a guest: its state and acts, what runs or waits, and its parts by tab. */
export function GuestPage({
  detail,
  stale,
  onAsk,
}: {
  readonly detail: GuestDetail
  /** Why what is shown may be old. */
  readonly stale: ReactNode
  readonly onAsk: (question: AskedOfGuest['question'], guest: GuestView) => void
}) {
  const { guest } = detail
  const acts = useGuestActs(guest.cluster, asked => onAsk(asked.question, asked.guest))
  const { running, latest } = useGuestJobs(guest)
  const base = guestAddress(guest)
  return (
    <>
      <Head detail={detail} acts={acts} busy={running.length > 0} onAsk={question => onAsk(question, guest)} />
      <div className="mt-3.5 flex flex-col gap-3 empty:hidden">
        {stale}
        {acts.panel}
        {running.map(job => (
          <RunningJob key={job.id} job={job} />
        ))}
        {latest?.status === 'failed' ? (
          <MessagePanel
            tone="warn"
            title={`${doing(latest.title)} did not work.`}
            actions={
              <Button asChild>
                <Link to={`/activity/${latest.id}`}>Show what happened</Link>
              </Button>
            }
          >
            {latest.error === undefined ? null : <p>{problemOf(latest.error).title}.</p>}
          </MessagePanel>
        ) : null}
        <PendingChanges detail={detail} onRestart={() => onAsk('reboot', guest)} />
      </div>
      <div className="mt-3.5 mb-4">
        <TabLinks
          label={guest.name}
          links={[
            { to: base, label: 'Overview', end: true },
            { to: `${base}/settings`, label: 'Settings' },
            { to: `${base}/disks`, label: 'Disks and network' },
            ...(guest.template ? [] : [{ to: `${base}/snapshots`, label: 'Snapshots', count: detail.snapshots.length || undefined }]),
            { to: `${base}/backups`, label: 'Backups' },
            { to: `${base}/tasks`, label: 'Tasks' },
          ]}
        />
      </div>
      <Routes>
        <Route index element={<GuestOverview detail={detail} />} />
        <Route
          path="settings"
          element={<GuestSettings key={detail.config.digest} detail={detail} onAsk={question => onAsk(question, guest)} />}
        />
        <Route path="disks" element={<GuestParts detail={detail} />} />
        <Route path="snapshots" element={<GuestSnapshots detail={detail} onTake={() => onAsk('snapshot', guest)} />} />
        <Route path="backups" element={<GuestBackups guest={guest} onBackUp={() => onAsk('back-up', guest)} />} />
        <Route path="tasks" element={<GuestTasks guest={guest} />} />
        <Route path="*" element={<Navigate to={base} replace />} />
      </Routes>
    </>
  )
}

function Head({
  detail: { guest, addresses, consoleUrl },
  acts,
  busy,
  onAsk,
}: {
  readonly detail: GuestDetail
  readonly acts: ReturnType<typeof useGuestActs>
  readonly busy: boolean
  readonly onAsk: (question: AskedOfGuest['question']) => void
}) {
  const { depth, shows } = useDepth()
  const { tone, word } = guestCondition(guest)
  const Icon = guest.template ? LayoutTemplate : guest.type === 'vm' ? Monitor : Columns3
  const facts = [
    guestKind(guest.type, depth),
    guest.node,
    guest.cores === undefined ? undefined : formatNumberOf(guest.cores, 'core'),
    guest.memoryTotalBytes === undefined ? undefined : formatBytes(guest.memoryTotalBytes),
    addresses[0],
    guest.state === 'running' && guest.uptimeSeconds !== undefined ? `up ${uptimeWords(guest.uptimeSeconds)}` : undefined,
    shows('advanced') ? `number ${guest.vmid}` : undefined,
    guest.highlyAvailable ? 'kept running by Proxmox' : undefined,
  ].filter(fact => fact !== undefined)
  const running = guest.state === 'running' || guest.state === 'paused'
  return (
    <div className="flex items-center gap-4">
      <Glyph size="lg">
        <Icon />
      </Glyph>
      <div className="min-w-0 flex-1">
        <h2 className="flex items-center gap-2 font-semibold text-lg">
          <span className="truncate">{guest.name}</span>
          <Badge tone={tone} dot>
            {word}
          </Badge>
          {guest.ours ? null : <Badge tone="line">Not made by MycoPod</Badge>}
        </h2>
        <p className="truncate text-muted-foreground tabular-nums">{facts.join(' · ')}</p>
      </div>
      <span className="flex flex-none items-center gap-2">
        {guest.device === undefined ? null : (
          <Button asChild>
            <Link to={`/devices/${guest.device}`}>Show the device</Link>
          </Button>
        )}
        {running && consoleUrl !== '' ? (
          <Button asChild>
            <a href={consoleUrl} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden="true" />
              Screen
            </a>
          </Button>
        ) : null}
        {guest.template ? (
          <Button asChild variant="primary">
            <Link to={newGuestAddress(guest.cluster, guest.vmid)}>
              <Plus aria-hidden="true" />
              New guest from it
            </Link>
          </Button>
        ) : running ? (
          <Button icon={<Power />} disabled={busy} onClick={() => onAsk('shut-down')}>
            Shut down
          </Button>
        ) : (
          <Button
            variant="primary"
            icon={<Play />}
            disabled={busy}
            pending={acts.pending ? 'Starting' : undefined}
            onClick={() => acts.start(guest)}
          >
            Start
          </Button>
        )}
        <Menu items={acts.itemsOnPage(guest)}>
          <IconButton label={`More for ${guest.name}`} variant="default" size="md">
            <Ellipsis />
          </IconButton>
        </Menu>
      </span>
    </div>
  )
}
