import type { ComponentProps, ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

/** The frame around a typed value; shared by every field so that all look alike. */
export const inputFrame = classNames(
  'moves-instant flex h-8 min-w-0 items-center gap-2 rounded-sm border border-input bg-card px-2.5',
  'focus-within:border-primary focus-within:outline-3 focus-within:outline-ring',
  'has-[[aria-invalid=true]]:border-bad-dot has-disabled:border-border has-disabled:bg-muted has-disabled:text-disabled-foreground',
)

/** What a text field takes beside the attributes of `<input>`. */
export interface InputProps extends Omit<ComponentProps<'input'>, 'size'> {
  readonly icon?: ReactNode
  /** Small things at the right end: a unit, a button. */
  readonly trailing?: ReactNode
  readonly invalid?: boolean | undefined
  readonly size?: 'sm' | 'md'
}

/** A text field of one line; `className` sets its outer width. */
export function Input({ icon, trailing, invalid, size = 'md', className, ...rest }: InputProps) {
  return (
    <span className={classNames(inputFrame, size === 'sm' && 'h-7 text-xs', className)}>
      {icon === undefined ? null : <span className="text-subtle-foreground">{icon}</span>}
      <input aria-invalid={invalid || undefined} className="min-w-0 flex-1 bg-transparent outline-none" {...rest} />
      {trailing}
    </span>
  )
}

/** A text field of several lines, in the log typeface when `mono`. */
export function TextArea({
  invalid,
  mono,
  className,
  ...rest
}: ComponentProps<'textarea'> & { readonly invalid?: boolean; readonly mono?: boolean }) {
  return (
    <span className={classNames(inputFrame, 'h-auto px-0', className)}>
      <textarea
        aria-invalid={invalid || undefined}
        spellCheck={!mono}
        className={classNames('w-full resize-y bg-transparent px-2.5 py-1.5 outline-none', mono && 'mono text-xs leading-[18px]')}
        {...rest}
      />
    </span>
  )
}
