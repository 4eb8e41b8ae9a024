import { useQuery } from '@tanstack/react-query'
import { Ellipsis, ExternalLink, Search } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { AppView } from '../../../shared/model/app.ts'
import { appStates } from '../../lib/app-states.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatNumberOf, formatPercent } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Input } from '../../ui/input.tsx'
import { Menu, RightClickMenu } from '../../ui/menu.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import type { Column } from '../../ui/table.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { type AppActs, useAppActs } from './app-acts.tsx'
import { AppIcon } from './app-icon.tsx'
import { appMatches, appsSentence } from './app-words.ts'
import { AppsTabs } from './apps-tabs.tsx'
import { RemoveAppDialog } from './remove-app-dialog.tsx'

const mostCards = 60

/** Every app of the lab with its state and what can be done with it at once; cards for a few, a table for many. */
export function YoursScreen() {
  usePage('Apps')
  const apps = useQuery(api.apps.list.queryOptions())
  const [search, setSearch] = useState('')
  const [look, setLook] = useState<'cards' | 'table'>()
  const [removing, setRemoving] = useState<AppView>()
  const acts = useAppActs(setRemoving)
  const wanted = useDeferredValue(search)
  const shown = useMemo(() => (apps.data ?? []).filter(app => appMatches(app, wanted)), [apps.data, wanted])
  const all = apps.data ?? []
  const chosen = all.length > mostCards ? 'table' : (look ?? 'cards')
  return (
    <>
      <AppsTabs />
      {apps.error === null ? null : <ErrorPanel problem={problemFrom(apps.error)} onFix={() => void apps.refetch()} className="mt-4" />}
      {acts.problem === undefined ? null : <ErrorPanel problem={acts.problem} onFix={acts.retry} className="mt-4" />}
      {apps.isPending ? <ListBones label="Looking at your apps" /> : null}
      {apps.data === undefined ? null : all.length === 0 ? (
        <Card className="mt-4">
          <EmptyState
            title="No apps yet"
            action={
              <Button asChild variant="primary">
                <Link to="/apps/catalog">Look at the catalog</Link>
              </Button>
            }
          >
            Choose one, and MycoPod finds the device it runs best on.
          </EmptyState>
        </Card>
      ) : (
        <>
          <div className="mt-3.5">
            <PageHeader
              {...appsSentence(all)}
              actions={
                <>
                  <Input
                    icon={<Search />}
                    placeholder={`Search ${formatNumberOf(all.length, 'app')}`}
                    aria-label="Search your apps"
                    value={search}
                    onChange={event => setSearch(event.target.value)}
                    className="w-52"
                  />
                  {all.length > mostCards ? null : (
                    <Segmented
                      label="Shown as"
                      value={chosen}
                      onValueChange={setLook}
                      options={[
                        { value: 'cards', label: 'Cards' },
                        { value: 'table', label: 'Table' },
                      ]}
                    />
                  )}
                </>
              }
            >
              {formatNumberOf(all.length, 'app')} on {formatNumberOf(new Set(all.map(app => app.device)).size, 'device')}.
            </PageHeader>
          </div>
          {shown.length === 0 ? (
            <p className="py-6 text-muted-foreground">No app of yours is called “{search.trim()}”.</p>
          ) : chosen === 'cards' ? (
            <ul aria-label="Your apps" className="grid grid-cols-2 gap-3 wide:grid-cols-3">
              {shown.map(app => (
                <AppCard key={app.id} app={app} acts={acts} />
              ))}
            </ul>
          ) : (
            <AppTable apps={shown} acts={acts} />
          )}
        </>
      )}
      {removing === undefined ? null : <RemoveAppDialog app={removing} onClose={() => setRemoving(undefined)} />}
    </>
  )
}

function AppCard({ app, acts }: { readonly app: AppView; readonly acts: AppActs }) {
  const state = appStates[app.state]
  return (
    <RightClickMenu items={acts.items(app)}>
      <li className="relative flex min-h-[60px] min-w-0 items-center gap-3 rounded-lg border bg-card px-3.5 shadow-card hover:border-border-strong">
        <AppIcon icon={app.icon} />
        <div className="min-w-0 flex-1">
          <Link to={`/apps/${app.name}`} className="block truncate font-medium outline-offset-2 after:absolute after:inset-0">
            {app.title}
          </Link>
          <p className="flex min-w-0 items-center gap-1.5 text-muted-foreground text-xs">
            <StatusDot tone={state.tone} small />
            <span className="truncate">
              {state.word} on {app.device}
              {app.memoryBytes === undefined || app.state === 'stopped' ? '' : `, ${formatBytes(app.memoryBytes)}`}
            </span>
          </p>
        </div>
        <span className="relative z-1 flex">
          <Quick app={app} acts={acts} />
        </span>
      </li>
    </RightClickMenu>
  )
}

function Quick({ app, acts }: { readonly app: AppView; readonly acts: AppActs }) {
  return (
    <>
      {app.url === undefined || app.state === 'stopped' ? null : (
        <Button asChild variant="ghost" size="sm" className="aspect-square px-0">
          <a href={app.url} target="_blank" rel="noreferrer" aria-label={`Open ${app.title}`}>
            <ExternalLink className="size-3.5" />
          </a>
        </Button>
      )}
      <Menu items={acts.items(app)}>
        <IconButton label={`More about ${app.title}`} variant="ghost" size="sm">
          <Ellipsis className="size-3.5" />
        </IconButton>
      </Menu>
    </>
  )
}

function AppTable({ apps, acts }: { readonly apps: readonly AppView[]; readonly acts: AppActs }) {
  const { shows } = useDepth()
  const columns: readonly Column<AppView>[] = [
    {
      id: 'app',
      head: 'App',
      cell: app => (
        <span className="flex min-w-0 items-center gap-2.5">
          <AppIcon icon={app.icon} size="sm" />
          <Link to={`/apps/${app.name}`} className="covers-row truncate font-medium">
            {app.title}
          </Link>
        </span>
      ),
    },
    {
      id: 'state',
      head: 'State',
      width: '20%',
      cell: app => (
        <span className="flex items-center gap-2">
          <StatusDot tone={appStates[app.state].tone} />
          {appStates[app.state].word}
        </span>
      ),
    },
    { id: 'device', head: 'Device', width: '14%', cell: app => app.device },
    ...(shows('advanced')
      ? [
          { id: 'version', head: 'Version', width: '11%', cell: (app: AppView) => app.version },
          { id: 'ports', head: 'Ports', width: '13%', cell: (app: AppView) => app.ports.map(port => port.host).join(', ') },
        ]
      : []),
    { id: 'cpu', head: 'Processor', align: 'end', width: '10%', cell: app => formatPercent(app.cpuFraction) },
    { id: 'memory', head: 'Memory', align: 'end', width: '10%', cell: app => formatBytes(app.memoryBytes) },
    {
      id: 'acts',
      head: <span className="sr-only">Actions</span>,
      align: 'end',
      width: '88px',
      cell: app => (
        <span className="relative z-1 inline-flex justify-end">
          <Quick app={app} acts={acts} />
        </span>
      ),
    },
  ]
  return (
    <Card flush>
      <VirtualTable
        label="Your apps"
        columns={columns}
        rows={apps}
        rowKey={app => app.id}
        rowHeight={40}
        look={app => ({ off: app.state === 'stopped' })}
        menu={acts.items}
        className="max-h-[calc(100vh-240px)] min-h-40"
      />
    </Card>
  )
}
