import { useMutation, useQuery } from '@tanstack/react-query'
import { ChevronsUpDown, Monitor, Moon, Settings2, Sun } from 'lucide-react'
import { NavLink, useNavigate } from 'react-router'
import { useLook } from '../lib/look.ts'
import { onDesktop } from '../lib/pipe.ts'
import { api } from '../lib/query.ts'
import { Mark } from '../ui/mark.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { entries } from './entries.ts'
import { onMac } from './platform.ts'

/** The entries of the app, with the lab and the person at the foot; icons only below 1180 px. */
export function Sidebar({ onSkip }: { readonly onSkip: () => void }) {
  return (
    <aside aria-label="MycoPod" className="relative flex min-h-0 flex-col border-r bg-sidebar px-2.5 pb-2.5">
      <button
        type="button"
        onClick={onSkip}
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2.5 focus:z-40 focus:h-9 focus:rounded-sm focus:bg-popover focus:px-3 focus:shadow-popover"
      >
        Skip to the content
      </button>
      {onDesktop && onMac ? <div className="h-7 flex-none" /> : null}
      <div className="flex h-[52px] flex-none items-center gap-[9px] px-[7px] font-semibold text-md tracking-tight wide:px-2">
        <Mark className="size-[22px] flex-none text-primary" />
        <span className="hidden wide:inline">MycoPod</span>
      </div>
      <nav aria-label="Main" className="flex flex-col gap-px overflow-y-auto pt-1.5">
        {entries.map(({ to, label, icon: Icon }) => (
          <Tooltip key={to} text={<span className="wide:hidden">{label}</span>} side="right">
            <NavLink
              to={to}
              end={to === '/'}
              className="moves-instant group/entry flex h-8 flex-none items-center gap-2.5 rounded-sm px-2.5 font-medium text-muted-foreground outline-offset-[-3px] hover:bg-hover aria-[current=page]:bg-selected aria-[current=page]:text-foreground wide:px-2"
            >
              <Icon aria-hidden="true" className="group-aria-[current=page]/entry:text-primary-text" />
              <span className="sr-only wide:not-sr-only">{label}</span>
            </NavLink>
          </Tooltip>
        ))}
      </nav>
      <LabFoot />
    </aside>
  )
}

const themes = [
  { theme: 'system', label: 'Look as the system', icon: <Monitor /> },
  { theme: 'light', label: 'Light', icon: <Sun /> },
  { theme: 'dark', label: 'Dark', icon: <Moon /> },
] as const

function LabFoot() {
  const navigate = useNavigate()
  const settings = useQuery(api.system.settings.queryOptions()).data
  const person = useQuery(api.system.info.queryOptions()).data?.person
  const theme = useLook(look => look.theme)
  const change = useMutation(api.system.changeSettings.mutationOptions())
  const items: readonly MenuItem[] = [
    ...themes.map(each => ({
      label: each.label,
      icon: each.icon,
      note: each.theme === theme ? 'in use' : undefined,
      onSelect: () => {
        useLook.setState({ theme: each.theme })
        change.mutate({ theme: each.theme })
      },
    })),
    { label: 'Settings', icon: <Settings2 />, group: true, onSelect: () => void navigate('/settings') },
  ]
  const name = settings?.personName ?? person?.name ?? ''
  return (
    <div className="mt-auto pt-2">
      <Menu items={items} align="start">
        <button
          type="button"
          className="moves-instant flex w-full items-center gap-[9px] rounded-sm px-1.5 py-[7px] text-left hover:bg-hover data-[state=open]:bg-hover wide:px-2"
        >
          <span
            aria-hidden="true"
            className="grid size-6 flex-none place-items-center rounded-full border border-border-strong bg-card font-semibold text-2xs text-muted-foreground"
          >
            {name.slice(0, 1).toUpperCase()}
          </span>
          <span className="sr-only min-w-0 flex-1 wide:not-sr-only">
            <span className="block truncate font-medium leading-4">{settings?.labName}</span>
            <span className="block truncate text-muted-foreground text-xs">{person === undefined ? name : `${name}, ${person.role}`}</span>
          </span>
          <ChevronsUpDown aria-hidden="true" className="hidden size-3.5 text-subtle-foreground wide:block" />
        </button>
      </Menu>
    </div>
  )
}
