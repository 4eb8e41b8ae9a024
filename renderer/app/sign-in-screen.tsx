import { type FormEvent, useEffect, useId, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyableCode } from '../ui/copyable-code.tsx'
import { Input } from '../ui/input.tsx'
import { Mark } from '../ui/mark.tsx'

/** Explains the one-time link to somebody who is not signed in, and takes it when it is pasted. */
export function SignInScreen() {
  const [link, setLink] = useState('')
  const [error, setError] = useState<string>()
  const id = useId()
  useEffect(() => {
    document.title = 'Sign in · MycoPod'
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const target = URL.canParse(link.trim()) ? new URL(link.trim()) : undefined
    if (target === undefined) return setError('That is not a link. It begins with http.')
    if (target.origin !== location.origin)
      return setError(`That link belongs to ${target.host}. Open it there, or get a new one from this MycoPod.`)
    location.assign(target)
  }
  return (
    <main className="grid h-full place-items-center overflow-y-auto p-6">
      <div className="w-[440px] max-w-full">
        <Mark className="size-10 text-primary" />
        <h1 className="mt-4 font-semibold text-2xl tracking-tighter">Sign in to MycoPod</h1>
        <p className="mt-1.5 text-md text-muted-foreground">
          MycoPod knows you by a link that works once. Your session has ended, or the link was used already.
        </p>
        <p className="mt-6 mb-2 font-medium">Type this on the computer that runs MycoPod, then open the link it prints:</p>
        <CopyableCode text="mycopod sign-in" label="the command" />
        <form onSubmit={submit} className="mt-5">
          <label htmlFor={id} className="mb-1.5 block font-medium">
            Or paste the link here
          </label>
          <div className="flex gap-2">
            <Input
              id={id}
              className="flex-1"
              value={link}
              invalid={error !== undefined}
              aria-describedby={`${id}-error`}
              autoComplete="off"
              spellCheck={false}
              onChange={event => {
                setLink(event.target.value)
                setError(undefined)
              }}
            />
            <Button type="submit" variant="primary" disabled={link.trim() === ''}>
              Sign in
            </Button>
          </div>
          <p id={`${id}-error`} role="alert" className="mt-1 text-bad text-xs">
            {error}
          </p>
        </form>
      </div>
    </main>
  )
}
