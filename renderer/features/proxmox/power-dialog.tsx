import type { GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { tellStarted, useCommand } from './use-command.tsx'

const words = {
  reboot: {
    title: 'Restart',
    doing: 'Restarting',
    consequence: 'It ends and starts again. Nobody can use it meanwhile, about a minute. Settings that wait for a restart take effect.',
  },
  stop: {
    title: 'Switch off',
    doing: 'Switching off',
    consequence: 'This is like pulling its plug: what its programs have not saved is lost. Its disks and settings stay.',
  },
} as const

/** Asks before a guest is restarted or switched off. */
export function PowerDialog({
  guest,
  action,
  onClose,
}: {
  readonly guest: GuestView
  readonly action: keyof typeof words
  readonly onClose: () => void
}) {
  const { title, doing, consequence } = words[action]
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () => client.proxmox.power({ guest: String(guest.vmid), cluster: guest.cluster, action }),
    onStarted: job => {
      tellStarted(`${doing} ${guest.name}.`, job)
      onClose()
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`${title} ${guest.name}?`}
      consequence={consequence}
      confirmLabel={title}
      keepLabel="Not now"
      pendingLabel={command.pending ? doing : undefined}
      onConfirm={() => command.send(undefined)}
    >
      {command.panel}
    </DangerDialog>
  )
}
