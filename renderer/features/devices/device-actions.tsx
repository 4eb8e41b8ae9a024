import { useMutation } from '@tanstack/react-query'
import { Ellipsis, KeyRound, Pencil, Plug, RotateCw, Trash2, Wrench } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { AppView } from '../../../shared/model/app.ts'
import type { DeviceView } from '../../../shared/model/device.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DangerDialog } from '../../ui/dialog.tsx'
import { Menu } from '../../ui/menu.tsx'
import { showToast } from '../../ui/toast.tsx'
import { RemoveDeviceDialog } from './remove-device-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'

type Asked = 'restart' | 'rename' | 'remove'

/** What can be done with a device as a whole. */
export function DeviceActions({
  device,
  apps,
  onConnect,
}: {
  readonly device: DeviceView
  readonly apps: readonly AppView[]
  readonly onConnect: () => void
}) {
  const navigate = useNavigate()
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  const told = (error: unknown) => showToast({ title: problemFrom(error).title, text: problemFrom(error).because, tone: 'warn' })
  const maintenance = useMutation({
    mutationFn: () => client.devices.maintenance({ device: device.id, on: !device.maintenance }),
    onError: told,
  })
  const byKey = useMutation({
    mutationFn: () => client.devices.logInByKey({ device: device.id }),
    onSuccess: () =>
      showToast({ title: `MycoPod logs in to ${device.name} by a security key from now on.`, text: 'The password is forgotten.' }),
    onError: told,
  })
  const restart = useMutation({
    mutationFn: () => client.devices.restart({ device: device.id }),
    onSuccess: ({ job }) => void navigate(`/activity/${job}`),
    onError: told,
    onSettled: close,
  })
  const running = apps.filter(app => app.state === 'running' || app.state === 'starting' || app.state === 'unhealthy')
  return (
    <span className="flex flex-none items-center gap-2">
      <Button icon={<Wrench />} pending={maintenance.isPending ? 'Saving' : undefined} onClick={() => maintenance.mutate()}>
        {device.maintenance ? 'Put back into service' : 'Take out of service'}
      </Button>
      {device.kind === 'ssh' ? (
        <Button icon={<RotateCw />} disabled={device.state === 'offline'} onClick={() => setAsked('restart')}>
          Restart
        </Button>
      ) : null}
      <Menu
        items={[
          { label: 'Rename', icon: <Pencil />, onSelect: () => setAsked('rename') },
          ...(device.kind === 'ssh'
            ? [
                { label: 'Change connection', icon: <Plug />, onSelect: onConnect },
                ...(device.loginMethod === 'key'
                  ? []
                  : [
                      {
                        label: 'Use a security key from now on',
                        icon: <KeyRound />,
                        disabled: byKey.isPending,
                        onSelect: () => byKey.mutate(),
                      },
                    ]),
              ]
            : []),
          { label: 'Remove', icon: <Trash2 />, danger: true, group: true, onSelect: () => setAsked('remove') },
        ]}
      >
        <IconButton label={`More for ${device.name}`} variant="default" size="md">
          <Ellipsis />
        </IconButton>
      </Menu>
      <DangerDialog
        open={asked === 'restart'}
        onOpenChange={open => (open ? undefined : close())}
        title={`Restart ${device.name}?`}
        consequence={
          running.length === 0
            ? 'It is away for about a minute. None of your apps runs on it.'
            : `${formatNumberOf(running.length, 'app')} stop for about a minute and come back by themselves: ${running.map(app => app.title).join(', ')}.`
        }
        confirmLabel={`Restart ${device.name}`}
        keepLabel="Not now"
        pendingLabel={restart.isPending ? 'Restarting' : undefined}
        onConfirm={() => restart.mutate()}
      />
      {asked === 'rename' ? <RenameDialog device={device} onClose={close} /> : null}
      {asked === 'remove' ? <RemoveDeviceDialog device={device} onClose={close} /> : null}
    </span>
  )
}
