import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { Cluster, ClusterView, NodeView, StorageContent, StorageView } from '../../../shared/model/cluster.ts'
import type { Device } from '../../../shared/model/device.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import type { SeenCluster, SeenGuest, SeenNode, SeenStorage } from '../../../shared/model/seen-cluster.ts'
import { ourTag } from '../guest/ownership.ts'

/** All that is known of a cluster. */
export interface KnownState {
  readonly cluster: Cluster
  readonly seen?: SeenCluster | undefined
  readonly seenAt?: number | undefined
  readonly version?: string | undefined
  /** Why the last poll brought nothing. */
  readonly problem?: WireError | undefined
}

/** A cluster as screens and scripts see it. Where it cannot be reached, nodes are as they were and their state unknown. */
export function viewCluster({ cluster, seen, seenAt, version, problem: failure }: KnownState, devices: readonly Device[]): ClusterView {
  const problem = failure ?? (seen && troubleOf(cluster, seen))
  const guests = guestsOf(seen)
  const count = (wanted: (guest: SeenGuest) => boolean) => guests.filter(guest => !guest.template && wanted(guest)).length
  return {
    ...cluster,
    state: stateOf(seen, failure),
    ...(problem && { problem }),
    ...(seen?.name !== undefined && { clusterName: seen.name }),
    ...(version !== undefined && { version }),
    nodesOnline: failure ? 0 : (seen?.nodes.filter(node => node.online).length ?? 0),
    nodesTotal: seen?.nodes.length ?? 0,
    nodes: seen?.nodes.map(node => viewNode(node, guests, failure !== undefined, devices)) ?? [],
    storages: mergeStorages(seen?.storages ?? []),
    guests: {
      running: count(guest => guest.state === 'running'),
      stopped: count(guest => guest.state !== 'running'),
      templates: guests.filter(guest => guest.template).length,
    },
    ...(seenAt !== undefined && { seenAt }),
  }
}

/** The guests of a cluster in order of number. */
export function viewGuests({ cluster, seen, problem: failure }: KnownState, devices: readonly Device[]): GuestView[] {
  const deviceOf = new Map(devices.flatMap(({ guest, name }) => (guest?.cluster === cluster.id ? [[guest.vmid, name] as const] : [])))
  return guestsOf(seen)
    .map((guest): GuestView => {
      const device = deviceOf.get(guest.vmid)
      return {
        ...guest,
        ...(failure && { state: 'unknown' }),
        tags: [...guest.tags],
        cluster: cluster.name,
        ours: guest.tags.includes(ourTag),
        ...(device !== undefined && { device }),
      }
    })
    .sort((one, other) => one.vmid - other.vmid)
}

/** What was seen of the guests; those of a node that is off may run or not, whatever the others last heard. */
function guestsOf(seen: SeenCluster | undefined): readonly SeenGuest[] {
  if (!seen) return []
  const off = new Set(seen.nodes.filter(node => !node.online).map(node => node.name))
  return seen.guests.map(guest => (off.has(guest.node) ? { ...guest, state: 'unknown' } : guest))
}

function stateOf(seen: SeenCluster | undefined, failure: WireError | undefined): ClusterView['state'] {
  if (failure) return failure.code === 'SecretStoreLocked' ? 'unknown' : 'unreachable'
  if (!seen) return 'unknown'
  if (!seen.quorate) return 'no-quorum'
  return seen.nodes.every(node => node.online) ? 'healthy' : 'degraded'
}

function troubleOf({ name }: Cluster, { quorate, nodes }: SeenCluster): WireError | undefined {
  if (!quorate) return { code: 'ClusterNoQuorum', data: { cluster: name } }
  const down = nodes.find(node => !node.online)
  return down && { code: 'NodeDown', data: { cluster: name, node: down.name } }
}

function viewNode({ online, ...node }: SeenNode, guests: readonly SeenGuest[], unseen: boolean, devices: readonly Device[]): NodeView {
  const { fingerprint: _, ...told } = node
  const device = deviceAt(node, devices)
  return {
    ...told,
    state: unseen ? 'unknown' : online ? 'online' : 'offline',
    guestMemoryBytes: guests.reduce(
      (sum, guest) =>
        guest.node === node.name && guest.state === 'running' ? sum + (guest.memoryHostBytes ?? guest.memoryUsedBytes ?? 0) : sum,
      0,
    ),
    ...(device !== undefined && { device }),
  }
}

/** The managed device a node is: the only one at its address that is no guest. */
function deviceAt({ address }: Pick<SeenNode, 'address'>, devices: readonly Device[]): string | undefined {
  if (address === undefined) return undefined
  const here = devices.filter(device => device.kind === 'ssh' && device.guest === undefined && device.address === address)
  return here.length === 1 ? here[0]?.name : undefined
}

function mergeStorages(rows: readonly SeenStorage[]): StorageView[] {
  const merged = new Map<string, StorageView>()
  for (const { node, ...row } of rows) {
    const key = row.shared ? row.name : `${row.name} ${node}`
    const known = merged.get(key)
    if (!known) merged.set(key, { ...row, content: [...row.content], ...(!row.shared && { node }) })
    // The figures of a node that has it count for all; one that lost it knows none.
    else if (row.available && !known.available) merged.set(key, { ...known, ...row, content: together(known.content, row.content) })
    else merged.set(key, { ...known, content: together(known.content, row.content) })
  }
  return [...merged.values()].sort((one, other) => order(one.name, other.name) || order(one.node ?? '', other.node ?? ''))
}

function together(some: readonly StorageContent[], others: readonly StorageContent[]): StorageContent[] {
  return [...new Set([...some, ...others])]
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
