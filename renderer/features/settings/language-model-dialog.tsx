import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type LanguageModel, type ModelProvider, modelProviderSchema, providerAddresses } from '../../../shared/model/language-model.ts'
import { problemFrom } from '../../lib/errors.ts'
import { useDepth } from '../../lib/look.ts'
import { providerNames } from '../../lib/model-words.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { Select } from '../../ui/select.tsx'
import { SwitchLine } from '../../ui/switch.tsx'
import { LanguageModelMoney, moneyIn, typedMoney } from './language-model-money.tsx'

const providers = modelProviderSchema.options.map(value => ({ value, label: providerNames[value] }))

/** Where a language model answers, which one, and what it is told; asked one small question before it is kept. */
export function LanguageModelDialog({
  model: set,
  onSet,
  onClose,
}: {
  readonly model: LanguageModel | undefined
  readonly onSet: (model: LanguageModel | null) => void
  readonly onClose: () => void
}) {
  const { shows } = useDepth()
  const [provider, setProvider] = useState<ModelProvider>(set?.provider ?? 'ollama')
  const [url, setUrl] = useState(set?.url ?? providerAddresses.ollama)
  const [key, setKey] = useState('')
  const [model, setModel] = useState(set?.model)
  const [hideNames, setHideNames] = useState(set?.hideNames ?? true)
  const [typed, setTyped] = useState(() => typedMoney(set))
  const look = useMutation(api.languageModel.models.mutationOptions())
  const save = useMutation(api.languageModel.set.mutationOptions({ onSuccess: onSet }))
  const where = { provider, url: url.trim(), ...(key !== '' && { key }) }
  const money = moneyIn(typed)
  const known = [...new Set([...(model === undefined ? [] : [model]), ...(look.data ?? [])])]
  const ready = where.url !== '' && model !== undefined && !('wrong' in money)
  const elsewhere = () => {
    look.reset()
    setModel(undefined)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) save.mutate({ model: { ...where, model, hideNames, ...money } })
  }
  const findModels = () => look.mutate(where, { onSuccess: ([first]) => setModel(now => now ?? first) })
  const error = save.error ?? look.error
  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title="Language model"
      description="It reads what you declare, beside MycoPod, and says where it understands it otherwise. You choose whose words count."
      width={560}
    >
      <form onSubmit={submit} className="mt-4 flex flex-col gap-3">
        {error === null ? null : (
          <ErrorPanel problem={problemFrom(error)} onFix={() => (save.error === null ? findModels() : save.reset())} />
        )}
        <Field label="Where it answers">
          {({ invalid, ...control }) => (
            <Select
              {...control}
              invalid={invalid}
              value={provider}
              options={providers}
              onValueChange={next => {
                setProvider(next)
                setUrl(next === 'other' ? '' : providerAddresses[next])
                elsewhere()
              }}
            />
          )}
        </Field>
        <Field label="Address">
          {({ invalid, ...control }) => (
            <Input
              {...control}
              invalid={invalid}
              value={url}
              autoComplete="off"
              spellCheck={false}
              placeholder="https://models.example.org/v1"
              onChange={event => {
                setUrl(event.target.value)
                elsewhere()
              }}
            />
          )}
        </Field>
        <Field
          label="Key"
          hint={set?.hasKey && set.url === url ? 'Left empty, the one that is kept stays.' : 'One on your own computer usually needs none.'}
        >
          {({ invalid: _, ...control }) => (
            <PasswordInput {...control} value={key} autoComplete="off" onChange={event => setKey(event.target.value)} />
          )}
        </Field>
        <Field label="Model">
          {({ invalid, ...control }) => (
            <span className="flex gap-2">
              <Select
                {...control}
                invalid={invalid}
                className="flex-1"
                disabled={known.length === 0}
                placeholder={look.data === undefined ? 'Look which there are first' : 'There is none at this address'}
                value={model}
                options={known.map(value => ({ value, label: value }))}
                onValueChange={setModel}
              />
              <Button disabled={where.url === ''} pending={look.isPending ? 'Looking' : undefined} onClick={findModels}>
                Look which there are
              </Button>
            </span>
          )}
        </Field>
        <SwitchLine
          label="Hide the names of my things"
          note="It is told guest-1 in place of web-01."
          checked={hideNames}
          onCheckedChange={setHideNames}
        />
        {shows('advanced') ? (
          <LanguageModelMoney typed={typed} wrong={'wrong' in money ? money.wrong : undefined} onTyped={setTyped} />
        ) : null}
        <WhatItIsTold />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={!ready} pending={save.isPending ? 'Trying it' : undefined}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function WhatItIsTold() {
  return (
    <div className="rounded-md bg-muted px-3 py-2.5 text-xs">
      <p>
        <b className="font-medium">What it is told:</b> the text it is to read, and the names and sizes of your guests, apps, nodes and
        storages, and only when you press a button for it.
      </p>
      <p className="mt-1">
        <b className="font-medium">What it is never told:</b> the passwords, keys and tokens that MycoPod keeps, and your files, logs and
        measurements.
      </p>
    </div>
  )
}
