import { freeMemoryBytes, type GuestNow, gib, isOn, type KnownCluster } from '../guest/known-cluster.ts'
import type { ObservedCluster } from './observed-world.ts'

const mib = 1024 ** 2

/** An amount on a node that comes to be taken or free; negative amounts are what is given back. */
export interface Share {
  readonly node: string
  readonly memoryMiB: number
  readonly disks: readonly { readonly storage: string; readonly gib: number }[]
}

/** The room of one cluster, while a plan is made: what each step takes is not there for the next. */
export interface Room {
  /** As things stand before anything is removed. */
  now(): KnownCluster
  /** The same once all that is to be gone is gone. */
  afterRemovals(): KnownCluster
  take(share: Share): void
}

/** The room of a cluster, of which these guests are going to be removed. */
export function createRoom(cluster: ObservedCluster, removed: readonly GuestNow[]): Room {
  let now = cluster.known
  let later = removed.reduce((known, guest) => taken(known, negative(shareOf(guest))), now)
  return {
    now: () => now,
    afterRemovals: () => later,
    take(share) {
      now = taken(now, share)
      later = taken(later, share)
    },
  }
}

/** What a guest takes of its node and storages. */
export function shareOf({ node, config, ...guest }: GuestNow): Share {
  const disks = config.disks.flatMap(({ storage, sizeBytes = 0, kind }) =>
    storage === undefined || kind === 'cdrom' ? [] : [{ storage, gib: sizeBytes / gib }],
  )
  return { node, memoryMiB: isOn(guest) ? config.memoryMiB : 0, disks }
}

/** Free bytes of a node's memory; endless where the node does not tell how much it has. */
export function memoryLeft(node: KnownCluster['nodes'][number]): number {
  return node.memoryTotalBytes === undefined ? Number.POSITIVE_INFINITY : freeMemoryBytes(node)
}

function negative({ node, memoryMiB, disks }: Share): Share {
  return { node, memoryMiB: -memoryMiB, disks: disks.map(({ storage, gib: size }) => ({ storage, gib: -size })) }
}

function taken(known: KnownCluster, { node, memoryMiB, disks }: Share): KnownCluster {
  return {
    ...known,
    nodes: known.nodes.map(each =>
      each.name === node ? { ...each, memoryUsedBytes: Math.max(0, (each.memoryUsedBytes ?? 0) + memoryMiB * mib) } : each,
    ),
    storages: known.storages.map(each => {
      const more = disks.filter(disk => disk.storage === each.name && (each.node === undefined || each.node === node))
      if (more.length === 0) return each
      return { ...each, usedBytes: Math.max(0, (each.usedBytes ?? 0) + more.reduce((sum, disk) => sum + disk.gib * gib, 0)) }
    }),
  }
}
