import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

/** Rows of name and value, the value at the right; small (12) as on cards. */
export function DescriptionList({
  rows,
  className,
}: {
  readonly rows: readonly { readonly name: string; readonly value: ReactNode }[]
  readonly className?: string
}) {
  return (
    <dl className={classNames('flex flex-col gap-0.5 text-xs leading-[18px] tabular-nums', className)}>
      {rows.map(row => (
        <div key={row.name} className="flex items-baseline justify-between gap-4">
          <dt className="flex-none text-muted-foreground">{row.name}</dt>
          <dd className="min-w-0 truncate text-right">{row.value}</dd>
        </div>
      ))}
    </dl>
  )
}
