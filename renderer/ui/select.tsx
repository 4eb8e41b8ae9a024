import type { ComponentProps, ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

/** One answer of a select; `note` stands after the label. */
export interface SelectOption<T extends string> {
  readonly value: T
  readonly label: string
  readonly note?: string | undefined
  readonly disabled?: boolean
}

/** Chooses one of a few values from a list that opens; give it an `id` from a field or a `label`. It is the browser's own select in our look. */
export function Select<T extends string>({
  value,
  onValueChange,
  options,
  label,
  placeholder,
  size = 'md',
  invalid,
  icon,
  className,
  ...rest
}: Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'size' | 'children'> & {
  readonly value: T | undefined
  readonly onValueChange: (value: T) => void
  readonly options: readonly SelectOption<T>[]
  readonly label?: string
  readonly placeholder?: string
  readonly size?: 'sm' | 'md'
  readonly invalid?: boolean
  readonly icon?: ReactNode
}) {
  return (
    <span className={classNames('relative flex min-w-0', className)}>
      {icon === undefined ? null : (
        <span className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-subtle-foreground">{icon}</span>
      )}
      <select
        aria-label={label}
        aria-invalid={invalid || undefined}
        value={value ?? ''}
        onChange={event => {
          const option = options.find(each => each.value === event.target.value)
          if (option) onValueChange(option.value)
        }}
        className={classNames(
          'dropdown moves-instant h-8 w-full min-w-0 truncate rounded-sm border border-input bg-card pr-7 pl-2.5 focus-visible:border-primary disabled:border-border disabled:bg-muted disabled:text-disabled-foreground aria-invalid:border-bad-dot',
          size === 'sm' && 'h-7 text-xs',
          icon !== undefined && 'pl-9',
        )}
        {...rest}
      >
        {value === undefined ? (
          <option value="" disabled hidden>
            {placeholder ?? ''}
          </option>
        ) : null}
        {options.map(option => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.note === undefined ? option.label : `${option.label}\u2002${option.note}`}
          </option>
        ))}
      </select>
    </span>
  )
}
