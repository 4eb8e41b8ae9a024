import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { AppView } from '../../../shared/model/app.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { DangerDialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { RadioRow, RadioRows } from '../../ui/radio-row.tsx'

type Fate = 'keep' | 'lose'

/** Asks before an app is removed: says what is lost and what stays, and has the name typed when its data goes. */
export function RemoveAppDialog({ app, onClose }: { readonly app: AppView; readonly onClose: () => void }) {
  const navigate = useNavigate()
  const [fate, setFate] = useState<Fate>('keep')
  const preview = useQuery(api.apps.removalPreview.queryOptions({ input: { app: app.name }, staleTime: 0 }))
  const remove = useMutation(
    api.apps.remove.mutationOptions({
      onSuccess: ({ job }) => {
        onClose()
        void navigate(`/activity/${job}`)
      },
    }),
  )
  const amount = preview.data?.dataBytes === undefined ? '' : `, ${formatBytes(preview.data.dataBytes)}`
  return (
    <DangerDialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`Remove ${app.title}?`}
      consequence={
        fate === 'keep'
          ? `It stops and leaves ${app.device}. Its data stays there${amount}.`
          : `It leaves ${app.device} together with all its data${amount}. This cannot be undone.`
      }
      typeName={fate === 'lose' ? app.name : undefined}
      confirmLabel={fate === 'keep' ? 'Remove, keep data' : 'Remove with its data'}
      pendingLabel={remove.isPending ? 'Removing' : undefined}
      onConfirm={() => remove.mutate({ app: app.name, keepData: fate === 'keep', approved: true })}
    >
      <div className="overflow-hidden rounded-md border">
        <RadioRows label="Its data" value={fate} onValueChange={setFate}>
          <RadioRow value="keep" title="Keep its data" note="Deploying it again under the same name finds the data." />
          <RadioRow value="lose" title="Delete its data too" note="Nothing of it is left." />
        </RadioRows>
      </div>
      {preview.error === null ? null : (
        <ErrorPanel problem={problemFrom(preview.error)} onFix={() => void preview.refetch()} className="mt-3" />
      )}
      {preview.isPending ? <ListBones rows={2} label="Looking at what would be lost" /> : null}
      {preview.data === undefined ? null : (
        <div className="mt-3 text-xs">
          {fate === 'keep' ? null : <Things title="Lost" things={preview.data.lost} />}
          <Things title="Stays" things={preview.data.stays} />
        </div>
      )}
      {remove.error === null ? null : <ErrorPanel problem={problemFrom(remove.error)} className="mt-3" />}
    </DangerDialog>
  )
}

function Things({ title, things }: { readonly title: string; readonly things: readonly string[] }) {
  if (things.length === 0) return null
  return (
    <>
      <h3 className="mt-2 font-medium">{title}</h3>
      <ul className="text-muted-foreground">
        {things.map(thing => (
          <li key={thing} className="break-words">
            {thing}
          </li>
        ))}
      </ul>
    </>
  )
}
