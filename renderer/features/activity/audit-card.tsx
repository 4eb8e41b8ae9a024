import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ArrowRight, CircleCheck, CircleX, Download, Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { Link } from 'react-router'
import type { AuditEntry } from '../../../shared/model/audit.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatCount, formatDay, formatTime } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Input } from '../../ui/input.tsx'
import { Menu } from '../../ui/menu.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { VirtualList } from '../../ui/virtual-list.tsx'
import { auditCsv, auditJson, saveFile } from './audit-file.ts'
import { valueWords, withDays } from './audit-rows.ts'

const most = 2000
const mostExported = 10_000
const grid = 'grid grid-cols-[52px_84px_minmax(0,3fr)_minmax(0,2fr)] items-center gap-x-3 px-4'

/** Who changed what, by day, searched and saved as a file, with the check that nothing was altered. */
export function AuditCard() {
  const now = useNow()
  const [search, setSearch] = useState('')
  const [problem, setProblem] = useState<ReturnType<typeof problemFrom>>()
  const wanted = useDeferredValue(search.trim())
  const entries = useQuery(
    api.audit.list.queryOptions({
      input: { limit: most, ...(wanted !== '' && { search: wanted }) },
      placeholderData: keepPreviousData,
    }),
  )
  const save = async (kind: 'json' | 'csv') => {
    try {
      setProblem(undefined)
      const all = await client.audit.list({ limit: mostExported, ...(wanted !== '' && { search: wanted }) })
      const name = `mycopod-activity-${new Date().toISOString().slice(0, 10)}.${kind}`
      if (kind === 'csv') saveFile(name, 'text/csv', auditCsv(all))
      else saveFile(name, 'application/json', auditJson(all))
    } catch (error) {
      setProblem(problemFrom(error))
    }
  }
  const rows = withDays(entries.data ?? [])
  return (
    <Card flush className="flex flex-col">
      <header className="flex min-h-12 flex-wrap items-center gap-2 px-4 py-1.5">
        <h2 className="font-semibold">Who changed what</h2>
        <span className="ml-auto flex items-center gap-2">
          <Input
            size="sm"
            icon={<Search className="size-3.5" />}
            placeholder="Search"
            aria-label="Search in who changed what"
            value={search}
            onChange={event => setSearch(event.target.value)}
            className="w-40"
          />
          <Menu
            items={[
              { label: 'As a table (CSV)', onSelect: () => void save('csv') },
              { label: 'With everything (JSON)', onSelect: () => void save('json') },
            ]}
          >
            <Button size="sm" icon={<Download className="size-3.5" />}>
              Export
            </Button>
          </Menu>
        </span>
      </header>
      {problem === undefined ? null : <ErrorPanel problem={problem} className="mx-4 mb-3" />}
      {entries.error === null ? null : (
        <ErrorPanel problem={problemFrom(entries.error)} onFix={() => void entries.refetch()} className="mx-4 mb-3" />
      )}
      <div aria-hidden="true" className={`${grid} h-[30px] border-y bg-muted font-medium text-muted-foreground text-xs`}>
        <span>When</span>
        <span>Who</span>
        <span>What</span>
        <span>Before and after</span>
      </div>
      {entries.isPending ? <ListBones label="Reading who changed what" /> : null}
      {entries.data === undefined ? null : rows.length === 0 ? (
        <EmptyState title={wanted === '' ? 'Nothing was changed yet' : 'Nothing answers to that'} />
      ) : (
        <VirtualList
          label="Who changed what"
          items={rows}
          itemKey={row => (row.kind === 'day' ? `day ${row.at}` : String(row.entry.seq))}
          rowHeight={36}
          className="h-[calc(100vh-252px)] min-h-72"
        >
          {row =>
            row.kind === 'day' ? (
              <h3 className="flex h-[34px] items-center border-b px-4 font-semibold text-xs">{formatDay(row.at, now)}</h3>
            ) : (
              <Entry entry={row.entry} />
            )
          }
        </VirtualList>
      )}
      <Chain />
    </Card>
  )
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  return (
    <div className={`${grid} relative min-h-9 border-b py-1.5 hover:bg-hover`}>
      <time dateTime={new Date(entry.at).toISOString()} className="text-muted-foreground">
        {formatTime(entry.at)}
      </time>
      <span className="truncate">{entry.who}</span>
      <span className="break-words" title={entry.action}>
        {entry.job === undefined ? (
          entry.what
        ) : (
          <Link to={`/activity/${entry.job}`} className="covers-row hover:underline">
            {entry.what}
          </Link>
        )}
      </span>
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 wrap-anywhere text-muted-foreground text-xs">
        {entry.before === undefined && entry.after === undefined ? null : (
          <>
            {entry.before === undefined ? null : (
              <>
                <span>{valueWords(entry.before)}</span>
                <ArrowRight aria-label="became" className="size-3.5" />
              </>
            )}
            <b className="font-medium text-foreground">{valueWords(entry.after)}</b>
          </>
        )}
      </span>
    </div>
  )
}

function Chain() {
  const now = useNow()
  const check = useQuery(api.audit.verify.queryOptions({ staleTime: 0 }))
  const found = check.data
  return (
    <footer className="flex min-h-[42px] items-center gap-2.5 border-t px-4 text-muted-foreground text-xs tabular-nums">
      {found === undefined ? (
        <span role="status">{check.error === null ? 'Checking that nothing was altered' : problemFrom(check.error).title}</span>
      ) : (
        <>
          {found.altered === null ? (
            <CircleCheck aria-hidden="true" className="text-ok" />
          ) : (
            <CircleX aria-hidden="true" className="text-bad" />
          )}
          <span role="status">
            {formatCount(found.entries)} {found.entries === 1 ? 'entry' : 'entries'}
            {found.since === null ? '' : ` since ${sinceWord(found.since, now)}`},{' '}
            {found.altered === null
              ? 'none altered.'
              : `entry ${formatCount(found.altered)} is missing or was altered after it was written.`}
          </span>
        </>
      )}
      <TextLink onClick={() => void check.refetch()} className="ml-auto min-h-7">
        {check.isFetching ? 'Checking' : 'Check again'}
      </TextLink>
    </footer>
  )
}

function sinceWord(at: number, now: number): string {
  const day = formatDay(at, now)
  return day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : day.replace(/^\S+day /, '')
}
