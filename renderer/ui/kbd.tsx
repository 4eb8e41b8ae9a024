import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

/** A key of the keyboard. */
export function Kbd({ flat, children }: { readonly flat?: boolean; readonly children: ReactNode }) {
  return (
    <kbd
      className={classNames(
        'inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-xs bg-muted px-1 font-medium font-sans text-2xs text-muted-foreground leading-none',
        !flat && 'border border-border-strong',
      )}
    >
      {children}
    </kbd>
  )
}
