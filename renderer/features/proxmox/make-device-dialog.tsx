import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { GuestView } from '../../../shared/model/guest.ts'
import { nameSchema } from '../../../shared/model/name.ts'
import { client } from '../../lib/client.ts'
import { api } from '../../lib/query.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { Select } from '../../ui/select.tsx'
import { SwitchLine } from '../../ui/switch.tsx'
import { CommandDialog } from './command-dialog.tsx'
import { useCommand } from './use-command.tsx'

/** Makes a guest a device that apps can be put on. */
export function MakeDeviceDialog({ guest, onClose }: { readonly guest: GuestView; readonly onClose: () => void }) {
  return <DeviceForm guests={[guest]} cluster={guest.cluster} title={`Make ${guest.name} a device`} onClose={onClose} />
}

/** The same with the guest chosen first, of those that run and are none yet. */
export function ChooseDeviceDialog({ cluster, onClose }: { readonly cluster: string; readonly onClose: () => void }) {
  const guests = useQuery(api.proxmox.guests.queryOptions({ input: { cluster } })).data
  const fitting = (guests ?? []).filter(guest => guest.state === 'running' && !guest.template && guest.device === undefined)
  return (
    <DeviceForm
      key={guests === undefined ? 'waiting' : 'ready'}
      guests={fitting}
      cluster={cluster}
      title="Make a guest a device"
      onClose={onClose}
    />
  )
}

function DeviceForm({
  guests,
  cluster,
  title,
  onClose,
}: {
  readonly guests: readonly GuestView[]
  readonly cluster: string
  readonly title: string
  readonly onClose: () => void
}) {
  const navigate = useNavigate()
  const [chosen, setChosen] = useState(guests[0]?.vmid)
  const guest = guests.find(each => each.vmid === chosen)
  const [typed, setTyped] = useState<string>()
  const [user, setUser] = useState('root')
  const [password, setPassword] = useState('')
  const [installDocker, setInstallDocker] = useState(true)
  const name = typed ?? suggestedName(guest)
  const read = nameSchema.safeParse(name)
  const command = useCommand<GuestView>({
    cluster,
    run: ({ vmid, cluster: where }) =>
      client.proxmox.makeDevice({
        guest: String(vmid),
        cluster: where,
        user,
        installDocker,
        ...(read.success && { name: read.data }),
        ...(password !== '' && { password }),
      }),
    onStarted: job => void navigate(`/activity/${job}`),
  })
  return (
    <CommandDialog
      title={title}
      description="MycoPod then sees it as it sees your other devices and puts apps on it, and knows which node it sits on."
      submit="Make it a device"
      pendingLabel="Beginning"
      ready={guest !== undefined && read.success && user.trim() !== ''}
      command={command}
      onSubmit={() => (guest === undefined ? undefined : command.send(guest))}
      onClose={onClose}
    >
      {guests.length === 0 ? (
        <MessagePanel tone="plain" title="No guest can become one now.">
          <p>A guest has to be running, and not be a device already.</p>
        </MessagePanel>
      ) : null}
      {guests.length > 1 ? (
        <Field label="Which guest">
          {control => (
            <Select
              id={control.id}
              value={String(chosen)}
              onValueChange={vmid => {
                setChosen(Number(vmid))
                setTyped(undefined)
              }}
              options={guests.map(each => ({ value: String(each.vmid), label: each.name, note: each.node }))}
            />
          )}
        </Field>
      ) : null}
      <Field label="Its name here" error={read.success || name === '' ? undefined : 'Lower-case letters, digits and hyphens, at most 40.'}>
        {control => (
          <Input {...control} value={name} autoComplete="off" spellCheck={false} onChange={event => setTyped(event.target.value)} />
        )}
      </Field>
      <Field label="User">
        {control => (
          <Input {...control} value={user} autoComplete="off" spellCheck={false} onChange={event => setUser(event.target.value)} />
        )}
      </Field>
      <Field
        label="Password"
        hint={guest?.ours === true ? 'Empty for a guest that MycoPod made: it has a key there.' : 'Of the guest, for logging in once.'}
      >
        {control => <PasswordInput {...control} value={password} autoComplete="off" onChange={event => setPassword(event.target.value)} />}
      </Field>
      <SwitchLine
        label="Install Docker where it is missing"
        note="Apps run in it"
        checked={installDocker}
        onCheckedChange={setInstallDocker}
      />
    </CommandDialog>
  )
}

function suggestedName(guest: GuestView | undefined): string {
  const read = nameSchema.safeParse(guest?.name.split('.')[0])
  return read.success ? read.data : ''
}
