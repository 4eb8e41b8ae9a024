import { useState } from 'react'
import type { GuestConfig, GuestDisk, GuestView } from '../../../shared/model/guest.ts'
import type { GuestChange } from '../../../shared/model/guest-wish.ts'
import { client } from '../../lib/client.ts'
import { formatBytes } from '../../lib/format.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { ChangePreview, useChangePreview } from './change-preview.tsx'
import { CommandDialog } from './command-dialog.tsx'
import { tellStarted, useCommand } from './use-command.tsx'

const gib = 1024 ** 3

/** Makes a disk larger; never smaller, which would cut off data. */
export function GrowDiskDialog({
  guest,
  config,
  disk,
  onClose,
}: {
  readonly guest: GuestView
  readonly config: GuestConfig
  readonly disk: GuestDisk
  readonly onClose: () => void
}) {
  const now = Math.ceil((disk.sizeBytes ?? 0) / gib)
  const [size, setSize] = useState(String(now))
  const wanted = Number(size)
  const wrong = !Number.isFinite(wanted) || wanted <= 0
  const smaller = !wrong && wanted < now
  const first = config.disks.find(each => each.kind === 'disk')?.slot === disk.slot
  const change: GuestChange = wrong || wanted <= now ? {} : first ? { diskGiB: wanted } : { disks: { [disk.slot]: wanted } }
  const { preview, ready } = useChangePreview(guest, change)
  const command = useCommand<GuestChange>({
    cluster: guest.cluster,
    run: (wish, approved) => client.proxmox.change({ guest: String(guest.vmid), cluster: guest.cluster, change: wish, approved }),
    onStarted: job => {
      tellStarted(`Enlarging a disk of ${guest.name}.`, job)
      onClose()
    },
  })
  return (
    <CommandDialog
      title={`Enlarge a disk of ${guest.name}`}
      description={`It has ${formatBytes(disk.sizeBytes)} now. A disk can only grow.`}
      submit="Enlarge it"
      pendingLabel="Beginning"
      ready={ready}
      command={command}
      onSubmit={() => command.send(change)}
      onClose={onClose}
    >
      <Field
        label="New size"
        hint={guest.type === 'vm' ? 'Its system may have to be told to use the new room.' : undefined}
        error={
          wrong
            ? 'A number of gigabytes, for example 64.'
            : smaller
              ? `At least ${now} GB: making it smaller would cut off data.`
              : undefined
        }
      >
        {control => (
          <Input
            {...control}
            inputMode="decimal"
            className="w-28"
            trailing={<span className="text-subtle-foreground">GB</span>}
            value={size}
            onChange={event => setSize(event.target.value)}
          />
        )}
      </Field>
      <ChangePreview guest={guest} change={change} preview={preview} />
    </CommandDialog>
  )
}
