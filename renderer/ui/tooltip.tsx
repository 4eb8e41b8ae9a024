import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** Shows a short text beside its child on hover and on keyboard focus; give it no text and it is not there. */
export function Tooltip({
  text,
  side = 'bottom',
  children,
}: {
  readonly text: ReactNode
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly children: ReactNode
}) {
  if (text === undefined || text === null || text === '') return children
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <section aria-label="Hint">
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 animate-popover rounded-md bg-popover px-2.5 py-2 text-foreground text-xs tabular-nums shadow-popover"
          >
            {text}
          </Radix.Content>
        </section>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Makes tooltips of one window share their delay. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={400} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  )
}
