import { useId, useState } from 'react'
import { useNavigate } from 'react-router'
import type { GuestBackup, GuestView } from '../../../shared/model/guest.ts'
import { guestNameSchema } from '../../../shared/model/guest-wish.ts'
import { client } from '../../lib/client.ts'
import { useDepth } from '../../lib/look.ts'
import { useNow } from '../../lib/now.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { RadioRow, RadioRows } from '../../ui/radio-row.tsx'
import { Select } from '../../ui/select.tsx'
import { SwitchLine } from '../../ui/switch.tsx'
import { momentInWords, storageOptions, storagesFor } from './cluster-words.ts'
import { CommandDialog } from './command-dialog.tsx'
import { foreignNote } from './guest-words.ts'
import { useCluster } from './use-cluster.ts'
import { useCommand } from './use-command.tsx'

/** Restores a backup as a second guest, or over the present one, which then loses what it has; its name is typed for that. */
export function RestoreDialog({
  guest,
  backup,
  onClose,
}: {
  readonly guest: GuestView
  readonly backup: GuestBackup
  readonly onClose: () => void
}) {
  const navigate = useNavigate()
  const now = useNow()
  const { shows } = useDepth()
  const cluster = useCluster(guest.cluster)
  const typedId = useId()
  const [into, setInto] = useState<'new' | 'old'>('new')
  const [name, setName] = useState(`${guest.name}-restored`)
  const [typed, setTyped] = useState('')
  const [start, setStart] = useState(false)
  const [node, setNode] = useState(guest.node)
  const [storage, setStorage] = useState<string>()
  const replace = into === 'old'
  const place = replace ? guest.node : node
  const storages = storagesFor(cluster?.storages ?? [], place, guest.type === 'vm' ? 'images' : 'rootdir')
  const fits = storages.some(each => each.name === storage) ? storage : undefined
  const read = guestNameSchema.safeParse(name)
  const command = useCommand<undefined>({
    cluster: guest.cluster,
    run: () =>
      client.proxmox.restore({
        cluster: guest.cluster,
        volume: backup.volume,
        node: place,
        replace,
        start,
        approved: replace,
        ...(fits !== undefined && { storage: fits }),
        ...(!replace && read.success && { name: read.data }),
      }),
    onStarted: job => void navigate(`/activity/${job}`),
  })
  return (
    <CommandDialog
      title={`Restore ${guest.name}`}
      description={`As it was ${momentInWords(backup.at, now)}.`}
      submit={replace ? 'Restore over it' : 'Restore as a new guest'}
      pendingLabel="Beginning"
      ready={replace ? typed.trim() === guest.name : read.success}
      command={command}
      onSubmit={() => command.send(undefined)}
      onClose={onClose}
    >
      <div className="overflow-hidden rounded-md border">
        <RadioRows label="Into what" value={into} onValueChange={setInto}>
          <RadioRow
            value="new"
            title="As a new guest"
            note={`${guest.name} stays as it is. Both have the same addresses, so start only one.`}
          />
          <RadioRow value="old" title={`Over ${guest.name}`} note="What is on its disks now is lost." />
        </RadioRows>
      </div>
      {replace ? (
        <>
          <MessagePanel tone="warn" title={`All that changed on ${guest.name} since then is lost.`}>
            <p>
              Its present disks and snapshots are replaced by those of the backup. This cannot be undone.{foreignNote(guest)}
              {guest.state === 'stopped' ? '' : ' It has to be switched off for it.'}
            </p>
          </MessagePanel>
          <div>
            <label htmlFor={typedId} className="mb-1.5 block font-medium">
              Type {guest.name} to go on
            </label>
            <Input id={typedId} value={typed} autoComplete="off" spellCheck={false} onChange={event => setTyped(event.target.value)} />
          </div>
        </>
      ) : (
        <Field label="Name of the new guest" error={read.success || name === '' ? undefined : 'Letters, digits and hyphens, at most 63.'}>
          {control => (
            <Input {...control} value={name} autoComplete="off" spellCheck={false} onChange={event => setName(event.target.value)} />
          )}
        </Field>
      )}
      {shows('advanced') && !replace ? (
        <Field label="Node">
          {control => (
            <Select
              id={control.id}
              value={node}
              onValueChange={setNode}
              options={(cluster?.nodes ?? []).map(each => ({ value: each.name, label: each.name, disabled: each.state !== 'online' }))}
            />
          )}
        </Field>
      ) : null}
      {shows('advanced') ? (
        <Field label="Storage" hint="For its disks.">
          {control => (
            <Select
              id={control.id}
              value={fits ?? ''}
              onValueChange={next => setStorage(next === '' ? undefined : next)}
              options={[{ value: '', label: 'As in the backup' }, ...storageOptions(storages)]}
            />
          )}
        </Field>
      ) : null}
      <SwitchLine label="Start it afterwards" checked={start} onCheckedChange={setStart} />
    </CommandDialog>
  )
}
