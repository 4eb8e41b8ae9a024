import { loadCurve } from '../load-curve.ts'
import { coresOn, loadOf } from './guests/guest-load.ts'
import { usedBytes } from './volumes.ts'
import type { PveNode, PveWorld } from './world.ts'

/** What a node uses at a moment. */
export interface NodeLoad {
  /** Part of its cores, 0 to 1. */
  readonly cpu: number
  readonly memoryBytes: number
  readonly diskUsedBytes: number
  readonly diskTotalBytes: number
  readonly netInBytesPerSecond: number
  readonly netOutBytesPerSecond: number
  readonly uptimeSeconds: number
}

const rootBytes = 94 * 1024 ** 3
const curves = new Map<string, ReturnType<typeof loadCurve>>()

/** The load of a node now or at another moment in milliseconds: its guests' and its own. */
export function nodeLoad(world: PveWorld, node: PveNode, now: number = world.time.now()): NodeLoad {
  const curve = curves.get(node.name) ?? loadCurve('node', node.name)
  curves.set(node.name, curve)
  const height = curve.at(now)
  let cores = 0.02 * node.cores * height
  let memory = node.ownMemoryBytes
  for (const guest of world.guests.values()) {
    if (guest.node !== node.name || guest.status === 'stopped') continue
    const load = loadOf(guest, world, now)
    cores += load.cpu * coresOn(guest, world)
    memory += load.hostMemoryBytes
  }
  const local = world.storages.get('local')
  return {
    cpu: Math.min(1, cores / node.cores),
    memoryBytes: Math.min(memory, node.memoryBytes),
    diskUsedBytes: local ? usedBytes(world, local, node.name) : 0,
    diskTotalBytes: local?.totalBytes ?? rootBytes,
    netInBytesPerSecond: Math.round(400_000 * height * cores),
    netOutBytesPerSecond: Math.round(250_000 * height * cores),
    uptimeSeconds: Math.max(0, Math.floor((now - node.bootedAt) / 1000)),
  }
}
