import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

const looks = {
  bad: { frame: 'border-bad-border bg-[color-mix(in_srgb,var(--bad-soft)_55%,var(--card))]', icon: CircleX, ink: 'text-bad' },
  warn: { frame: 'border-warn-border bg-[color-mix(in_srgb,var(--warn-soft)_55%,var(--card))]', icon: TriangleAlert, ink: 'text-warn' },
  ok: { frame: 'border-ok-border bg-[color-mix(in_srgb,var(--ok-soft)_55%,var(--card))]', icon: CircleCheck, ink: 'text-ok' },
  plain: { frame: 'bg-card', icon: Info, ink: 'text-muted-foreground' },
} as const

/** A panel that says one thing: what happened, a sentence or two, and its buttons. `alert` has it read out at once. */
export function MessagePanel({
  tone,
  title,
  actions,
  below,
  alert,
  className,
  children,
}: {
  readonly tone: keyof typeof looks
  readonly title: ReactNode
  readonly actions?: ReactNode
  /** Small print under the buttons: what pressing the first one causes. */
  readonly below?: ReactNode
  readonly alert?: boolean
  readonly className?: string
  readonly children?: ReactNode
}) {
  const look = looks[tone]
  const Icon = look.icon
  return (
    <div
      role={alert ? 'alert' : undefined}
      className={classNames('grid animate-appear grid-cols-[20px_minmax(0,1fr)] gap-x-3 rounded-lg border p-4', look.frame, className)}
    >
      <Icon aria-hidden="true" className={classNames('mt-px size-5 stroke-[1.6]', look.ink)} />
      <div className="min-w-0 break-words">
        <h2 className="font-semibold text-md">{title}</h2>
        {children}
        {actions === undefined ? null : <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
        {below === undefined ? null : <p className="mt-2 text-muted-foreground text-xs">{below}</p>}
      </div>
    </div>
  )
}
