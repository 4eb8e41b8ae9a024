import type { GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { CommandDialog } from './command-dialog.tsx'
import { tellStarted, useCommand } from './use-command.tsx'

interface PowerQuestion {
  readonly guest: GuestView
  readonly onClose: () => void
}

/** Asks before a guest is restarted. */
export function RestartDialog({ guest, onClose }: PowerQuestion) {
  const command = usePower('reboot', 'Restarting', { guest, onClose })
  return (
    <CommandDialog
      title={`Restart ${guest.name}?`}
      description="It ends and starts again. Nobody can use it meanwhile, about a minute. Settings that wait for a restart take effect."
      width={392}
      submit="Restart"
      pendingLabel="Restarting"
      command={command}
      onSubmit={() => command.send(undefined)}
      onClose={onClose}
    />
  )
}

/** Asks before a guest is switched off, which may lose what its programs have not saved. */
export function SwitchOffDialog({ guest, onClose }: PowerQuestion) {
  const command = usePower('stop', 'Switching off', { guest, onClose })
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Switch off ${guest.name}?`}
      consequence="This is like pulling its plug: what its programs have not saved is lost. Its disks and settings stay."
      confirmLabel="Switch off"
      keepLabel="Not now"
      pendingLabel={command.pending ? 'Switching off' : undefined}
      onConfirm={() => command.send(undefined)}
    >
      {command.panel}
    </DangerDialog>
  )
}

function usePower(action: 'reboot' | 'stop', doing: string, { guest, onClose }: PowerQuestion) {
  return useCommand<undefined>({
    cluster: guest.cluster,
    run: () => client.proxmox.power({ guest: String(guest.vmid), cluster: guest.cluster, action }),
    onStarted: job => {
      tellStarted(`${doing} ${guest.name}.`, job)
      onClose()
    },
  })
}
