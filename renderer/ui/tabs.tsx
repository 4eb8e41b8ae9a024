import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { classNames } from '../lib/class-names.ts'

const strip = 'flex h-9 flex-none gap-5 border-b'
const tab =
  'moves-instant -mb-px flex cursor-default items-center gap-1.5 border-b-2 border-transparent font-medium text-muted-foreground hover:text-foreground data-[state=active]:border-primary data-[state=active]:text-foreground aria-[current=page]:border-primary aria-[current=page]:text-foreground'

function Count({ count }: { readonly count: number | undefined }) {
  return count === undefined ? null : <span className="text-subtle-foreground text-xs tabular-nums">{count}</span>
}

/** Tabs inside one screen; `panels` keeps their contents in the same order. */
export function Tabs<T extends string>({
  label,
  value,
  onValueChange,
  tabs,
  className,
}: {
  readonly label: string
  readonly value: T
  readonly onValueChange: (value: T) => void
  readonly tabs: readonly { readonly value: T; readonly label: string; readonly count?: number | undefined; readonly content: ReactNode }[]
  readonly className?: string
}) {
  return (
    <Radix.Root value={value} onValueChange={next => onValueChange(next as T)} className={classNames('flex min-w-0 flex-col', className)}>
      <Radix.List aria-label={label} className={strip}>
        {tabs.map(each => (
          <Radix.Trigger key={each.value} value={each.value} className={tab}>
            {each.label}
            <Count count={each.count} />
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(each => (
        <Radix.Content key={each.value} value={each.value} tabIndex={-1} className="min-w-0 outline-none">
          {each.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}

/** Tabs that are addresses of their own; `end` marks one that matches only exactly. */
export function TabLinks({
  label,
  links,
}: {
  readonly label: string
  readonly links: readonly { readonly to: string; readonly label: string; readonly count?: number | undefined; readonly end?: boolean }[]
}) {
  return (
    <nav aria-label={label} className={strip}>
      {links.map(link => (
        <NavLink key={link.to} to={link.to} end={link.end ?? false} className={tab}>
          {link.label}
          <Count count={link.count} />
        </NavLink>
      ))}
    </nav>
  )
}
