import { Dialog as Radix } from 'radix-ui'
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import { classNames } from '../lib/class-names.ts'
import { Button } from './button.tsx'
import { Input } from './input.tsx'

/** A window above the page for one decision or one short form; Escape and a click outside leave it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  width = 440,
  focus,
  footer,
  children,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly width?: number
  /** Receives the focus on opening; without it the first control does. */
  readonly focus?: () => HTMLElement | null
  readonly footer?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 animate-fade bg-scrim" />
        <Radix.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={event => {
            const target = focus?.()
            if (!target) return
            event.preventDefault()
            target.focus()
          }}
          style={{ width }}
          className="fixed top-1/2 left-1/2 z-31 flex max-h-[calc(100vh-48px)] max-w-[calc(100vw-48px)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-y-auto rounded-xl bg-popover p-5 shadow-dialog outline-none"
        >
          <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
          {description === undefined ? null : (
            <Radix.Description asChild>
              <div className="mt-1 text-muted-foreground">{description}</div>
            </Radix.Description>
          )}
          {children}
          {footer === undefined ? null : <div className="mt-4 flex justify-end gap-2">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The dialog for what cannot be undone: says what is lost and what stays; with `typeName` the name is typed first. */
export function DangerDialog({
  open,
  onOpenChange,
  title,
  consequence,
  typeName,
  sure = true,
  confirmLabel,
  keepLabel = 'Keep it',
  pendingLabel,
  onConfirm,
  children,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  /** A question: “Remove dev-box?” */
  readonly title: string
  /** What is lost and what stays, in sentences. */
  readonly consequence: ReactNode
  readonly typeName?: string | undefined
  /** Whether what `children` ask for is there. */
  readonly sure?: boolean
  readonly confirmLabel: string
  readonly keepLabel?: string
  /** While set, the act runs and the button says this. */
  readonly pendingLabel?: string | undefined
  readonly onConfirm: () => void
  /** Choices that belong to the act, such as “Keep its files”. */
  readonly children?: ReactNode
}) {
  const [typed, setTyped] = useState('')
  const safe = useRef<HTMLButtonElement>(null)
  const id = useId()
  const ready = sure && (typeName === undefined || typed.trim() === typeName)
  const change = (next: boolean) => {
    setTyped('')
    onOpenChange(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && pendingLabel === undefined) onConfirm()
  }
  return (
    <Dialog open={open} onOpenChange={change} title={title} description={consequence} width={392} focus={() => safe.current}>
      <form onSubmit={submit}>
        {children === undefined ? null : <div className="mt-3.5">{children}</div>}
        {typeName === undefined ? null : (
          <>
            <label htmlFor={id} className="mt-3.5 mb-1.5 block font-medium">
              Type {typeName} to go on
            </label>
            <Input id={id} value={typed} autoComplete="off" spellCheck={false} onChange={event => setTyped(event.target.value)} />
          </>
        )}
        <div className="mt-4 flex justify-end gap-2">
          <Button ref={safe} onClick={() => change(false)}>
            {keepLabel}
          </Button>
          <Button
            type="submit"
            variant={ready ? 'danger' : 'default'}
            disabled={!ready}
            pending={pendingLabel}
            className={classNames(!ready && 'bg-transparent')}
          >
            {confirmLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
