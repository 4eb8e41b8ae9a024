import type { ComponentProps, ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

/** A raised surface with a hairline; `flush` clips its contents to the rounded corners (tables, lists). */
export function Card({ flush, className, ...rest }: ComponentProps<'section'> & { readonly flush?: boolean }) {
  return (
    <section className={classNames('min-w-0 rounded-lg border bg-card shadow-card', flush && 'overflow-hidden', className)} {...rest} />
  )
}

/** The head of a card (44): a title, a muted half-sentence, and what stands at the right. */
export function CardHead({ title, sub, children }: { readonly title: ReactNode; readonly sub?: ReactNode; readonly children?: ReactNode }) {
  return (
    <header className="flex min-h-11 items-center gap-2 px-4">
      <h2 className="font-semibold">{title}</h2>
      {sub === undefined ? null : <span className="text-muted-foreground text-xs tabular-nums">{sub}</span>}
      {children === undefined ? null : <span className="ml-auto flex items-center gap-4">{children}</span>}
    </header>
  )
}

/** The padded inside of a card; `afterHead` leaves out the upper padding. */
export function CardBody({ afterHead, className, ...rest }: ComponentProps<'div'> & { readonly afterHead?: boolean }) {
  return <div className={classNames('p-4', afterHead && 'pt-0', className)} {...rest} />
}

/** A row (52) of a card with an icon tile, a title, a sentence and one control. */
export function CardRow({
  icon,
  title,
  note,
  children,
  className,
}: {
  readonly icon?: ReactNode
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly children?: ReactNode
  readonly className?: string
}) {
  return (
    <div className={classNames('flex min-h-[52px] items-center gap-4 border-t px-4 py-2 first:border-t-0', className)}>
      {icon}
      <div className="min-w-0 flex-1">
        <div className="font-medium">{title}</div>
        {note === undefined ? null : <div className="text-muted-foreground text-xs tabular-nums">{note}</div>}
      </div>
      {children}
    </div>
  )
}

/** The small heading (20) above a group of cards. */
export function SectionHead({
  title,
  sub,
  children,
}: {
  readonly title: ReactNode
  readonly sub?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <div className="mt-4 mb-2 flex min-h-5 flex-none items-center gap-2">
      <h2 className="font-semibold">{title}</h2>
      {sub === undefined ? null : <span className="text-subtle-foreground text-xs tabular-nums">{sub}</span>}
      {children === undefined ? null : <span className="ml-auto flex items-center gap-3 text-xs">{children}</span>}
    </div>
  )
}
