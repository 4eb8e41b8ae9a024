import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { DeviceView, LoginInput } from '../../../shared/model/device.ts'
import { client } from '../../lib/client.ts'
import { failureOf } from '../../lib/errors.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel, type ScreenFix } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { showToast } from '../../ui/toast.tsx'

type Method = 'keep' | LoginInput['method']

const methods: readonly { readonly value: Method; readonly label: string }[] = [
  { value: 'keep', label: 'As before' },
  { value: 'password', label: 'Password' },
  { value: 'key', label: 'Security key' },
  { value: 'agent', label: 'Key agent' },
]

/** Changes where a device is and how to log in; tested first, and as before when the test fails. */
export function ConnectionDialog({ device, onClose }: { readonly device: DeviceView; readonly onClose: () => void }) {
  const form = useId()
  const group = useId()
  const [address, setAddress] = useState(device.address)
  const [door, setDoor] = useState(String(device.port))
  const [user, setUser] = useState(device.user)
  const [method, setMethod] = useState<Method>('keep')
  const [secret, setSecret] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const port = Number(door)
  const badDoor = !Number.isInteger(port) || port < 1 || port > 65_535
  const save = useMutation({
    mutationFn: (acceptHostKey: string | undefined) =>
      client.devices.edit({
        device: device.id,
        connection: { address, port, user, ...loginOf(method, secret, passphrase), ...(acceptHostKey && { acceptHostKey }) },
      }),
    onSuccess: changed => {
      showToast({ title: `${changed.name} is reached by its new connection.` })
      onClose()
    },
  })
  const ready = address.trim() !== '' && user.trim() !== '' && !badDoor && (method === 'keep' || method === 'agent' || secret !== '')
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (ready) save.mutate(undefined)
  }
  const fix = (wanted: ScreenFix) => {
    if (wanted.kind === 'retry') submit()
    else if (wanted.action === 'accept-host-key') save.mutate(wanted.data?.fingerprint)
    else save.reset()
  }
  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Connection of ${device.name}`}
      description="It is tried first. When it does not work, everything stays as it was."
      width={520}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} disabled={!ready} pending={save.isPending ? 'Trying it' : undefined}>
            Try it and save
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="mt-4 flex flex-col gap-3">
        {save.error === null ? null : <ErrorPanel problem={failureOf(save.error).problem} onFix={fix} />}
        <Field label="Address">
          {control => <Input {...control} value={address} onChange={event => setAddress(event.target.value)} />}
        </Field>
        <Field label="Door" error={badDoor ? 'A number from 1 to 65535; 22 is usual.' : undefined}>
          {control => <Input {...control} inputMode="numeric" value={door} onChange={event => setDoor(event.target.value)} />}
        </Field>
        <Field label="User">
          {control => <Input {...control} autoComplete="off" value={user} onChange={event => setUser(event.target.value)} />}
        </Field>
        <Field label="Login" labelId={group}>
          {() => <Segmented label="Login" value={method} onValueChange={setMethod} options={methods} />}
        </Field>
        {method === 'password' ? (
          <Field label="Password">
            {control => <PasswordInput {...control} autoComplete="off" value={secret} onChange={event => setSecret(event.target.value)} />}
          </Field>
        ) : null}
        {method === 'key' ? (
          <>
            <Field label="Security key" hint="The text of the file without .pub at the end.">
              {control => (
                <TextArea {...control} mono rows={4} autoComplete="off" value={secret} onChange={event => setSecret(event.target.value)} />
              )}
            </Field>
            <Field label="Its passphrase" hint="Empty when it has none.">
              {control => (
                <PasswordInput {...control} autoComplete="off" value={passphrase} onChange={event => setPassphrase(event.target.value)} />
              )}
            </Field>
          </>
        ) : null}
      </form>
    </Dialog>
  )
}

function loginOf(method: Method, secret: string, passphrase: string): { readonly login?: LoginInput } {
  if (method === 'keep') return {}
  if (method === 'agent') return { login: { method } }
  return {
    login: method === 'password' ? { method, password: secret } : { method, privateKey: secret, ...(passphrase !== '' && { passphrase }) },
  }
}
