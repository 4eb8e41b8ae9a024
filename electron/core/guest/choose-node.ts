import { AppError } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { NodeView } from '../../../shared/model/cluster.ts'
import { freeMemoryBytes, type KnownCluster } from './known-cluster.ts'

const mib = 1024 ** 2

/** The node of that name, where it is on and has that much memory. Errors: GuestInputInvalid, NodeDown, NodeShort. */
export function checkNode(guest: string, name: string, memoryMiB: number, known: Pick<KnownCluster, 'name' | 'nodes'>): NodeView {
  const node = known.nodes.find(each => each.name === name)
  if (!node) {
    const instead = `${known.name} has ${known.nodes.map(each => each.name).join(', ')}.`
    throw new AppError('GuestInputInvalid', { guest, field: 'node', because: `${known.name} has no node called ${name}.`, instead })
  }
  if (node.state === 'offline') throw new AppError('NodeDown', { cluster: known.name, node: name })
  const totalBytes = node.memoryTotalBytes ?? Number.POSITIVE_INFINITY
  if (memoryMiB * mib > totalBytes)
    throw new AppError('NodeShort', { cluster: known.name, node: name, wantedBytes: memoryMiB * mib, totalBytes })
  return node
}

/** The node with most memory free among those named, and why. Errors: NodeDown, NodeShort. */
export function chooseNode(
  guest: string,
  among: readonly string[],
  memoryMiB: number,
  known: KnownCluster,
): { readonly node: NodeView; readonly because: string } {
  const ranked = known.nodes
    .filter(node => among.includes(node.name))
    .sort(
      (one, other) =>
        Number(other.state === 'online') - Number(one.state === 'online') ||
        freeMemoryBytes(other) - freeMemoryBytes(one) ||
        (one.name < other.name ? -1 : 1),
    )
  const [best] = ranked
  const node = checkNode(guest, best?.name ?? among[0] ?? '', memoryMiB, known)
  const free = `${bytesInWords(freeMemoryBytes(node))} of memory free`
  return {
    node,
    because: ranked.length === 1 ? `Only ${node.name} has what it is made from.` : `${node.name} has ${free}, the most of all.`,
  }
}
