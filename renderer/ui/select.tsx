import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

/** One answer of a select; `note` stands muted after the label. */
export interface SelectOption<T extends string> {
  readonly value: T
  readonly label: string
  readonly note?: string | undefined
  readonly disabled?: boolean
}

/** Chooses one of a few values from a list that opens; give it an `id` from a field or a `label`. */
export function Select<T extends string>({
  value,
  onValueChange,
  options,
  label,
  placeholder,
  size = 'md',
  disabled,
  className,
  icon,
  ...aria
}: {
  readonly value: T | undefined
  readonly onValueChange: (value: T) => void
  readonly options: readonly SelectOption<T>[]
  readonly label?: string
  readonly placeholder?: string
  readonly size?: 'sm' | 'md'
  readonly disabled?: boolean
  readonly className?: string
  readonly icon?: ReactNode
  readonly id?: string
  readonly 'aria-describedby'?: string | undefined
  readonly invalid?: boolean
}) {
  const { invalid, ...rest } = aria
  const chosen = options.find(option => option.value === value)
  return (
    <Radix.Root
      value={value ?? ''}
      onValueChange={next => {
        const option = options.find(each => each.value === next)
        if (option) onValueChange(option.value)
      }}
      disabled={disabled ?? false}
    >
      <Radix.Trigger
        aria-label={label}
        aria-invalid={invalid || undefined}
        {...rest}
        className={classNames(
          'moves-instant flex h-8 w-full min-w-0 cursor-default items-center gap-2 rounded-sm border border-input bg-card px-2.5 text-left focus-visible:border-primary disabled:border-border disabled:bg-muted disabled:text-disabled-foreground aria-invalid:border-bad-dot',
          size === 'sm' && 'h-7 text-xs',
          className,
        )}
      >
        {icon}
        <span className="min-w-0 flex-1 truncate">
          <Radix.Value placeholder={<span className="text-subtle-foreground">{placeholder}</span>}>
            {chosen?.label}
            {chosen?.note === undefined ? null : <span className="ml-2 text-muted-foreground">{chosen.note}</span>}
          </Radix.Value>
        </span>
        <Radix.Icon asChild>
          <ChevronDown className="size-3.5 text-subtle-foreground" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) animate-popover overflow-hidden rounded-md bg-popover p-1 shadow-popover"
        >
          <Radix.Viewport>
            {options.map(option => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex h-8 cursor-default select-none items-center gap-2 rounded-sm pr-2 pl-2.5 outline-none data-disabled:text-disabled-foreground data-highlighted:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate">
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.note === undefined ? null : <span className="ml-2 text-muted-foreground">{option.note}</span>}
                </span>
                <Radix.ItemIndicator>
                  <Check className="size-3.5 text-primary-text" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
