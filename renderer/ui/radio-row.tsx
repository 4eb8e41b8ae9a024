import { RadioGroup as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

const dot =
  'size-4 flex-none rounded-full border-[1.5px] border-control bg-card group-data-[state=checked]/radio:border-[5px] group-data-[state=checked]/radio:border-primary group-data-disabled/radio:border-dashed group-data-disabled/radio:border-border-strong'

/** A set of which one is chosen; arrow keys move the choice. Its rows are RadioRow or ChoiceCard. */
export function RadioRows<T extends string>({
  label,
  value,
  onValueChange,
  className,
  children,
}: {
  readonly label: string
  readonly value: T | undefined
  readonly onValueChange: (value: T) => void
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    <Radix.Root
      aria-label={label}
      value={value ?? ''}
      onValueChange={next => onValueChange(next as T)}
      className={classNames('flex flex-col', className)}
    >
      {children}
    </Radix.Root>
  )
}

/** A list row (58) that can be chosen: icon tile, name, a line below, and what stands at the right. */
export function RadioRow({
  value,
  icon,
  title,
  note,
  trailing,
  disabled,
}: {
  readonly value: string
  readonly icon?: ReactNode
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly trailing?: ReactNode
  readonly disabled?: boolean
}) {
  return (
    <Radix.Item
      value={value}
      disabled={disabled ?? false}
      className="group/radio moves-instant flex min-h-[58px] w-full cursor-default items-center gap-3.5 border-t px-4 py-2 text-left outline-offset-[-3px] first:border-t-0 enabled:hover:bg-hover disabled:text-muted-foreground data-[state=checked]:bg-primary-soft"
    >
      <span className={dot} />
      {icon === undefined ? null : (
        <span className="grid size-8 flex-none place-items-center rounded-md bg-muted text-muted-foreground group-data-[state=checked]/radio:bg-card group-data-[state=checked]/radio:text-primary-text dark:bg-border dark:text-foreground">
          {icon}
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{title}</span>
        {note === undefined ? null : <span className="block text-muted-foreground text-xs">{note}</span>}
      </span>
      {trailing === undefined ? null : <span className="flex flex-none items-center gap-3 tabular-nums">{trailing}</span>}
    </Radix.Item>
  )
}

/** A card that can be chosen: a title and a sentence. */
export function ChoiceCard({ value, title, children }: { readonly value: string; readonly title: string; readonly children: ReactNode }) {
  return (
    <Radix.Item
      value={value}
      className="group/radio moves-instant grid cursor-default grid-cols-[16px_minmax(0,1fr)] content-start gap-x-2.5 gap-y-0.5 rounded-md border border-border-strong bg-card px-3.5 py-3 text-left data-[state=checked]:border-primary data-[state=checked]:shadow-[inset_0_0_0_1px_var(--primary)]"
    >
      <span className={classNames(dot, 'mt-0.5')} />
      <span className="font-medium">{title}</span>
      <span className="col-start-2 text-muted-foreground text-xs leading-[17px]">{children}</span>
    </Radix.Item>
  )
}

/** The dot alone, for a table row or any element that is itself the radio. */
export function RadioDot({ state }: { readonly state: 'on' | 'off' | 'ruled-out' }) {
  return (
    <span
      className={classNames(
        'block size-4 flex-none rounded-full border-[1.5px] border-control bg-card',
        state === 'on' && 'border-[5px] border-primary',
        state === 'ruled-out' && 'border-dashed',
      )}
    />
  )
}
