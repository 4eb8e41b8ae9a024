import { useState } from 'react'
import type { GuestDisk, GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { formatBytes } from '../../lib/format.ts'
import { Field } from '../../ui/field.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { Select } from '../../ui/select.tsx'
import { storageOptions, storagesFor } from './cluster-words.ts'
import { CommandDialog } from './command-dialog.tsx'
import { useCluster } from './use-cluster.ts'
import { tellStarted, useCommand } from './use-command.tsx'

/** Moves a disk of a guest to another storage that its node sees. */
export function MoveDiskDialog({
  guest,
  disk,
  onClose,
}: {
  readonly guest: GuestView
  readonly disk: GuestDisk
  readonly onClose: () => void
}) {
  const cluster = useCluster(guest.cluster)
  const storages = storagesFor(cluster?.storages ?? [], guest.node, guest.type === 'vm' ? 'images' : 'rootdir').filter(
    each => each.name !== disk.storage,
  )
  const [chosen, setChosen] = useState<string>()
  const storage = chosen ?? storages[0]?.name
  const command = useCommand<string>({
    cluster: guest.cluster,
    run: (to, approved) =>
      client.proxmox.moveDisk({ guest: String(guest.vmid), cluster: guest.cluster, slot: disk.slot, storage: to, approved }),
    onStarted: (job, to) => {
      tellStarted(`Moving a disk of ${guest.name} to ${to}.`, job)
      onClose()
    },
  })
  return (
    <CommandDialog
      title={`Move a disk of ${guest.name}`}
      description={`${formatBytes(disk.sizeBytes)}, in ${disk.storage ?? 'no storage'} now. ${guest.type === 'vm' ? 'The guest keeps running meanwhile.' : 'The guest has to be shut down for it.'}`}
      submit="Move it"
      pendingLabel="Beginning"
      ready={storage !== undefined}
      command={command}
      onSubmit={() => (storage === undefined ? undefined : command.send(storage))}
      onClose={onClose}
    >
      {cluster !== undefined && storages.length === 0 ? (
        <MessagePanel tone="plain" title={`${guest.node} sees no other storage for disks.`}>
          <p>In Proxmox, under Datacenter and Storage, one can be added.</p>
        </MessagePanel>
      ) : (
        <Field label="To which storage">
          {control => <Select id={control.id} value={storage} onValueChange={setChosen} options={storageOptions(storages)} />}
        </Field>
      )}
    </CommandDialog>
  )
}
