import { useState } from 'react'
import type { GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { SwitchLine } from '../../ui/switch.tsx'
import { CommandDialog } from './command-dialog.tsx'
import { tellStarted, useCommand } from './use-command.tsx'

const nameForm = /^[a-zA-Z][a-zA-Z0-9_-]{1,39}$/

/** Takes a snapshot of a guest under a name. */
export function SnapshotDialog({ guest, onClose }: { readonly guest: GuestView; readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [withMemory, setWithMemory] = useState(false)
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () => client.proxmox.takeSnapshot({ guest: String(guest.vmid), cluster: guest.cluster, name, description, withMemory }),
    onStarted: job => {
      tellStarted(`Taking the snapshot ${name} of ${guest.name}.`, job)
      onClose()
    },
  })
  const wrong = name !== '' && !nameForm.test(name)
  return (
    <CommandDialog
      title={`Take a snapshot of ${guest.name}`}
      description="You can go back to it later. It lies beside the guest’s disks, so it is no replacement for a backup."
      submit="Take it"
      pendingLabel="Beginning"
      ready={nameForm.test(name)}
      command={command}
      onSubmit={() => command.send(undefined)}
      onClose={onClose}
    >
      <Field
        label="Its name"
        hint="For example before-update."
        error={wrong ? 'Begin with a letter; then letters, digits, hyphens and underscores, 2 to 40 in all.' : undefined}
      >
        {control => (
          <Input {...control} value={name} autoComplete="off" spellCheck={false} onChange={event => setName(event.target.value.trim())} />
        )}
      </Field>
      <Field label="What it is for" hint="Only for you.">
        {control => (
          <Input
            {...control}
            value={description}
            maxLength={500}
            autoComplete="off"
            onChange={event => setDescription(event.target.value)}
          />
        )}
      </Field>
      {guest.type === 'vm' && guest.state === 'running' ? (
        <SwitchLine
          label="Also what is in its memory"
          note="Going back then finds its programs running; it takes longer"
          checked={withMemory}
          onCheckedChange={setWithMemory}
        />
      ) : null}
    </CommandDialog>
  )
}
