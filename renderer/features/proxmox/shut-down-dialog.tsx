import { useState } from 'react'
import type { GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { SwitchLine } from '../../ui/switch.tsx'
import { CommandDialog } from './command-dialog.tsx'
import { tellStarted, useCommand } from './use-command.tsx'

const limits = [
  { value: '30', label: '30 seconds' },
  { value: '60', label: '1 minute' },
  { value: '120', label: '2 minutes' },
  { value: '300', label: '5 minutes' },
  { value: '900', label: '15 minutes' },
] as const

/** Asks a guest to end by itself within a limit, and says what happens when it does not. */
export function ShutDownDialog({ guest, onClose }: { readonly guest: GuestView; readonly onClose: () => void }) {
  const [seconds, setSeconds] = useState<(typeof limits)[number]['value']>('120')
  const [force, setForce] = useState(false)
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () =>
      client.proxmox.power({ guest: String(guest.vmid), cluster: guest.cluster, action: 'shutdown', seconds: Number(seconds), force }),
    onStarted: job => {
      tellStarted(`Shutting down ${guest.name}.`, job)
      onClose()
    },
  })
  return (
    <CommandDialog
      title={`Shut down ${guest.name}?`}
      description="It is asked to end, so that its programs can save what they hold. Nobody can use it until it is started again."
      width={460}
      submit="Shut down"
      pendingLabel="Asking it"
      command={command}
      onSubmit={() => command.send(undefined)}
      onClose={onClose}
    >
      <Field label="Time it has">
        {control => <Select id={control.id} value={seconds} onValueChange={setSeconds} options={limits} className="w-44" />}
      </Field>
      <SwitchLine
        label="Switch it off if it does not end by then"
        note={force ? 'What it had not saved is lost' : 'Otherwise it stays on'}
        checked={force}
        onCheckedChange={setForce}
      />
    </CommandDialog>
  )
}
