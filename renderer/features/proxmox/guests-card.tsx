import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card, CardBody } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Input } from '../../ui/input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { memorySentence } from './cluster-words.ts'
import { useGuestActs } from './guest-acts.tsx'
import { type AskedOfGuest, GuestDialogs } from './guest-dialogs.tsx'
import { type GuestSegment, guestMatches, inSegment } from './guest-words.ts'
import { GuestsMap } from './guests-map.tsx'
import { GuestsTable } from './guests-table.tsx'

/** The guests of a cluster as a list to search and order, or as areas of the nodes' memory. */
export function GuestsCard({ cluster }: { readonly cluster: ClusterView }) {
  const { shows } = useDepth()
  const guests = useQuery(api.proxmox.guests.queryOptions({ input: { cluster: cluster.id } }))
  const [segment, setSegment] = useState<GuestSegment>('all')
  const [look, setLook] = useState<'list' | 'map'>('list')
  const [search, setSearch] = useState('')
  const [asked, setAsked] = useState<AskedOfGuest>()
  const acts = useGuestActs(cluster.id, setAsked)
  const wanted = useDeferredValue(search.trim())
  const all = guests.data ?? none
  const shown = useMemo(
    () => all.filter(guest => inSegment(guest, segment) && (wanted === '' || guestMatches(guest, wanted))),
    [all, segment, wanted],
  )
  return (
    <Card flush>
      <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1 px-4 py-2">
        <h2 className="font-semibold">Guests</h2>
        <span className="text-muted-foreground text-xs tabular-nums">{countsOf(all)}</span>
        <span className="ml-auto flex flex-wrap items-center gap-2">
          {look === 'list' ? (
            <>
              <Input
                size="sm"
                icon={<Search className="size-3.5" />}
                placeholder="Search"
                aria-label="Search the guests"
                value={search}
                onChange={event => setSearch(event.target.value)}
                className="w-24"
              />
              <Segmented
                label="Which guests"
                value={segment}
                onValueChange={setSegment}
                options={[
                  { value: 'all', label: 'All' },
                  { value: 'vm', label: shows('advanced') ? 'VMs' : 'Full' },
                  { value: 'lxc', label: shows('advanced') ? 'Containers' : 'Small' },
                  { value: 'template', label: 'Templates' },
                ]}
              />
            </>
          ) : null}
          <Segmented
            label="Shown as"
            value={look}
            onValueChange={setLook}
            options={[
              { value: 'list', label: 'List' },
              { value: 'map', label: 'Map' },
            ]}
          />
        </span>
      </header>
      {guests.error === null ? null : (
        <CardBody afterHead>
          <ClusterProblem problem={problemFrom(guests.error)} cluster={cluster.id} onRetry={() => void guests.refetch()} />
        </CardBody>
      )}
      {acts.panel === null ? null : <CardBody afterHead>{acts.panel}</CardBody>}
      {guests.isPending ? <ListBones label="Looking at the guests" /> : null}
      {guests.data === undefined ? null : look === 'map' ? (
        <GuestsMap cluster={cluster} guests={all} />
      ) : shown.length === 0 ? (
        <div className="border-t">
          <EmptyState title={emptyTitle(wanted, segment)} />
        </div>
      ) : (
        <GuestsTable
          cluster={cluster.id}
          guests={shown}
          templates={segment === 'template'}
          view={`${segment} ${wanted}`}
          menu={acts.items}
        />
      )}
      {guests.data === undefined ? null : (
        <p className="border-t bg-muted px-4 py-2.5 text-muted-foreground text-xs tabular-nums">{memorySentence(all, cluster.nodes)}</p>
      )}
      <GuestDialogs asked={asked} onClose={() => setAsked(undefined)} />
    </Card>
  )
}

const none: readonly GuestView[] = []

function countsOf(guests: readonly GuestView[]): string {
  const real = guests.filter(guest => !guest.template)
  const running = real.filter(guest => guest.state === 'running').length
  const stopped = real.filter(guest => guest.state === 'stopped').length
  const unknown = real.filter(guest => guest.state === 'unknown').length
  const others = real.length - running - stopped - unknown
  return [
    ...(running > 0 || unknown === 0 ? [`${running} running`] : []),
    ...(stopped > 0 ? [`${stopped} stopped`] : []),
    ...(unknown > 0 ? [`${unknown} not known`] : []),
    ...(others > 0 ? [formatNumberOf(others, 'other')] : []),
  ].join(', ')
}

function emptyTitle(search: string, segment: GuestSegment): string {
  if (search !== '') return `No guest here is called “${search}”`
  if (segment === 'template') return 'No templates yet'
  return 'No guests yet'
}
