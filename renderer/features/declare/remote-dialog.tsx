import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { DeclarationRemote } from '../../../shared/model/declared.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'

/** Where a copy of the texts is kept, such as GitHub or Gitea, and what to do when both sides were changed. */
export function RemoteDialog({ remote, onClose }: { readonly remote: DeclarationRemote | undefined; readonly onClose: () => void }) {
  const [url, setUrl] = useState(remote?.url ?? '')
  const [branch, setBranch] = useState(remote?.branch ?? 'main')
  const [minutes, setMinutes] = useState(String(remote?.everyMinutes ?? 5))
  const [token, setToken] = useState('')
  const set = useMutation(api.declarations.setRemote.mutationOptions())
  const sync = useMutation(api.declarations.sync.mutationOptions())
  const now = sync.data ?? set.data ?? remote
  const error = set.error ?? sync.error
  const everyMinutes = minutesIn(minutes)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (url.trim() === '' || !everyMinutes) return
    set.mutate({ remote: { url: url.trim(), branch: branch.trim(), everyMinutes, ...(token !== '' && { token }) } })
  }
  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title="Keep a copy elsewhere"
      description="On GitHub, Gitea or any other place for Git. What you change here is sent there; what is changed there comes here and waits for your yes."
      width={560}
    >
      <form onSubmit={submit} className="mt-4 flex flex-col gap-3">
        {error === null ? null : <ErrorPanel problem={problemFrom(error)} />}
        <Field label="Address">
          {({ invalid, ...control }) => (
            <Input
              {...control}
              invalid={invalid}
              value={url}
              placeholder="https://git.example.org/me/lab.git"
              onChange={event => setUrl(event.target.value)}
            />
          )}
        </Field>
        <Field label="Branch">
          {({ invalid, ...control }) => (
            <Input {...control} invalid={invalid} value={branch} onChange={event => setBranch(event.target.value)} />
          )}
        </Field>
        <Field label="Look there every" error={everyMinutes === undefined ? 'From 1 to 1,440 minutes, which is a day.' : undefined}>
          {({ invalid, ...control }) => (
            <Input
              {...control}
              invalid={invalid}
              value={minutes}
              inputMode="numeric"
              autoComplete="off"
              className="w-32"
              trailing={<span className="text-subtle-foreground text-xs">minutes</span>}
              onChange={event => setMinutes(event.target.value)}
            />
          )}
        </Field>
        <Field label="Token" hint={remote === undefined ? 'One that may read and write there.' : 'Left empty, the one that is kept stays.'}>
          {({ invalid: _, ...control }) => (
            <PasswordInput {...control} value={token} autoComplete="off" onChange={event => setToken(event.target.value)} />
          )}
        </Field>
        {now === undefined || now === null ? null : <p role="status">{now.sentence}</p>}
        <div className="flex justify-end gap-2">
          {now === undefined || now === null ? null : (
            <>
              <Button variant="ghost" disabled={set.isPending} onClick={() => set.mutate({ remote: null }, { onSuccess: onClose })}>
                Keep them only here
              </Button>
              <Button pending={sync.isPending ? 'Fetching' : undefined} onClick={() => sync.mutate(undefined)}>
                Fetch now
              </Button>
            </>
          )}
          <Button
            variant="primary"
            type="submit"
            disabled={url.trim() === '' || everyMinutes === undefined}
            pending={set.isPending ? 'Trying it' : undefined}
          >
            Save
          </Button>
        </div>
      </form>
      {now !== undefined && now !== null && now.conflicts.length > 0 ? <Conflicts remote={now} onClose={onClose} /> : null}
    </Dialog>
  )
}

function minutesIn(typed: string): number | undefined {
  const minutes = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : 0
  return minutes >= 1 && minutes <= 1440 ? minutes : undefined
}

function Conflicts({ remote, onClose }: { readonly remote: DeclarationRemote; readonly onClose: () => void }) {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(remote.conflicts.map(({ name, ours }) => [name, ours])),
  )
  const settle = useMutation(api.declarations.settle.mutationOptions({ onSuccess: onClose }))
  const take = (name: string, text: string) => setTexts(now => ({ ...now, [name]: text }))
  return (
    <div className="mt-4 flex flex-col gap-4 border-t pt-4">
      <p className="font-medium">Both sides changed the same text. Nothing is lost: choose one, or write one out of both.</p>
      {settle.error === null ? null : <ErrorPanel problem={problemFrom(settle.error)} />}
      {remote.conflicts.map(({ name, ours, theirs }) => (
        <fieldset key={name} className="flex flex-col gap-2">
          <legend className="font-medium">{name}</legend>
          <div className="flex gap-2">
            <Button size="sm" onClick={() => take(name, ours)}>
              The one from here
            </Button>
            <Button size="sm" onClick={() => take(name, theirs)}>
              The one from there
            </Button>
          </div>
          <TextArea
            aria-label={`The text of ${name}`}
            rows={8}
            value={texts[name] ?? ''}
            onChange={event => take(name, event.target.value)}
          />
        </fieldset>
      ))}
      <Button
        variant="primary"
        className="self-end"
        pending={settle.isPending ? 'Keeping it' : undefined}
        onClick={() => settle.mutate({ texts })}
      >
        Keep these
      </Button>
    </div>
  )
}
