import type { ComponentProps } from 'react'
import { classNames } from '../lib/class-names.ts'

/** A round answer or filter; `flat` for the quiet one, `selected` for the one in force. */
export function Chip({
  selected,
  flat,
  className,
  ...rest
}: ComponentProps<'button'> & { readonly selected?: boolean; readonly flat?: boolean }) {
  return (
    <button
      type="button"
      aria-pressed={selected}
      className={classNames(
        'moves-instant inline-flex h-[30px] flex-none cursor-default items-center gap-[7px] rounded-full border border-border-strong bg-card px-3 font-medium text-xs enabled:hover:bg-[color-mix(in_srgb,var(--foreground)_4%,var(--card))] disabled:text-disabled-foreground',
        flat && 'border-transparent bg-transparent px-2.5 text-muted-foreground enabled:hover:bg-hover',
        selected && 'border-transparent bg-primary-soft px-3 text-primary-soft-foreground enabled:hover:bg-primary-soft',
        className,
      )}
      {...rest}
    />
  )
}
