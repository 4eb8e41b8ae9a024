import { useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatNumberOf } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { DangerDialog } from '../../ui/dialog.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { CommandDialog } from './command-dialog.tsx'
import { foreignNote } from './guest-words.ts'
import { tellStarted, useCommand } from './use-command.tsx'

/** Asks before a guest is deleted: names what is lost and what stays, and has its name typed when a disk goes with it. A running one is shut down first. */
export function RemoveGuestDialog({ guest, onClose }: { readonly guest: GuestView; readonly onClose: () => void }) {
  return guest.state === 'stopped' || guest.template ? (
    <RemoveDialog guest={guest} onClose={onClose} />
  ) : (
    <FirstShutDownDialog guest={guest} onClose={onClose} />
  )
}

function FirstShutDownDialog({ guest, onClose }: { readonly guest: GuestView; readonly onClose: () => void }) {
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () => client.proxmox.power({ guest: String(guest.vmid), cluster: guest.cluster, action: 'shutdown' }),
    onStarted: job => {
      tellStarted(`Shutting down ${guest.name}.`, job)
      onClose()
    },
  })
  return (
    <CommandDialog
      title={`Delete ${guest.name}?`}
      description="It is running. It has to be shut down before it can be deleted; nothing is lost by that."
      width={392}
      submit="Shut it down"
      pendingLabel="Asking it"
      command={command}
      onSubmit={() => command.send(undefined)}
      onClose={onClose}
    />
  )
}

function RemoveDialog({ guest, onClose }: { readonly guest: GuestView; readonly onClose: () => void }) {
  const navigate = useNavigate()
  const ref = { guest: String(guest.vmid), cluster: guest.cluster }
  const detail = useQuery(api.proxmox.guest.queryOptions({ input: ref }))
  const backups = useQuery(api.proxmox.guestBackups.queryOptions({ input: ref }))
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () => client.proxmox.removeGuest({ ...ref, approved: true, typedName: guest.name }),
    onStarted: job => void navigate(`/activity/${job}`),
  })
  const disks = detail.data?.config.disks.filter(disk => disk.kind === 'disk' || disk.kind === 'unused')
  const snapshots = detail.data?.snapshots.length ?? 0
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Delete ${guest.name}?`}
      consequence={`It goes with ${disks === undefined ? 'its disks' : disks.length === 0 ? 'its settings' : 'all that is on its disks'}. This cannot be undone.${foreignNote(guest)}`}
      typeName={disks?.length === 0 ? undefined : guest.name}
      confirmLabel={`Delete ${guest.name}`}
      pendingLabel={command.pending ? 'Deleting' : undefined}
      onConfirm={() => command.send(undefined)}
    >
      {detail.error === null ? null : (
        <ClusterProblem problem={problemFrom(detail.error)} cluster={guest.cluster} onRetry={() => void detail.refetch()} />
      )}
      {detail.isPending ? <ListBones rows={1} label="Looking at what would be lost" /> : null}
      {disks === undefined ? null : (
        <div className="text-xs">
          <h3 className="font-medium">Lost</h3>
          <ul className="text-muted-foreground">
            {disks.map(disk => (
              <li key={disk.slot}>
                A disk of {formatBytes(disk.sizeBytes)}
                {disk.storage === undefined ? '' : ` in ${disk.storage}`}
              </li>
            ))}
            {snapshots === 0 ? null : <li>{formatNumberOf(snapshots, 'snapshot')}</li>}
            <li>Its settings</li>
          </ul>
          <h3 className="mt-2 font-medium">Stays</h3>
          <ul className="text-muted-foreground">
            <li>
              {backups.data === undefined
                ? 'Its backups'
                : backups.data.length === 0
                  ? 'Nothing: there is no backup of it'
                  : formatNumberOf(backups.data.length, 'backup')}
            </li>
          </ul>
        </div>
      )}
      {command.panel === null ? null : <div className="mt-3">{command.panel}</div>}
    </DangerDialog>
  )
}
