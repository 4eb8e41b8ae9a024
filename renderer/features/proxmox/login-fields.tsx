import { useEffect, useId, useRef } from 'react'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { PasswordInput } from '../../ui/password-input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import type { LoginDraft } from './login-draft.ts'

const methods = [
  { value: 'password', label: 'User and password' },
  { value: 'token', label: 'Token' },
] as const

/** The fields of a login to Proxmox; the code of a second factor only when it is asked for. */
export function LoginFields({
  draft,
  codeAsked,
  onChange,
}: {
  readonly draft: LoginDraft
  readonly codeAsked: boolean
  readonly onChange: (change: Partial<LoginDraft>) => void
}) {
  const group = useId()
  const code = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (codeAsked) code.current?.focus()
  }, [codeAsked])
  const badToken = draft.tokenId !== '' && !/^[^\s@!]+@[^\s@!]+![^\s@!]+$/.test(draft.tokenId.trim())
  return (
    <>
      <Field label="Login" labelId={group}>
        {() => <Segmented label="Login" value={draft.method} onValueChange={method => onChange({ method })} options={methods} />}
      </Field>
      {draft.method === 'password' ? (
        <>
          <Field label="User" hint="As on Proxmox’s own page, for example root or root@pam.">
            {control => (
              <Input
                {...control}
                name="user"
                value={draft.user}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                onChange={event => onChange({ user: event.target.value })}
              />
            )}
          </Field>
          <Field label="Password">
            {control => (
              <PasswordInput
                {...control}
                value={draft.password}
                autoComplete="off"
                onChange={event => onChange({ password: event.target.value })}
              />
            )}
          </Field>
          {codeAsked ? (
            <Field label="Code" hint="The six digits your authenticator shows now.">
              {control => (
                <Input
                  {...control}
                  ref={code}
                  value={draft.code}
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  className="w-32"
                  onChange={event => onChange({ code: event.target.value })}
                />
              )}
            </Field>
          ) : null}
        </>
      ) : (
        <>
          <Field
            label="Token"
            hint="As Proxmox shows it, for example mycopod@pve!mycopod."
            error={badToken ? 'A token is written user@realm!name.' : undefined}
          >
            {control => (
              <Input
                {...control}
                name="token"
                value={draft.tokenId}
                autoComplete="off"
                spellCheck={false}
                onChange={event => onChange({ tokenId: event.target.value })}
              />
            )}
          </Field>
          <Field label="Its secret" hint="Proxmox showed it once, when the token was made.">
            {control => (
              <PasswordInput
                {...control}
                value={draft.secret}
                autoComplete="off"
                onChange={event => onChange({ secret: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </>
  )
}
