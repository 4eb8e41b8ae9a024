import type { ReactNode } from 'react'
import { MarkDrawing } from './mark.tsx'

/** What stands where there is nothing yet: one sentence and one button. */
export function EmptyState({
  title,
  action,
  children,
}: {
  readonly title: string
  readonly action?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-1 p-7 text-center">
      <MarkDrawing />
      <b className="font-medium">{title}</b>
      {children === undefined ? null : <p className="max-w-[240px] text-muted-foreground">{children}</p>}
      {action === undefined ? null : <div className="mt-3">{action}</div>}
    </div>
  )
}
