import type { SeenCluster } from '../../../shared/model/seen-cluster.ts'
import type { KnownState } from './view-cluster.ts'

const percentStep = 2

/** A text that differs when something a person would see of a cluster differs: small movements of its load do not count. */
export function visibleOfCluster({ cluster, seen, version, problem }: KnownState): string {
  return JSON.stringify([cluster, version, problem, seen && [seen.name, seen.quorate, ...nodes(seen), ...storages(seen), ...guests(seen)]])
}

function nodes({ nodes: all, tasks }: SeenCluster): unknown[] {
  return [
    all.map(node => [
      node.name,
      node.online,
      node.address,
      step(node.cpuFraction, 1),
      step(node.memoryUsedBytes, node.memoryTotalBytes),
      step(node.diskUsedBytes, node.diskTotalBytes),
    ]),
    tasks.map(task => [task.id, task.state]),
  ]
}

function storages({ storages: all }: SeenCluster): unknown[] {
  return all.map(storage => [storage.name, storage.node, storage.available, step(storage.usedBytes, storage.totalBytes)])
}

function guests({ guests: all }: SeenCluster): unknown[] {
  return all.map(guest => [
    guest.vmid,
    guest.name,
    guest.node,
    guest.state,
    guest.template,
    guest.tags,
    guest.lock,
    guest.highlyAvailable,
    guest.cores,
    guest.memoryTotalBytes,
    guest.diskTotalBytes,
    step(guest.cpuFraction, 1),
    step(guest.memoryUsedBytes, guest.memoryTotalBytes),
  ])
}

function step(part = 0, whole = 0): number {
  return whole > 0 ? Math.round((part / whole) * (100 / percentStep)) : 0
}
