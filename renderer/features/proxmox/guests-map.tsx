import { Columns3, Cpu, Layers2, Monitor } from 'lucide-react'
import { useMemo } from 'react'
import type { ClusterView, NodeView } from '../../../shared/model/cluster.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import { formatBytes, formatGigabytes, formatNumberOf, formatPartOfWhole } from '../../lib/format.ts'
import { guestAddress } from '../../lib/guest-address.ts'
import { AreaMap, type AreaMapBox, type AreaMapItem } from '../../ui/area-map.tsx'
import { Legend } from '../../ui/legend.tsx'

const mostTiles = 40

/** The nodes as boxes, their memory as area, and in it what each running guest takes of it. */
export function GuestsMap({ cluster, guests }: { readonly cluster: ClusterView; readonly guests: readonly GuestView[] }) {
  const boxes = useMemo(
    () =>
      cluster.nodes
        .filter(node => node.state === 'online' && (node.memoryTotalBytes ?? 0) > 0)
        .map(node =>
          boxOf(
            node,
            guests.filter(guest => guest.node === node.name && guest.state === 'running'),
          ),
        ),
    [cluster.nodes, guests],
  )
  return (
    <div className="border-t p-4">
      <div className="mb-3 flex items-center justify-between gap-4 text-muted-foreground text-xs">
        <span>Area is memory</span>
        <Legend
          entries={[
            { label: 'Guests', fill: 'app' },
            { label: 'Node itself', fill: 'service' },
            { label: 'Free', fill: 'free' },
          ]}
        />
      </div>
      <AreaMap label="Memory of each node and the guests that use it" boxes={boxes} height={240} />
    </div>
  )
}

/** A node with its guests and, as itself, all memory in use that no guest has; the smallest of very many guests are one tile. */
function boxOf(node: NodeView, guests: readonly GuestView[]): AreaMapBox {
  const { memoryTotalBytes: total = 0, memoryUsedBytes: used = 0 } = node
  const tiles = guests
    .map(guest => ({ guest, bytes: guest.memoryHostBytes ?? guest.memoryUsedBytes ?? 0 }))
    .sort((one, other) => other.bytes - one.bytes)
  const rest = tiles.slice(mostTiles)
  const restBytes = rest.reduce((sum, tile) => sum + tile.bytes, 0)
  const all = tiles.reduce((sum, tile) => sum + tile.bytes, 0)
  // A node may count its guests lower than they do themselves: the parts never exceed the whole.
  const itself = Math.max(0, used - all)
  return {
    id: node.name,
    name: node.name,
    total,
    usedText: formatPartOfWhole(used, total),
    freeText: `${formatBytes(Math.max(0, total - used))} free`,
    items: [
      ...tiles.slice(0, mostTiles).map(({ guest, bytes }) =>
        part({
          id: String(guest.vmid),
          name: guest.name,
          amount: bytes,
          tone: 'strong',
          icon: guest.type === 'vm' ? <Monitor /> : <Columns3 />,
          to: guestAddress(guest),
        }),
      ),
      ...(rest.length === 0
        ? []
        : [part({ id: 'rest', name: formatNumberOf(rest.length, 'more', 'more'), amount: restBytes, tone: 'strong', icon: <Layers2 /> })]),
      part({ id: 'itself', name: 'Node itself', amount: itself, tone: 'neutral', icon: <Cpu /> }),
    ],
  }
}

function part(item: Omit<AreaMapItem, 'text' | 'shortText'>): AreaMapItem {
  return { ...item, text: formatBytes(item.amount), shortText: formatGigabytes(item.amount) }
}
