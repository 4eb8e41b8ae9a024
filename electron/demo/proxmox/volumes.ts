import type { PveStorage, PveVolume, PveWorld } from './world.ts'

type Place = Pick<PveVolume, 'volid' | 'storage' | 'node'>

/** The key of a volume in `world.volumes`: the bare name on a shared storage, with the node before it elsewhere. */
export function volumeKey(world: PveWorld, { volid, storage, node }: Place): string {
  return world.storages.get(storage)?.shared ? volid : `${node} ${volid}`
}

/** The volume of that name as the node sees it. */
export function findVolume(world: PveWorld, node: string, volid: string): PveVolume | undefined {
  return world.volumes.get(volumeKey(world, { volid, storage: volid.split(':')[0] ?? '', node }))
}

/** Puts a volume in its place. */
export function putVolume(world: PveWorld, volume: PveVolume): void {
  world.volumes.set(volumeKey(world, volume), volume)
}

/** Takes a volume away; one that is gone is no error. */
export function removeVolume(world: PveWorld, volume: Place): void {
  world.volumes.delete(volumeKey(world, volume))
}

/** What lies in a storage as the node sees it. */
export function volumesIn(world: PveWorld, storage: PveStorage, node: string): readonly PveVolume[] {
  return [...world.volumes.values()].filter(volume => volume.storage === storage.name && (storage.shared || volume.node === node))
}

/** How many bytes are taken in a storage as the node sees it. */
export function usedBytes(world: PveWorld, storage: PveStorage, node: string): number {
  const taken = volumesIn(world, storage, node).reduce((sum, volume) => sum + volume.usedBytes, storage.otherBytes ?? 0)
  return Math.min(taken, storage.totalBytes)
}
