import { type ReactNode, useId } from 'react'
import { classNames } from '../lib/class-names.ts'

/** The attributes a field hands to its control so that name, hint and error belong to it. */
export interface FieldControl {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly invalid: boolean
}

/** A label, a control and the sentence below it; `side` puts the label at the left, 148 wide. */
export function Field({
  label,
  hint,
  error,
  layout = 'side',
  labelId,
  children,
}: {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** What is wrong with the value; replaces the hint. */
  readonly error?: string | undefined
  readonly layout?: 'side' | 'above'
  /** Set when the control is a group (radio, segmented) that takes `aria-labelledby`. */
  readonly labelId?: string
  readonly children: (control: FieldControl) => ReactNode
}) {
  const id = useId()
  const below = error ?? hint
  const described = below === undefined || below === null ? undefined : `${id}-below`
  const side = layout === 'side'
  return (
    <div className={side ? 'grid grid-cols-[148px_minmax(0,1fr)] items-center gap-x-4 gap-y-1' : 'flex flex-col gap-1'}>
      {labelId === undefined ? (
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
      ) : (
        <span id={labelId} className="font-medium">
          {label}
        </span>
      )}
      <div className="min-w-0">{children({ id, 'aria-describedby': described, invalid: error !== undefined })}</div>
      {described === undefined ? null : (
        <p
          id={described}
          role={error === undefined ? undefined : 'alert'}
          className={classNames('text-xs', side && 'col-start-2', error === undefined ? 'text-muted-foreground' : 'text-bad')}
        >
          {below}
        </p>
      )}
    </div>
  )
}
