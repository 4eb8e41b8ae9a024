import { useQueries, useQuery } from '@tanstack/react-query'
import { Network } from 'lucide-react'
import type { BridgeView, ClusterView } from '../../../shared/model/cluster.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card } from '../../ui/card.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { guestPlaceQuery } from './guest-place.tsx'

/** The networks that guests can be on. */
export function BridgesCard({ cluster }: { readonly cluster: ClusterView }) {
  const { shows } = useDepth()
  const counts = useGuestCounts(cluster)
  const bridges = useQuery(api.proxmox.bridges.queryOptions({ input: { cluster: cluster.id } }))
  if (bridges.error !== null)
    return <ClusterProblem problem={problemFrom(bridges.error)} cluster={cluster.id} onRetry={() => void bridges.refetch()} />
  if (bridges.data === undefined)
    return (
      <Card>
        <ListBones rows={1} label="Looking at the networks" />
      </Card>
    )
  if (bridges.data.length === 0) return null
  return (
    <Card flush className="flex-none">
      <ul aria-label="Networks" className="grid w-full grid-cols-2 gap-y-3 py-5">
        {bridges.data.map(bridge => (
          <li
            key={`${bridge.name} ${bridge.nodes.join(' ')}`}
            className="flex min-h-11 min-w-0 items-center gap-3 px-4 not-nth-[2n+1]:border-l"
          >
            <Network aria-hidden="true" className="text-subtle-foreground" />
            <div className="min-w-0 flex-1">
              <div className="truncate font-medium">{shows('advanced') ? bridge.name : (bridge.comment ?? bridge.name)}</div>
              <div className="text-muted-foreground text-xs">{noteOf(bridge, cluster, shows('advanced'))}</div>
            </div>
            <span className="flex-none text-muted-foreground text-xs tabular-nums">
              {countWords(bridge.guests ?? (counts && (counts.get(bridge.name) ?? 0)))}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const mostCounted = 50

/** How many guests are on each network, where they are few enough to be asked about one by one. */
function useGuestCounts(cluster: ClusterView): ReadonlyMap<string, number> | undefined {
  const guests = useQuery(api.proxmox.guests.queryOptions({ input: { cluster: cluster.id } })).data ?? []
  const counted = guests.length > mostCounted ? [] : guests.filter(guest => !guest.template)
  const places = useQueries({ queries: counted.map(guest => guestPlaceQuery(cluster.id, guest.vmid)) })
  if (counted.length === 0 || places.some(place => !place.isSuccess)) return undefined
  const counts = new Map<string, number>()
  for (const { data } of places) for (const name of new Set(data?.bridges)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function countWords(guests: number | undefined): string {
  return guests === undefined ? '' : formatNumberOf(guests, 'guest')
}

function noteOf(bridge: BridgeView, cluster: ClusterView, deep: boolean): string {
  const everywhere = bridge.nodes.length >= cluster.nodes.length
  const place = cluster.nodes.length === 1 ? '' : everywhere ? 'on every node' : `on ${bridge.nodes.join(' and ')}`
  const parts = [
    deep ? bridge.comment : undefined,
    place,
    deep ? bridge.cidr : undefined,
    deep && bridge.vlanAware ? 'takes VLANs' : undefined,
  ]
  const text = parts.filter(part => part !== undefined && part !== '').join(', ')
  return text === '' ? 'A network of its guests' : text.charAt(0).toUpperCase() + text.slice(1)
}
