import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'

/** A panel at the right edge for something that belongs to the page and is looked at beside it; Escape and a click outside leave it. */
export function Drawer({
  title,
  badge,
  footer,
  onClose,
  children,
}: {
  readonly title: string
  readonly badge?: ReactNode
  readonly footer?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  return (
    <Radix.Root open onOpenChange={open => (open ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 animate-fade bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          // The panel itself takes the focus: on its button, a hint would open and take the first Escape.
          onOpenAutoFocus={event => {
            event.preventDefault()
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
          }}
          tabIndex={-1}
          className="fixed inset-y-0 right-0 z-31 flex w-[560px] max-w-[calc(100vw-48px)] animate-fade flex-col bg-popover shadow-dialog outline-none"
        >
          <header className="flex min-h-[52px] flex-none items-center gap-3 border-b px-5">
            <Radix.Title className="min-w-0 truncate font-semibold text-lg">{title}</Radix.Title>
            {badge}
            <span className="ml-auto">
              <IconButton label="Close" variant="ghost" size="sm" onClick={onClose}>
                <X className="size-3.5" />
              </IconButton>
            </span>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-5">{children}</div>
          {footer === undefined ? null : (
            <footer className="flex flex-none items-center justify-end gap-2 border-t px-5 py-3">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
