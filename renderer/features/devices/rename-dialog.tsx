import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useNavigate } from 'react-router'
import type { DeviceView } from '../../../shared/model/device.ts'
import { nameSchema } from '../../../shared/model/name.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'

/** Gives a device another name; nothing on the device changes. */
export function RenameDialog({ device, onClose }: { readonly device: DeviceView; readonly onClose: () => void }) {
  const form = useId()
  const navigate = useNavigate()
  const [name, setName] = useState(device.name)
  const read = nameSchema.safeParse(name)
  const rename = useMutation({
    mutationFn: (wanted: string) => client.devices.edit({ device: device.id, name: wanted }),
    onSuccess: renamed => {
      onClose()
      void navigate(`/devices/${renamed.name}`, { replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (read.success) rename.mutate(read.data)
  }
  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Rename ${device.name}`}
      description="Nothing changes on the device itself."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} disabled={!read.success} pending={rename.isPending ? 'Saving' : undefined}>
            Rename
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="mt-4 flex flex-col gap-3">
        {rename.error === null ? null : (
          <ErrorPanel
            problem={problemFrom(rename.error)}
            onFix={fix => {
              if (fix.kind === 'do' && fix.data?.name !== undefined) setName(fix.data.name)
              rename.reset()
            }}
          />
        )}
        <Field label="Name" error={read.success || name === '' ? undefined : 'Lower-case letters, digits and hyphens, at most 40.'}>
          {control => (
            <Input {...control} value={name} onChange={event => setName(event.target.value)} autoComplete="off" spellCheck={false} />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
