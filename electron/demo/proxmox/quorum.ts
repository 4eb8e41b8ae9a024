import type { PveWorld } from './world.ts'

/** Whether more than half of the nodes are there. */
export function isQuorate(world: PveWorld): boolean {
  const online = [...world.nodes.values()].filter(node => node.online).length
  return online * 2 > world.nodes.size
}
