import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { client } from '../../lib/client.ts'
import { failureOf } from '../../lib/errors.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { queryClient } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel, type ScreenFix } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { FingerprintQuestion } from './fingerprint-question.tsx'
import { emptyDraft, type LoginDraft, loginOf } from './login-draft.ts'
import { LoginFields } from './login-fields.tsx'
import { clusterAddress } from './proxmox-addresses.ts'
import { TokenOffer } from './token-offer.tsx'
import { useCluster } from './use-cluster.ts'

/** Adds a cluster, or one node: its address and login, its fingerprint when it is met first, and then the offer to forget the password. */
export function AddClusterDialog({ onClose }: { readonly onClose: () => void }) {
  const [added, setAdded] = useState<ClusterView>()
  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={added === undefined ? 'Add Proxmox' : `${added.name} is added`}
      description={
        added === undefined
          ? 'One node is enough: the others of its cluster are found by it. Nothing is installed there and nothing is changed.'
          : undefined
      }
      width={560}
    >
      {added === undefined ? <Form onAdded={setAdded} onClose={onClose} /> : <Added cluster={added} />}
    </Dialog>
  )
}

function Form({ onAdded, onClose }: { readonly onAdded: (cluster: ClusterView) => void; readonly onClose: () => void }) {
  const form = useRef<HTMLFormElement>(null)
  const id = useId()
  const { shows } = useDepth()
  const [url, setUrl] = useState('')
  const [name, setName] = useState('')
  const [login, setLogin] = useState<LoginDraft>(emptyDraft)
  const [fingerprint, setFingerprint] = useState<string>()
  const [codeAsked, setCodeAsked] = useState(false)
  const [nameAsked, setNameAsked] = useState(false)
  const read = loginOf(login)
  const ready = url.trim() !== '' && read !== undefined
  const add = useMutation({
    gcTime: 0,
    mutationFn: async (accepted: string | undefined) => {
      if (read === undefined) throw new Error('the form is not filled in')
      return client.proxmox.add({
        url: url.trim(),
        login: read,
        ...(accepted !== undefined && { fingerprint: accepted }),
        ...(name.trim() !== '' && { name: name.trim() }),
      })
    },
    onSuccess: async cluster => {
      await queryClient.invalidateQueries()
      onAdded(cluster)
    },
    onError: error => {
      const failure = failureOf(error)
      const code = failure.kind === 'known' ? failure.wire.code : undefined
      if (code === 'ClusterCodeNeeded') setCodeAsked(true)
      if (code === 'ClusterLoginRefused') setLogin(before => ({ ...before, code: '' }))
    },
  })
  const failure = add.error === null ? undefined : failureOf(add.error)
  const wire = failure?.kind === 'known' ? failure.wire : undefined
  const send = (accepted = fingerprint) => {
    setFingerprint(accepted)
    add.mutate(accepted)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !add.isPending) send()
  }
  const fix = (wanted: ScreenFix) => {
    if (wanted.kind === 'retry') return send()
    if (wanted.action === 'accept-fingerprint') return send(wanted.data?.fingerprint)
    if (wanted.action === 'use-other-name') {
      setNameAsked(true)
      setName(wanted.data?.name ?? '')
    }
    add.reset()
    if (wanted.action === 'change-cluster-login') form.current?.querySelector<HTMLInputElement>('[name=user],[name=token]')?.focus()
  }
  if (wire?.code === 'ClusterFingerprintNotAccepted')
    return (
      <div className="mt-4">
        <FingerprintQuestion
          address={wire.data.url}
          fingerprint={wire.data.fingerprint}
          pending={add.isPending}
          onAccept={() => send(wire.data.fingerprint)}
          onRefuse={() => add.reset()}
        />
      </div>
    )
  return (
    <form ref={form} id={id} onSubmit={submit} className="mt-4 flex flex-col gap-3">
      {failure === undefined ? null : <ErrorPanel problem={failure.problem} onFix={fix} />}
      <Field label="Address" hint="Of any node, for example 192.168.1.10. Proxmox answers at door 8006 unless you write another.">
        {control => (
          <Input
            {...control}
            value={url}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={event => {
              setUrl(event.target.value)
              setFingerprint(undefined)
            }}
          />
        )}
      </Field>
      <LoginFields draft={login} codeAsked={codeAsked} onChange={change => setLogin(before => ({ ...before, ...change }))} />
      {shows('advanced') || nameAsked ? (
        <Field label="Its name here" hint="Empty for the name it has.">
          {control => (
            <Input {...control} value={name} autoComplete="off" spellCheck={false} onChange={event => setName(event.target.value)} />
          )}
        </Field>
      ) : null}
      <div className="mt-1 flex items-center justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" type="submit" disabled={!ready} pending={add.isPending ? 'Logging in' : undefined}>
          Add it
        </Button>
      </div>
    </form>
  )
}

function Added({ cluster: added }: { readonly cluster: ClusterView }) {
  const navigate = useNavigate()
  const cluster = useCluster(added.id) ?? added
  const { running, stopped, templates } = cluster.guests
  return (
    <div className="mt-4 flex flex-col gap-3">
      <MessagePanel tone="ok" title={`MycoPod sees ${cluster.name}.`}>
        <p>
          {formatNumberOf(cluster.nodesTotal, 'node')} with {formatNumberOf(running + stopped, 'guest')}
          {templates === 0 ? '' : ` and ${formatNumberOf(templates, 'template')}`}
          {cluster.version === undefined ? '' : `, Proxmox VE ${cluster.version}`}.
        </p>
      </MessagePanel>
      <TokenOffer cluster={cluster} />
      <div className="flex justify-end">
        <Button
          variant={cluster.login.method === 'password' ? 'default' : 'primary'}
          onClick={() => void navigate(clusterAddress(cluster.name))}
        >
          Show {cluster.name}
        </Button>
      </div>
    </div>
  )
}
