import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'
import { Tooltip } from './tooltip.tsx'

/** The class names of a button, for the rare element that looks like one without being one. */
export const buttonClasses = cva(
  [
    'moves-instant inline-flex flex-none cursor-default select-none items-center justify-center rounded-sm border font-medium whitespace-nowrap',
    'focus-visible:border-primary',
    'disabled:border-border disabled:bg-muted disabled:text-disabled-foreground disabled:shadow-none',
    'aria-disabled:border-border aria-disabled:bg-muted aria-disabled:text-disabled-foreground aria-disabled:shadow-none',
  ],
  {
    variants: {
      variant: {
        default:
          'border-border-strong bg-card text-foreground shadow-card enabled:hover:bg-[color-mix(in_srgb,var(--foreground)_4%,var(--card))] [a&]:hover:bg-[color-mix(in_srgb,var(--foreground)_4%,var(--card))]',
        primary: 'border-transparent bg-primary text-primary-foreground enabled:hover:bg-primary-hover [a&]:hover:bg-primary-hover',
        danger: 'border-transparent bg-bad-solid text-bad-solid-foreground enabled:hover:brightness-95',
        ghost:
          'border-transparent bg-transparent text-muted-foreground enabled:hover:bg-hover [a&]:hover:bg-hover data-[state=open]:bg-hover disabled:bg-transparent disabled:border-transparent',
      },
      size: {
        sm: 'h-7 gap-1.5 px-2.5 text-xs',
        md: 'h-8 gap-[7px] px-3 text-sm',
        lg: 'h-9 gap-[7px] px-4 text-md',
      },
      shape: { text: '', icon: 'aspect-square px-0' },
    },
    defaultVariants: { variant: 'default', size: 'md', shape: 'text' },
  },
)

/** What every button takes beside the attributes of `<button>`. */
export interface ButtonProps extends ComponentProps<'button'>, Pick<VariantProps<typeof buttonClasses>, 'variant' | 'size'> {
  /** Draws the only child (a link) as the button. */
  readonly asChild?: boolean
  readonly icon?: ReactNode
  /** While set, the button says this in place of its label and does nothing. */
  readonly pending?: string | undefined
}

/** A button: one primary a screen, quiet ones as `ghost`, `danger` only inside a dialog that says what is lost. */
export function Button({ variant, size, asChild, icon, pending, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  const classes = classNames(buttonClasses({ variant, size }), className)
  if (asChild)
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    )
  return (
    <button type={type} className={classes} disabled={disabled || pending !== undefined} aria-busy={pending !== undefined} {...rest}>
      {pending === undefined ? icon : null}
      {pending ?? children}
    </button>
  )
}

/** A button that shows only an icon; its label is its name and its tooltip. */
export function IconButton({
  label,
  variant,
  size,
  className,
  children,
  ...rest
}: Omit<ButtonProps, 'asChild' | 'icon' | 'pending'> & { readonly label: string }) {
  return (
    <Tooltip text={label}>
      <button type="button" aria-label={label} className={classNames(buttonClasses({ variant, size, shape: 'icon' }), className)} {...rest}>
        {children}
      </button>
    </Tooltip>
  )
}
