import type { NodeDoor } from './door.ts'
import { killTask } from './tasks.ts'
import type { PveNode, PveStorage, PveWorld } from './world.ts'

/** What can go wrong with the cluster, on purpose. */
export interface ClusterFaults {
  /** Cuts a node off as a power cut does: its door, its guests and its tasks are gone. With too many down there is no quorum. */
  takeDown(node: string): Promise<void>
  /** Starts it again; guests that start by themselves run, the others are off. */
  bringBack(node: string): Promise<void>
  /** Leaves no byte of it free; `false` frees it again. */
  fillStorage(storage: string, full?: boolean): void
  /** Holds a guest as a crash would have left it; without a word lets go. */
  lock(vmid: number, word?: string): void
  /** The answers of the next writes are dropped after they were done. */
  loseAnswers(count: number): void
  /** Everything that takes time takes so many times longer; 1 ends it. */
  slowTasks(factor: number): void
}

/** The faults of a world and its doors. */
export function createClusterFaults(
  world: PveWorld,
  doors: ReadonlyMap<string, NodeDoor>,
  handles: { readonly slow: (factor: number) => void; readonly lose: (count: number) => void },
): ClusterFaults {
  const filled = new Map<PveStorage, number | undefined>()

  function nodeNamed(name: string): PveNode {
    const node = world.nodes.get(name)
    if (!node) throw new RangeError(`the demo cluster has no node ${name}`)
    return node
  }

  return {
    async takeDown(name) {
      const node = nodeNamed(name)
      if (!node.online) return
      node.online = false
      for (const task of world.tasks) if (task.node === name) killTask(world, task)
      await doors.get(name)?.shut()
    },
    async bringBack(name) {
      const node = nodeNamed(name)
      if (node.online) return
      const now = world.time.now()
      for (const guest of world.guests.values()) {
        if (guest.node !== name) continue
        guest.status = guest.config.onboot === '1' && !guest.template ? 'running' : 'stopped'
        guest.startedAt = guest.status === 'running' ? now : 0
        guest.paused = false
      }
      node.bootedAt = now
      await doors.get(name)?.open()
      node.online = true
    },
    fillStorage(name, full = true) {
      const storage = world.storages.get(name)
      if (!storage) throw new RangeError(`the demo cluster has no storage ${name}`)
      if (full && !filled.has(storage)) filled.set(storage, storage.otherBytes)
      if (!full && !filled.has(storage)) return
      const before = filled.get(storage)
      if (full) storage.otherBytes = storage.totalBytes
      else if (before === undefined) delete storage.otherBytes
      else storage.otherBytes = before
      if (!full) filled.delete(storage)
    },
    lock(vmid, word) {
      const guest = world.guests.get(vmid)
      if (!guest) throw new RangeError(`the demo cluster has no guest ${vmid}`)
      const { lock: _, ...config } = guest.config
      guest.config = word === undefined ? config : { ...config, lock: word }
    },
    loseAnswers: count => handles.lose(count),
    slowTasks: factor => handles.slow(factor),
  }
}
