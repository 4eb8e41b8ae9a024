import { ChevronRight, Fingerprint } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { Failure } from '../../lib/errors.ts'
import { Button } from '../../ui/button.tsx'
import { CopyableCode } from '../../ui/copyable-code.tsx'
import { ErrorPanel, type ScreenFix } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SwitchLine } from '../../ui/switch.tsx'
import { KeyFile } from './key-file.tsx'
import { type LoginDraft, readDoor, type Target } from './setup-draft.ts'
import { SetupFrame } from './setup-frame.tsx'

const methods = [
  { value: 'password', label: 'Password' },
  { value: 'key', label: 'Security key file' },
  { value: 'agent', label: 'Key agent' },
] as const

/** Asks how to log in to the device, and whether its fingerprint is the right one. */
export function LoginStep({
  target,
  login,
  onChange,
  ready,
  pending,
  failure,
  aside,
  onBack,
  onChangeAddress,
  onSubmit,
}: {
  readonly target: Target
  readonly login: LoginDraft
  readonly onChange: (change: Partial<LoginDraft>) => void
  readonly ready: boolean
  readonly pending: boolean
  readonly failure: Failure | undefined
  readonly aside: ReactNode
  readonly onBack: () => void
  readonly onChangeAddress: () => void
  readonly onSubmit: (acceptHostKey?: string) => void
}) {
  const form = useRef<HTMLFormElement>(null)
  const [advanced, setAdvanced] = useState(login.door !== '22' || login.otherAdministratorPassword)
  const about = failure?.kind === 'known' ? failure.wire : undefined
  const wantsAdministrator = about?.code === 'SudoPasswordWrong'
  useEffect(() => {
    if (wantsAdministrator) setAdvanced(true)
  }, [wantsAdministrator])
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (ready) onSubmit()
  }
  const fix = (chosen: ScreenFix) => {
    if (chosen.kind === 'retry') return submit()
    if (chosen.action === 'accept-host-key') return onSubmit(chosen.data?.fingerprint)
    if (chosen.action === 'change-address') return onChangeAddress()
    if (wantsAdministrator && !login.otherAdministratorPassword) return onChange({ otherAdministratorPassword: true })
    form.current?.querySelector<HTMLInputElement>(wantsAdministrator ? '[name=administrator]' : 'input')?.focus()
  }
  return (
    <SetupFrame
      step="login"
      title={`Log in to ${target.name}`}
      sentence="Use the login you have there already. What you type goes to the device and nowhere else."
      aside={aside}
      footer={
        <>
          <Button variant="ghost" size="lg" className="-ml-4" onClick={onBack}>
            Back
          </Button>
          <span className="mr-2 ml-auto text-muted-foreground text-xs">Nothing is installed on {target.name} yet</span>
          <Button
            variant={failure === undefined || pending ? 'primary' : 'default'}
            size="lg"
            disabled={!ready}
            pending={pending ? 'Logging in' : undefined}
            onClick={() => submit()}
          >
            Log in
          </Button>
        </>
      }
    >
      <h2 className="sr-only">Login</h2>
      <form ref={form} onSubmit={submit} className="mt-6 flex flex-col gap-4">
        <Field label="User" hint="The name you log in with, for example pi, root or your own.">
          {control => (
            <Input
              {...control}
              value={login.user}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={event => onChange({ user: event.target.value })}
            />
          )}
        </Field>
        <div className="grid grid-cols-[148px_minmax(0,1fr)] items-center gap-x-4">
          <span className="font-medium">Login method</span>
          <span>
            <Segmented label="Login method" value={login.method} onValueChange={method => onChange({ method })} options={methods} />
          </span>
        </div>
        <Secret login={login} onChange={onChange} />
        <Advanced open={advanced} onToggle={() => setAdvanced(!advanced)} login={login} onChange={onChange} />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
      <div className="mt-5" aria-live="polite">
        {failure === undefined || pending ? null : about?.code === 'HostKeyNotAccepted' ? (
          <FirstMeeting name={target.name} fingerprint={about.data.fingerprint} onAccept={onSubmit} onChangeAddress={onChangeAddress} />
        ) : (
          <ErrorPanel problem={failure.problem} onFix={fix} />
        )}
      </div>
    </SetupFrame>
  )
}

function Secret({ login, onChange }: { readonly login: LoginDraft; readonly onChange: (change: Partial<LoginDraft>) => void }) {
  if (login.method === 'agent')
    return (
      <p className="ml-[164px] text-muted-foreground">
        The agent of this computer shows the keys it holds. Nothing has to be typed, and MycoPod stores no secret.
      </p>
    )
  if (login.method === 'password')
    return (
      <Field label="Password" hint="Stored encrypted on this computer.">
        {control => <PasswordInput {...control} value={login.password} onChange={event => onChange({ password: event.target.value })} />}
      </Field>
    )
  return (
    <>
      <KeyFile name={login.keyName} onRead={(keyName, privateKey) => onChange({ keyName, privateKey })} />
      <Field label="Passphrase" hint="Only if the key has one.">
        {control => (
          <PasswordInput {...control} value={login.passphrase} onChange={event => onChange({ passphrase: event.target.value })} />
        )}
      </Field>
    </>
  )
}

function Advanced({
  open,
  onToggle,
  login,
  onChange,
}: {
  readonly open: boolean
  readonly onToggle: () => void
  readonly login: LoginDraft
  readonly onChange: (change: Partial<LoginDraft>) => void
}) {
  const id = useId()
  return (
    <div className="rounded-md border bg-card">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={onToggle}
        className="moves-instant flex h-10 w-full items-center gap-2 rounded-md px-3.5 font-medium outline-offset-[-3px] hover:bg-hover"
      >
        <ChevronRight aria-hidden="true" className={`size-3.5 ${open ? 'rotate-90' : ''}`} />
        Advanced
      </button>
      <div id={id} hidden={!open} className="border-t px-3.5 py-3.5">
        <div className="flex flex-col gap-4">
          <Field
            label="Door"
            hint="The port of its remote login. Nearly always 22."
            error={readDoor(login.door) === undefined ? 'A door is a number from 1 to 65,535.' : undefined}
          >
            {control => (
              <Input
                {...control}
                className="w-28"
                inputMode="numeric"
                value={login.door}
                onChange={event => onChange({ door: event.target.value })}
              />
            )}
          </Field>
          <SwitchLine
            label="The administrator password is another one"
            note="Used to install and change things there"
            checked={login.otherAdministratorPassword}
            onCheckedChange={otherAdministratorPassword => onChange({ otherAdministratorPassword })}
          />
          {login.otherAdministratorPassword ? (
            <Field label="Administrator password">
              {control => (
                <PasswordInput
                  {...control}
                  name="administrator"
                  value={login.administratorPassword}
                  onChange={event => onChange({ administratorPassword: event.target.value })}
                />
              )}
            </Field>
          ) : null}
        </div>
      </div>
    </div>
  )
}

function FirstMeeting({
  name,
  fingerprint,
  onAccept,
  onChangeAddress,
}: {
  readonly name: string
  readonly fingerprint: string
  readonly onAccept: (fingerprint: string) => void
  readonly onChangeAddress: () => void
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="animate-appear rounded-lg border bg-card p-4">
      <h3 ref={heading} tabIndex={-1} className="flex items-center gap-2 font-semibold text-md outline-none">
        <Fingerprint aria-hidden="true" className="size-5 text-primary-text" />
        Is this your device?
      </h3>
      <p className="mt-1 text-muted-foreground">
        MycoPod meets {name} for the first time. It shows this fingerprint; from now on MycoPod notices when something else answers in its
        place. No password was sent yet.
      </p>
      <p className="mono mt-3 rounded-sm bg-muted px-2.5 py-2 text-xs break-all">{fingerprint}</p>
      <div className="mt-3 flex gap-2">
        <Button variant="primary" onClick={() => onAccept(fingerprint)}>
          It is my device
        </Button>
        <Button onClick={onChangeAddress}>Choose another</Button>
      </div>
      <details className="mt-3 text-muted-foreground text-xs">
        <summary className="w-fit">How to be certain</summary>
        <p className="mt-2 mb-1.5">With a screen and a keyboard on the device, type this there and compare:</p>
        <CopyableCode text="ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" label="the command" />
      </details>
    </section>
  )
}
