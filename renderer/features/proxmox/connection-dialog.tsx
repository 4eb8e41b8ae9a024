import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { nameSchema } from '../../../shared/model/name.ts'
import { client } from '../../lib/client.ts'
import { failureOf } from '../../lib/errors.ts'
import { queryClient } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel, type ScreenFix } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { SwitchLine } from '../../ui/switch.tsx'
import { showToast } from '../../ui/toast.tsx'
import { FingerprintQuestion } from './fingerprint-question.tsx'
import { emptyDraft, type LoginDraft, loginOf } from './login-draft.ts'
import { LoginFields } from './login-fields.tsx'

/** Changes what a cluster is called, where it is and how to log in; tested first, and as before when the test fails. */
export function ConnectionDialog({ cluster, onClose }: { readonly cluster: ClusterView; readonly onClose: () => void }) {
  const form = useId()
  const door = cluster.doors[0]?.url ?? ''
  const [name, setName] = useState(cluster.name)
  const [url, setUrl] = useState(door)
  const [other, setOther] = useState(false)
  const [codeAsked, setCodeAsked] = useState(false)
  const [login, setLogin] = useState<LoginDraft>(
    cluster.login.method === 'password'
      ? { ...emptyDraft, user: cluster.login.user }
      : { ...emptyDraft, method: 'token', tokenId: cluster.login.tokenId },
  )
  const called = nameSchema.safeParse(name)
  const read = other ? loginOf(login) : undefined
  const ready = called.success && url.trim() !== '' && (!other || read !== undefined)
  const save = useMutation({
    gcTime: 0,
    mutationFn: (fingerprint: string | undefined) =>
      client.proxmox.edit({
        cluster: cluster.id,
        ...(called.success && called.data !== cluster.name && { name: called.data }),
        ...(url.trim() !== door && { url: url.trim() }),
        ...(read !== undefined && { login: read }),
        ...(fingerprint !== undefined && { fingerprint }),
      }),
    onSuccess: async changed => {
      showToast({ title: `${changed.name} is reached as you wish.` })
      onClose()
      await queryClient.invalidateQueries()
    },
    onError: error => {
      const known = failureOf(error)
      if (known.kind === 'known' && known.wire.code === 'ClusterCodeNeeded') setCodeAsked(true)
    },
  })
  const failure = save.error === null ? undefined : failureOf(save.error)
  const wire = failure?.kind === 'known' ? failure.wire : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !save.isPending) save.mutate(undefined)
  }
  const fix = (wanted: ScreenFix) => {
    if (wanted.kind === 'retry') return save.mutate(undefined)
    if (wanted.action === 'accept-fingerprint') return save.mutate(wanted.data?.fingerprint)
    if (wanted.action === 'use-other-name' && wanted.data?.name !== undefined) setName(wanted.data.name)
    if (wanted.action === 'change-cluster-login') setOther(true)
    save.reset()
  }
  const question = wire?.code === 'ClusterFingerprintNotAccepted' ? wire.data : undefined
  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Connection of ${cluster.name}`}
      description="It is tried first. When it does not work, everything stays as it was."
      width={560}
      footer={
        question === undefined ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" type="submit" form={form} disabled={!ready} pending={save.isPending ? 'Trying it' : undefined}>
              Try it and save
            </Button>
          </>
        ) : undefined
      }
    >
      {question === undefined ? (
        <form id={form} onSubmit={submit} className="mt-4 flex flex-col gap-3">
          {failure === undefined ? null : <ErrorPanel problem={failure.problem} onFix={fix} />}
          <Field
            label="Its name here"
            error={called.success || name === '' ? undefined : 'Lower-case letters, digits and hyphens, at most 40.'}
          >
            {control => (
              <Input {...control} value={name} autoComplete="off" spellCheck={false} onChange={event => setName(event.target.value)} />
            )}
          </Field>
          <Field label="Address" hint="Of the node that is asked first.">
            {control => (
              <Input {...control} value={url} autoComplete="off" spellCheck={false} onChange={event => setUrl(event.target.value)} />
            )}
          </Field>
          <SwitchLine
            label="Log in differently"
            note={cluster.login.method === 'password' ? `Now as ${cluster.login.user}` : `Now by the token ${cluster.login.tokenId}`}
            checked={other}
            onCheckedChange={setOther}
          />
          {other ? (
            <LoginFields draft={login} codeAsked={codeAsked} onChange={change => setLogin(before => ({ ...before, ...change }))} />
          ) : null}
        </form>
      ) : (
        <div className="mt-4">
          <FingerprintQuestion
            address={question.url}
            fingerprint={question.fingerprint}
            pending={save.isPending}
            onAccept={() => save.mutate(question.fingerprint)}
            onRefuse={() => save.reset()}
          />
        </div>
      )}
    </Dialog>
  )
}
