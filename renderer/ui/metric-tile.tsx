import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { classNames } from '../lib/class-names.ts'
import { ProgressBar } from './progress-bar.tsx'

/** A number with its whole: label and aside above, value and unit, then one bar (`fraction`), a line or a link (`children`). */
export function MetricTile({
  label,
  aside,
  value,
  whole,
  fraction,
  to,
  children,
}: {
  readonly label: string
  readonly aside?: string | undefined
  readonly value: string
  readonly whole?: string | undefined
  readonly fraction?: number | undefined
  readonly to?: string
  readonly children?: ReactNode
}) {
  const body = (
    <>
      <div className="flex justify-between text-muted-foreground text-xs">
        <span>{label}</span>
        <span>{aside}</span>
      </div>
      <div className="mt-0.5 truncate font-semibold text-xl leading-[26px] tracking-tighter">
        {value}
        {whole === undefined ? null : <small className="ml-[3px] font-normal text-muted-foreground text-xs tracking-normal">{whole}</small>}
      </div>
      {fraction === undefined ? null : <ProgressBar fraction={fraction} measure label={label} className="mt-2" />}
      {children}
    </>
  )
  const classes = 'block min-w-0 rounded-lg border bg-card px-3.5 pt-[11px] pb-[13px] tabular-nums shadow-card'
  return to === undefined ? (
    <div className={classes}>{body}</div>
  ) : (
    <Link to={to} className={classNames(classes, 'moves-instant hover:border-border-strong')}>
      {body}
    </Link>
  )
}
