import type { ReactNode } from 'react'
import { classNames } from '../lib/class-names.ts'

/** The tile around an icon: 24, 32 or 44; `src` shows a picture of its own in place of the neutral icon. */
export function Glyph({
  size = 'md',
  accent,
  src,
  children,
}: {
  readonly size?: 'sm' | 'md' | 'lg'
  readonly accent?: boolean
  readonly src?: string | undefined
  readonly children?: ReactNode
}) {
  return (
    <span
      aria-hidden="true"
      className={classNames(
        'grid size-8 flex-none place-items-center rounded-md bg-muted text-muted-foreground dark:bg-border dark:text-foreground',
        size === 'sm' && 'size-6 rounded-sm',
        size === 'lg' && 'size-11 rounded-lg [&_svg]:size-5 [&_svg]:stroke-[1.6]',
        accent && 'bg-primary-soft text-primary-soft-foreground dark:bg-primary-soft dark:text-primary-soft-foreground',
      )}
    >
      {src === undefined ? children : <img src={src} alt="" className={size === 'lg' ? 'size-7' : size === 'sm' ? 'size-4' : 'size-5'} />}
    </span>
  )
}
