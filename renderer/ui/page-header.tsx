import type { ReactNode } from 'react'
import { StatusDot, type Tone } from './status-dot.tsx'

/** Opens a screen with what is true: a dot, a bold sentence, what proves it, and at most two buttons. */
export function PageHeader({
  tone,
  sentence,
  children,
  actions,
}: {
  readonly tone?: Tone
  readonly sentence: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
}) {
  return (
    <div className="mb-3.5 flex min-h-8 flex-none items-center gap-2">
      {tone === undefined ? null : <StatusDot tone={tone} />}
      <p className="min-w-0 text-md text-muted-foreground">
        <b className="font-semibold text-foreground">{sentence}</b> {children}
      </p>
      {actions === undefined ? null : <span className="ml-auto flex flex-none items-center gap-2">{actions}</span>}
    </div>
  )
}

/** The title of a task screen: icon tile, a heading of 20, a sentence, and a button or a badge at the right. */
export function TaskHeader({
  glyph,
  title,
  children,
  trailing,
}: {
  readonly glyph?: ReactNode
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly trailing?: ReactNode
}) {
  return (
    <div className="flex flex-none items-center gap-4">
      {glyph}
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold text-xl leading-[26px] tracking-tighter">{title}</h2>
        {children === undefined ? null : <p className="text-muted-foreground tabular-nums">{children}</p>}
      </div>
      {trailing}
    </div>
  )
}
