import { useState } from 'react'
import type { GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { RadioRow, RadioRows } from '../../ui/radio-row.tsx'
import { Select } from '../../ui/select.tsx'
import { storageOptions, storagesFor } from './cluster-words.ts'
import { CommandDialog } from './command-dialog.tsx'
import { useCluster } from './use-cluster.ts'
import { tellStarted, useCommand } from './use-command.tsx'

type Mode = 'snapshot' | 'suspend' | 'stop'

/** Makes a backup of a guest now. */
export function BackUpDialog({ guest, onClose }: { readonly guest: GuestView; readonly onClose: () => void }) {
  const cluster = useCluster(guest.cluster)
  const [chosen, setChosen] = useState<string>()
  const [mode, setMode] = useState<Mode>('snapshot')
  const [notes, setNotes] = useState('')
  const storages = storagesFor(cluster?.storages ?? [], guest.node, 'backup')
  const storage = chosen ?? storages[0]?.name
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () =>
      client.proxmox.backUp({ guest: String(guest.vmid), cluster: guest.cluster, mode, notes, ...(storage !== undefined && { storage }) }),
    onStarted: job => {
      tellStarted(`Backing up ${guest.name}.`, job)
      onClose()
    },
  })
  return (
    <CommandDialog
      title={`Back up ${guest.name}`}
      description="The whole guest goes into one file: its disks and its settings."
      submit="Back it up"
      pendingLabel="Beginning"
      ready={storage !== undefined}
      command={command}
      onSubmit={() => command.send(undefined)}
      onClose={onClose}
    >
      {cluster === undefined ? (
        <ListBones rows={1} label="Looking at the storages" />
      ) : storages.length === 0 ? (
        <MessagePanel tone="warn" title={`No storage of ${guest.node} takes backups.`}>
          <p>In Proxmox, under Datacenter and Storage, open one and add “Backup” to its content.</p>
        </MessagePanel>
      ) : (
        <Field label="Where it goes">
          {control => <Select id={control.id} value={storage} onValueChange={setChosen} options={storageOptions(storages)} />}
        </Field>
      )}
      {guest.state === 'running' ? (
        <div className="overflow-hidden rounded-md border">
          <RadioRows label="Meanwhile" value={mode} onValueChange={setMode}>
            <RadioRow value="snapshot" title="It keeps running" note="Right for nearly everything." />
            <RadioRow value="suspend" title="It is paused" note="Nobody can use it while its memory and disks are copied." />
            <RadioRow value="stop" title="It is shut down and started again" note="The most faithful copy; it is away for some minutes." />
          </RadioRows>
        </div>
      ) : null}
      <Field label="Notes" hint="For example “before the update”.">
        {control => (
          <Input {...control} value={notes} maxLength={200} autoComplete="off" onChange={event => setNotes(event.target.value)} />
        )}
      </Field>
    </CommandDialog>
  )
}
