import { useQuery } from '@tanstack/react-query'
import { Server } from 'lucide-react'
import { Link } from 'react-router'
import type { ClusterView, NodeView } from '../../../shared/model/cluster.ts'
import { formatGigabytes, formatPercent, formatShare } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { nodeCondition } from './cluster-words.ts'
import { uptimeWords } from './guest-words.ts'

/** The nodes of a cluster: processor over the last hour, and memory parted into guests and the node itself. */
export function NodeCards({ cluster }: { readonly cluster: ClusterView }) {
  return (
    <ul aria-label="Nodes" className="grid flex-none grid-cols-[repeat(auto-fill,minmax(272px,1fr))] gap-3">
      {cluster.nodes.map(node => (
        <NodeCard key={node.name} cluster={cluster} node={node} />
      ))}
    </ul>
  )
}

const loadEveryMs = 60_000

function NodeCard({ cluster, node }: { readonly cluster: ClusterView; readonly node: NodeView }) {
  const online = node.state === 'online'
  const known = node.state !== 'offline' && (node.memoryUsedBytes ?? 0) > 0
  const load = useQuery(
    api.proxmox.nodeLoad.queryOptions({
      input: { cluster: cluster.id, node: node.name },
      enabled: online,
      refetchInterval: loadEveryMs,
    }),
  ).data
  const line = (load ?? []).map(point => point.cpuFraction ?? null)
  const top = Math.max(0.25, ...line.map(value => value ?? 0))
  const { tone, word } = nodeCondition(node)
  return (
    <li className="relative min-w-0 rounded-lg border bg-card px-3.5 pt-3 pb-3 tabular-nums shadow-card">
      <div className="flex h-5 items-center gap-2">
        <Server aria-hidden="true" className="text-muted-foreground" />
        <b className="truncate font-semibold">{node.name}</b>
        <StatusDot tone={tone} label={word} />
        <span className="ml-auto flex-none text-muted-foreground text-xs">
          {online ? (node.uptimeSeconds === undefined ? '' : `up ${uptimeWords(node.uptimeSeconds)}`) : word}
        </span>
      </div>
      {known ? (
        <div className="mt-2 grid grid-cols-[96px_minmax(0,1fr)] gap-4 text-xs">
          <div className="min-w-0">
            <div className="flex justify-between">
              <span className="text-muted-foreground">Processor</span>
              <b className="font-medium">{formatPercent(node.cpuFraction)}</b>
            </div>
            <div className="mt-1.5">
              <Sparkline values={line} max={top} height={24} label={`Processor of ${node.name} over the last hour`} />
            </div>
          </div>
          <NodeMemory node={node} />
        </div>
      ) : (
        <p className="mt-2 min-h-[52px] text-muted-foreground text-xs">
          {node.state === 'offline'
            ? 'Its guests cannot be reached. Is it powered on and connected to the others?'
            : 'What it does is not known now.'}
        </p>
      )}
      {node.device === undefined ? null : (
        <p className="mt-1 truncate text-xs">
          <Link to={`/devices/${node.device}`} className="rounded-xs text-primary-text hover:underline">
            Your device {node.device}
          </Link>
        </p>
      )}
    </li>
  )
}

function NodeMemory({ node }: { readonly node: NodeView }) {
  const { memoryUsedBytes: used = 0, memoryTotalBytes: total = 0, guestMemoryBytes: guests } = node
  const ofGuests = Math.min(guests, used)
  const { part, whole } = formatShare(used, total)
  const share = (bytes: number) => (total > 0 ? bytes / total : 0)
  return (
    <div className="min-w-0">
      <div className="flex justify-between gap-2">
        <span className="text-muted-foreground">Memory</span>
        <span className="truncate">
          <b className="font-medium">{part}</b> <span className="text-muted-foreground">{whole}</span>
        </span>
      </div>
      <ProgressBar fraction={share(ofGuests)} second={share(used - ofGuests)} className="mt-2" />
      <div className="mt-[5px] flex justify-between gap-2 text-muted-foreground">
        <span>Guests {formatGigabytes(ofGuests)}</span>
        <span>Node itself {formatGigabytes(used - ofGuests)}</span>
      </div>
    </div>
  )
}
