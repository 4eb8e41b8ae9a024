import { useMutation, useQuery } from '@tanstack/react-query'
import { MoreHorizontal } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { type DeclarationSummary, declarationNameSchema } from '../../../shared/model/declared.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { DangerDialog, Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Select } from '../../ui/select.tsx'
import { declarationAddress } from './declare-addresses.ts'
import { PolicyDialog } from './policy-dialog.tsx'
import { RemoteDialog } from './remote-dialog.tsx'

/** Which text is shown, and what can be done with texts as a whole. */
export function DeclareMenu({ name, known }: { readonly name: string; readonly known: readonly DeclarationSummary[] }) {
  const navigate = useNavigate()
  const [open, setOpen] = useState<'new' | 'remove' | 'policy' | 'remote'>()
  const remote = useQuery(api.declarations.remote.queryOptions()).data
  const remove = useMutation(api.declarations.remove.mutationOptions({ onSuccess: () => void navigate(declarationAddress()) }))
  const shown = known.find(each => each.name === name)
  const close = () => setOpen(undefined)
  return (
    <>
      {remote !== undefined && remote !== null && (remote.state === 'conflict' || remote.state === 'rewritten') ? (
        <Button size="sm" onClick={() => setOpen('remote')}>
          Two versions wait for you
        </Button>
      ) : null}
      {known.length > 1 ? (
        <Select
          label="Which text"
          size="sm"
          value={name}
          options={known.map(each => ({ value: each.name, label: each.name }))}
          onValueChange={next => void navigate(declarationAddress(next))}
        />
      ) : null}
      <Menu
        items={[
          { label: 'New text', onSelect: () => setOpen('new') },
          { label: 'When something differs', disabled: shown === undefined, onSelect: () => setOpen('policy') },
          { label: 'Keep a copy elsewhere', onSelect: () => setOpen('remote') },
          { label: `Remove ${name}`, danger: true, group: true, disabled: shown === undefined, onSelect: () => setOpen('remove') },
        ]}
      >
        <IconButton label="More" variant="ghost" size="sm">
          <MoreHorizontal aria-hidden="true" className="size-4" />
        </IconButton>
      </Menu>
      {open === 'new' ? <NewDialog known={known.map(each => each.name)} onClose={close} /> : null}
      {open === 'policy' && shown !== undefined ? <PolicyDialog name={name} policy={shown.policy} onClose={close} /> : null}
      {open === 'remote' ? <RemoteDialog remote={remote ?? undefined} onClose={close} /> : null}
      {open === 'remove' ? (
        <DangerDialog
          open
          onOpenChange={next => (next ? undefined : close())}
          title={`Remove ${name}?`}
          consequence="The text goes; the lab stays as it is, and MycoPod stops looking after what the text named. Earlier versions are kept."
          confirmLabel="Remove it"
          pendingLabel={remove.isPending ? 'Removing' : undefined}
          onConfirm={() => remove.mutate({ name }, { onSuccess: close })}
        >
          {remove.error === null ? null : <ErrorPanel problem={problemFrom(remove.error)} />}
        </DangerDialog>
      ) : null}
    </>
  )
}

function NewDialog({ known, onClose }: { readonly known: readonly string[]; readonly onClose: () => void }) {
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const name = declarationNameSchema.safeParse(typed)
  const taken = known.includes(typed.trim())
  const error =
    typed === '' ? undefined : taken ? 'There is one of that name already.' : name.success ? undefined : name.error.issues[0]?.message
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!name.success || taken) return
    onClose()
    void navigate(declarationAddress(name.data))
  }
  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title="New text"
      description="For example one for the kids’ games, and one for the family’s photos."
    >
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <Field label="Name" layout="above" error={error}>
          {({ invalid, ...control }) => (
            <Input {...control} invalid={invalid} value={typed} autoComplete="off" onChange={event => setTyped(event.target.value)} />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={!name.success || taken}>
            Begin
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
