import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { DeviceView } from '../../../shared/model/device.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { DangerDialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { showToast } from '../../ui/toast.tsx'

/** Forgets a device after saying what is forgotten and what stays on it. */
export function RemoveDeviceDialog({ device, onClose }: { readonly device: DeviceView; readonly onClose: () => void }) {
  const navigate = useNavigate()
  const preview = useQuery(api.devices.removalPreview.queryOptions({ input: { device: device.id } }))
  const remove = useMutation({
    mutationFn: () => client.devices.remove({ device: device.id, approved: true }),
    onSuccess: () => {
      showToast({ title: `${device.name} is forgotten.`, text: 'Nothing on it was changed.' })
      void navigate('/devices')
    },
  })
  const error = remove.error ?? preview.error
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Forget ${device.name}?`}
      consequence={
        preview.data === undefined
          ? 'Reading what would be forgotten.'
          : `Forgotten: ${listed(preview.data.forgotten)}. Stays on it: ${listed(preview.data.stays)}.`
      }
      typeName={(preview.data?.apps.length ?? 0) > 0 ? device.name : undefined}
      confirmLabel={`Forget ${device.name}`}
      pendingLabel={remove.isPending ? 'Forgetting' : undefined}
      onConfirm={() => remove.mutate()}
    >
      {error === null ? null : <ErrorPanel className="mt-3" problem={problemFrom(error)} />}
    </DangerDialog>
  )
}

function listed(things: readonly string[]): string {
  return things.length === 0 ? 'nothing' : things.join(', ')
}
