import { classNames } from '../lib/class-names.ts'

/** A share of a whole, 0 to 1, gliding to each new value. `measure` turns amber at 80 % and red at 90 %; `second` is drawn after it. */
export function ProgressBar({
  fraction,
  second,
  label,
  measure,
  thin,
  className,
}: {
  readonly fraction: number
  readonly second?: number
  /** Its name for a screen reader; without one the bar is a picture of numbers that stand beside it. */
  readonly label?: string | undefined
  readonly measure?: boolean
  readonly thin?: boolean
  readonly className?: string
}) {
  const percent = clampedPercent(fraction)
  const whole = fraction + (second ?? 0)
  const fill = measure && whole >= 0.9 ? 'bg-bad-dot' : measure && whole >= 0.8 ? 'bg-warn-dot' : 'bg-primary'
  const semantics =
    label === undefined
      ? ({ 'aria-hidden': true } as const)
      : ({
          role: measure ? 'meter' : 'progressbar',
          'aria-label': label,
          'aria-valuemin': 0,
          'aria-valuemax': 100,
          'aria-valuenow': Math.round(percent),
        } as const)
  return (
    <div
      {...semantics}
      className={classNames('flex flex-none overflow-hidden rounded-full bg-muted dark:bg-border', thin ? 'h-1' : 'h-1.5', className)}
    >
      <i className={classNames('moves-progress block h-full rounded-full', fill)} style={{ width: `${percent}%` }} />
      {second === undefined ? null : (
        <i className="moves-progress block h-full rounded-r-full bg-chart-2" style={{ width: `${clampedPercent(second)}%` }} />
      )}
    </div>
  )
}

function clampedPercent(fraction: number): number {
  return Number.isFinite(fraction) ? Math.min(100, Math.max(0, fraction * 100)) : 0
}
