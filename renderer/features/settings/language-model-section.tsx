import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LanguageModel } from '../../../shared/model/language-model.ts'
import { problemFrom } from '../../lib/errors.ts'
import { providerNames, usageInWords, whereItGoes } from '../../lib/model-words.ts'
import { api, queryClient } from '../../lib/query.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardRow } from '../../ui/card.tsx'
import { DangerDialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { LanguageModelDialog } from './language-model-dialog.tsx'
import { SettingsSection } from './settings-section.tsx'

const key = api.languageModel.get.queryKey()

/** The language model that reads what is declared beside MycoPod's own reading: off unless somebody sets one. */
export function LanguageModelSection() {
  const query = useQuery(api.languageModel.get.queryOptions())
  const [open, setOpen] = useState<'set' | 'off'>()
  const model = query.data ?? undefined
  const close = () => setOpen(undefined)
  return (
    <SettingsSection
      id="language-model"
      title="Language model"
      sentence="MycoPod reads what you declare by itself. A language model can read it too and propose other words; it changes nothing by itself."
    >
      {query.error === null ? null : <ErrorPanel className="mb-2" problem={problemFrom(query.error)} onFix={() => void query.refetch()} />}
      <Card flush>
        {model === undefined ? (
          <CardRow title="Off" note="No language model is told anything.">
            <Button disabled={query.data === undefined} onClick={() => setOpen('set')}>
              Set one up
            </Button>
          </CardRow>
        ) : (
          <ChosenModel model={model} onChange={() => setOpen('set')} onOff={() => setOpen('off')} />
        )}
      </Card>
      {open === 'set' ? (
        <LanguageModelDialog
          model={model}
          onSet={set => {
            queryClient.setQueryData(key, set)
            close()
          }}
          onClose={close}
        />
      ) : null}
      {open === 'off' ? <OffDialog model={model} onClose={close} /> : null}
    </SettingsSection>
  )
}

function ChosenModel({
  model,
  onChange,
  onOff,
}: {
  readonly model: LanguageModel
  readonly onChange: () => void
  readonly onOff: () => void
}) {
  const limit =
    model.monthlyLimit === undefined || model.price === undefined ? '' : ` of at most ${model.monthlyLimit} ${model.price.currency}`
  return (
    <>
      <CardRow title={`${model.model}${model.provider === 'other' ? '' : `, ${providerNames[model.provider]}`}`} note={whereItGoes(model)}>
        <Badge tone="ok">Reads too</Badge>
        <Button onClick={onChange}>Change</Button>
      </CardRow>
      <CardRow title="Used since the first of the month" note={`${usageInWords(model.spent)}${limit}`} />
      <CardRow title="Turn it off" note="Its key is forgotten. What you declared stays, and MycoPod reads it as before.">
        <Button onClick={onOff}>Turn off</Button>
      </CardRow>
    </>
  )
}

function OffDialog({ model, onClose }: { readonly model: LanguageModel | undefined; readonly onClose: () => void }) {
  const off = useMutation(
    api.languageModel.set.mutationOptions({
      onSuccess: () => {
        queryClient.setQueryData(key, null)
        onClose()
      },
    }),
  )
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Turn ${model?.model ?? 'it'} off?`}
      consequence="Its key is forgotten here. What you declared stays, and MycoPod reads it as before."
      confirmLabel="Turn off"
      keepLabel="Keep it"
      pendingLabel={off.isPending ? 'Turning off' : undefined}
      onConfirm={() => off.mutate({ model: null })}
    >
      {off.error === null ? null : <ErrorPanel problem={problemFrom(off.error)} />}
    </DangerDialog>
  )
}
