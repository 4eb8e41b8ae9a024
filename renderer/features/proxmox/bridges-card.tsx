import { useQuery } from '@tanstack/react-query'
import { Network } from 'lucide-react'
import type { BridgeView, ClusterView } from '../../../shared/model/cluster.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card } from '../../ui/card.tsx'
import { ClusterProblem } from './cluster-problem.tsx'

/** The networks that guests can be on. */
export function BridgesCard({ cluster }: { readonly cluster: ClusterView }) {
  const { shows } = useDepth()
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
    <Card flush className="flex flex-1 items-center">
      <ul aria-label="Networks" className="grid w-full grid-cols-2 gap-y-3 py-5">
        {bridges.data.map(bridge => (
          <li
            key={`${bridge.name} ${bridge.nodes.join(' ')}`}
            className="flex h-11 min-w-0 items-center gap-3 px-4 not-nth-[2n+1]:border-l"
          >
            <Network aria-hidden="true" className="text-subtle-foreground" />
            <div className="min-w-0 flex-1">
              <div className="truncate font-medium">{shows('advanced') ? bridge.name : (bridge.comment ?? bridge.name)}</div>
              <div className="truncate text-muted-foreground text-xs">{noteOf(bridge, cluster, shows('advanced'))}</div>
            </div>
            {bridge.guests === undefined ? null : (
              <span className="flex-none text-muted-foreground text-xs tabular-nums">{formatNumberOf(bridge.guests, 'guest')}</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
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
