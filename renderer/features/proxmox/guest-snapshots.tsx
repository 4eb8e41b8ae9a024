import { Camera, Ellipsis, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { GuestDetail, GuestSnapshot, GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { formatDay, formatTime } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card, CardHead, CardRow } from '../../ui/card.tsx'
import { DangerDialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Menu } from '../../ui/menu.tsx'
import { momentInWords } from './cluster-words.ts'
import { foreignNote } from './guest-words.ts'
import { tellStarted, useCommand } from './use-command.tsx'

/** The snapshots of a guest, newest first, with going back to one and removing one. */
export function GuestSnapshots({ detail, onTake }: { readonly detail: GuestDetail; readonly onTake: () => void }) {
  const { guest, snapshots } = detail
  const now = useNow()
  const [asked, setAsked] = useState<{ readonly snapshot: GuestSnapshot; readonly act: 'back' | 'remove' }>()
  const newest = [...snapshots].sort((one, other) => (other.at ?? 0) - (one.at ?? 0))
  const take = (
    <Button icon={<Camera />} onClick={onTake}>
      Take a snapshot
    </Button>
  )
  if (newest.length === 0)
    return (
      <Card>
        <EmptyState title="No snapshots yet" action={take}>
          A snapshot keeps the guest as it is now, so that you can go back to it, for example before an update.
        </EmptyState>
      </Card>
    )
  return (
    <Card flush>
      <CardHead title="Snapshots" sub="They lie beside its disks and are no backup">
        {take}
      </CardHead>
      <ul aria-label="Snapshots" className="border-t">
        {newest.map(snapshot => (
          <li key={snapshot.name} className="border-t first:border-t-0">
            <CardRow
              icon={<Camera aria-hidden="true" className="text-subtle-foreground" />}
              title={
                <span className="flex items-center gap-2">
                  {snapshot.name}
                  {snapshot.current ? <Badge tone="run">It stands on this one</Badge> : null}
                </span>
              }
              note={noteOf(snapshot, now)}
            >
              <Button size="sm" icon={<Undo2 className="size-3.5" />} onClick={() => setAsked({ snapshot, act: 'back' })}>
                Go back
              </Button>
              <Menu items={[{ label: 'Remove', icon: <Trash2 />, danger: true, onSelect: () => setAsked({ snapshot, act: 'remove' }) }]}>
                <IconButton label={`More for ${snapshot.name}`} variant="ghost" size="sm">
                  <Ellipsis className="size-3.5" />
                </IconButton>
              </Menu>
            </CardRow>
          </li>
        ))}
      </ul>
      {asked === undefined ? null : asked.act === 'back' ? (
        <RollBackDialog guest={guest} snapshot={asked.snapshot} onClose={() => setAsked(undefined)} />
      ) : (
        <RemoveSnapshotDialog guest={guest} snapshot={asked.snapshot} onClose={() => setAsked(undefined)} />
      )}
    </Card>
  )
}

function noteOf(snapshot: GuestSnapshot, now: number): string {
  return [
    snapshot.at === undefined ? 'when is not known' : `${formatDay(snapshot.at, now)}, ${formatTime(snapshot.at)}`,
    ...(snapshot.withMemory ? ['with its memory'] : []),
    ...(snapshot.description.trim() === '' ? [] : [snapshot.description.trim()]),
  ].join(', ')
}

interface SnapshotQuestion {
  readonly guest: GuestView
  readonly snapshot: GuestSnapshot
  readonly onClose: () => void
}

function RollBackDialog({ guest, snapshot, onClose }: SnapshotQuestion) {
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () => client.proxmox.rollBack({ guest: String(guest.vmid), cluster: guest.cluster, name: snapshot.name, approved: true }),
    onStarted: job => {
      tellStarted(`${guest.name} goes back to ${snapshot.name}.`, job)
      onClose()
    },
  })
  const { at } = snapshot
  const now = useNow()
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Go back to ${snapshot.name}?`}
      consequence={`All that changed on ${guest.name} since ${at === undefined ? 'then' : momentInWords(at, now)} is lost: files, settings, everything.${guest.state === 'running' ? ' It stops for it.' : ''} Its backups stay.${foreignNote(guest)}`}
      confirmLabel="Go back"
      keepLabel="Stay as it is"
      pendingLabel={command.pending ? 'Beginning' : undefined}
      onConfirm={() => command.send(undefined)}
    >
      {command.panel}
    </DangerDialog>
  )
}

function RemoveSnapshotDialog({ guest, snapshot, onClose }: SnapshotQuestion) {
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () => client.proxmox.removeSnapshot({ guest: String(guest.vmid), cluster: guest.cluster, name: snapshot.name }),
    onStarted: job => {
      tellStarted(`Removing the snapshot ${snapshot.name}.`, job)
      onClose()
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Remove the snapshot ${snapshot.name}?`}
      consequence={`${guest.name} stays as it is now. You can no longer go back to ${snapshot.name}.`}
      confirmLabel="Remove it"
      pendingLabel={command.pending ? 'Beginning' : undefined}
      onConfirm={() => command.send(undefined)}
    >
      {command.panel}
    </DangerDialog>
  )
}
