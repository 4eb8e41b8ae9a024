import type { PveTask, PveVolume, PveWorld } from '../world.ts'
import { mib, tellBytes } from './sizes.ts'

/** How fast the simulated disks copy. */
const bytesPerSecond = 400 * mib

/** How long copying so many bytes takes, in seconds. */
export function copySeconds(bytes: number): number {
  return Math.max(bytes / bytesPerSecond, 0.5)
}

/** Lets a copy take its time, telling between 1 and 50 times how far it is, the last time that all is done. Holes take no time. */
export async function passCopy(
  world: PveWorld,
  bytes: number,
  signal: AbortSignal,
  tell: (doneBytes: number, seconds: number) => void,
  filledBytes: number = bytes,
): Promise<void> {
  const seconds = copySeconds(filledBytes)
  const steps = Math.min(Math.max(Math.ceil(seconds), 1), 50)
  for (let step = 1; step <= steps; step += 1) {
    await world.time.pass((seconds / steps) * 1000, signal)
    tell(Math.floor((bytes / steps) * step), (seconds / steps) * step)
  }
}

/** Copies a disk of a virtual machine, with the lines Proxmox writes about it. */
export async function copyDisk(
  world: PveWorld,
  { sizeBytes, usedBytes }: Pick<PveVolume, 'sizeBytes' | 'usedBytes'>,
  task: PveTask,
  signal: AbortSignal,
): Promise<void> {
  const total = tellBytes(sizeBytes)
  const line = (done: number) => `transferred ${tellBytes(done)} of ${total} (${((done / Math.max(sizeBytes, 1)) * 100).toFixed(2)}%)`
  task.log.push(line(0))
  await passCopy(world, sizeBytes, signal, done => void task.log.push(line(done)), usedBytes)
}
