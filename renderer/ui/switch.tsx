import { Switch as Radix } from 'radix-ui'
import { type ReactNode, useId } from 'react'

/** Turns one thing on or off at once. */
export function Switch({
  checked,
  onCheckedChange,
  disabled,
  ...name
}: {
  readonly checked: boolean
  readonly onCheckedChange: (checked: boolean) => void
  readonly disabled?: boolean
  readonly id?: string
  readonly 'aria-label'?: string
  readonly 'aria-labelledby'?: string
  readonly 'aria-describedby'?: string | undefined
}) {
  return (
    <Radix.Root
      checked={checked}
      onCheckedChange={onCheckedChange}
      disabled={disabled ?? false}
      {...name}
      className="relative h-[18px] w-[30px] flex-none rounded-full bg-control transition-colors duration-(--duration-fast) after:absolute after:-inset-[5px] disabled:opacity-50 data-[state=checked]:bg-primary"
    >
      <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-[#fff] shadow-[0_1px_2px_rgb(0_0_0/0.25)] transition-transform duration-(--duration-fast) data-[state=checked]:translate-x-3.5 dark:data-[state=checked]:bg-primary-foreground" />
    </Radix.Root>
  )
}

/** A switch with its sentence at the right; `note` stands muted after it. */
export function SwitchLine({
  label,
  note,
  ...rest
}: {
  readonly label: ReactNode
  readonly note?: ReactNode
  readonly checked: boolean
  readonly onCheckedChange: (checked: boolean) => void
  readonly disabled?: boolean
}) {
  const id = useId()
  return (
    <div className="flex min-h-8 items-center gap-2">
      <Switch id={id} {...rest} />
      <label htmlFor={id}>
        {label}
        {note === undefined ? null : <span className="ml-2 text-muted-foreground text-xs">{note}</span>}
      </label>
    </div>
  )
}
