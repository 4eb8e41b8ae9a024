import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Policy } from '../../../shared/model/declared.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ChoiceCard, RadioRows } from '../../ui/radio-row.tsx'

const choices: readonly { readonly value: Policy; readonly title: string; readonly note: string }[] = [
  { value: 'watch', title: 'Tell me', note: 'MycoPod shows what differs and does nothing by itself.' },
  { value: 'fix-safe', title: 'Put back what nobody notices', note: 'Only what needs no restart and loses no data.' },
  { value: 'fix-all', title: 'Put back everything', note: 'Also what needs a restart, never what loses data.' },
]

/** What happens by itself when the lab is not as this text says. */
export function PolicyDialog({ name, policy, onClose }: { readonly name: string; readonly policy: Policy; readonly onClose: () => void }) {
  const [chosen, setChosen] = useState(policy)
  const save = useMutation(api.declarations.setPolicy.mutationOptions({ onSuccess: onClose }))
  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title="When something differs"
      description="Somebody may change a thing by hand after you declared it here."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" pending={save.isPending ? 'Saving' : undefined} onClick={() => save.mutate({ name, policy: chosen })}>
            Save
          </Button>
        </>
      }
    >
      {save.error === null ? null : <ErrorPanel problem={problemFrom(save.error)} className="mt-3" />}
      <RadioRows label="When something differs" value={chosen} onValueChange={setChosen} className="mt-4 gap-2">
        {choices.map(({ value, title, note }) => (
          <ChoiceCard key={value} value={value} title={title}>
            {note}
          </ChoiceCard>
        ))}
      </RadioRows>
    </Dialog>
  )
}
