import { type FormEvent, type ReactNode, useId } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { Command } from './use-command.tsx'

/** A short form above the page whose one button starts a job; an error of it stands above the fields. */
export function CommandDialog({
  title,
  description,
  width = 520,
  submit,
  pendingLabel,
  ready = true,
  command,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string
  readonly description?: ReactNode
  readonly width?: number
  /** What the button says. */
  readonly submit: string
  readonly pendingLabel: string
  readonly ready?: boolean
  readonly command: Pick<Command<never>, 'pending' | 'panel'>
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children?: ReactNode
}) {
  const form = useId()
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !command.pending) onSubmit()
  }
  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={title}
      description={description}
      width={width}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} disabled={!ready} pending={command.pending ? pendingLabel : undefined}>
            {submit}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={send} className="mt-4 flex flex-col gap-3">
        {command.panel}
        {children}
      </form>
    </Dialog>
  )
}
