import type { GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { foreignNote } from './guest-words.ts'
import { tellStarted, useCommand } from './use-command.tsx'

/** Asks before a guest becomes a template, which cannot be taken back. */
export function MakeTemplateDialog({ guest, onClose }: { readonly guest: GuestView; readonly onClose: () => void }) {
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () => client.proxmox.makeTemplate({ guest: String(guest.vmid), cluster: guest.cluster, approved: true }),
    onStarted: job => {
      tellStarted(`Making ${guest.name} a template.`, job)
      onClose()
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Make ${guest.name} a template?`}
      consequence={`New guests can then be made as copies of it. It can never be started again itself, and this cannot be undone; its disks stay.${foreignNote(guest)}`}
      confirmLabel="Make it a template"
      keepLabel="Keep it as it is"
      pendingLabel={command.pending ? 'Beginning' : undefined}
      onConfirm={() => command.send(undefined)}
    >
      {command.panel}
    </DangerDialog>
  )
}
