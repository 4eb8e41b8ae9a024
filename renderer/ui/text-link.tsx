import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { classNames } from '../lib/class-names.ts'

const look = 'moves-instant rounded-xs text-primary-text hover:underline underline-offset-2'

/** A link in running text: `to` stays in the app, `href` opens outside of it, `onClick` acts here. */
export function TextLink({
  to,
  href,
  onClick,
  className,
  children,
}: {
  readonly to?: string | undefined
  readonly href?: string | undefined
  readonly onClick?: (() => void) | undefined
  readonly className?: string | undefined
  readonly children: ReactNode
}) {
  const classes = classNames(look, className)
  if (to !== undefined)
    return (
      <Link to={to} className={classes} onClick={onClick}>
        {children}
      </Link>
    )
  if (href !== undefined)
    return (
      <a href={href} target="_blank" rel="noreferrer" className={classes} onClick={onClick}>
        {children}
      </a>
    )
  return (
    <button type="button" className={classNames(classes, 'cursor-default text-left')} onClick={onClick}>
      {children}
    </button>
  )
}
