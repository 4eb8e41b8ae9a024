import { useQuery } from '@tanstack/react-query'
import { Archive, Ellipsis, Lock, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { GuestBackup, GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatDay, formatTime } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { useNow } from '../../lib/now.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card, CardHead, CardRow } from '../../ui/card.tsx'
import { DangerDialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { momentInWords } from './cluster-words.ts'
import { RestoreDialog } from './restore-dialog.tsx'
import { tellStarted, useCommand } from './use-command.tsx'

/** The backups of a guest, newest first, with restoring and removing each. */
export function GuestBackups({ guest, onBackUp }: { readonly guest: GuestView; readonly onBackUp: () => void }) {
  const now = useNow()
  const { shows } = useDepth()
  const [asked, setAsked] = useState<{ readonly backup: GuestBackup; readonly act: 'restore' | 'remove' }>()
  const backups = useQuery(api.proxmox.guestBackups.queryOptions({ input: { guest: String(guest.vmid), cluster: guest.cluster } }))
  const make = (
    <Button icon={<Archive />} onClick={onBackUp}>
      Back it up now
    </Button>
  )
  if (backups.error !== null)
    return <ClusterProblem problem={problemFrom(backups.error)} cluster={guest.cluster} onRetry={() => void backups.refetch()} />
  if (backups.data === undefined) return <ListBones label="Looking for its backups" />
  const newest = [...backups.data].sort((one, other) => other.at - one.at)
  if (newest.length === 0)
    return (
      <Card>
        <EmptyState title="No backups yet" action={make}>
          A backup is one file with its disks and settings. It can be restored as it was, or as a second guest.
        </EmptyState>
      </Card>
    )
  return (
    <Card flush>
      <CardHead title="Backups">{make}</CardHead>
      <ul aria-label="Backups" className="border-t">
        {newest.map(backup => (
          <li key={backup.volume} className="border-t first:border-t-0">
            <CardRow
              icon={<Archive aria-hidden="true" className="text-subtle-foreground" />}
              title={
                <span className="flex items-center gap-2">
                  {formatDay(backup.at, now)}, {formatTime(backup.at)}
                  {backup.protected ? <Lock aria-label="Protected" className="size-3.5 text-subtle-foreground" /> : null}
                </span>
              }
              note={
                <>
                  {formatBytes(backup.sizeBytes)} in {backup.storage}
                  {backup.notes.trim() === '' ? '' : `, ${backup.notes.trim()}`}
                  {shows('expert') ? <span className="mono block break-all">{backup.volume}</span> : null}
                </>
              }
            >
              <Button size="sm" icon={<RotateCcw className="size-3.5" />} onClick={() => setAsked({ backup, act: 'restore' })}>
                Restore
              </Button>
              <Menu
                items={[
                  {
                    label: 'Remove',
                    icon: <Trash2 />,
                    danger: true,
                    disabled: backup.protected,
                    note: backup.protected ? 'it is protected' : undefined,
                    onSelect: () => setAsked({ backup, act: 'remove' }),
                  },
                ]}
              >
                <IconButton
                  label={`More for the backup of ${formatDay(backup.at, now)}, ${formatTime(backup.at)}`}
                  variant="ghost"
                  size="sm"
                >
                  <Ellipsis className="size-3.5" />
                </IconButton>
              </Menu>
            </CardRow>
          </li>
        ))}
      </ul>
      {asked === undefined ? null : asked.act === 'restore' ? (
        <RestoreDialog guest={guest} backup={asked.backup} onClose={() => setAsked(undefined)} />
      ) : (
        <RemoveBackupDialog guest={guest} backup={asked.backup} onClose={() => setAsked(undefined)} />
      )}
    </Card>
  )
}

function RemoveBackupDialog({
  guest,
  backup,
  onClose,
}: {
  readonly guest: GuestView
  readonly backup: GuestBackup
  readonly onClose: () => void
}) {
  const now = useNow()
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () => client.proxmox.removeBackup({ cluster: guest.cluster, volume: backup.volume, approved: true }),
    onStarted: job => {
      tellStarted(`Removing a backup of ${guest.name}.`, job)
      onClose()
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title="Remove this backup?"
      consequence={`${guest.name} can no longer be restored as it was ${momentInWords(backup.at, now)}. The guest itself and its other backups stay.`}
      confirmLabel="Remove the backup"
      pendingLabel={command.pending ? 'Beginning' : undefined}
      onConfirm={() => command.send(undefined)}
    >
      {command.panel}
    </DangerDialog>
  )
}
