import type { DeviceBody } from '../device-body.ts'
import { loadCurve } from '../load-curve.ts'
import type { Container, Volume } from './engine-things.ts'
import { imageTraits } from './known-images.ts'

const mebibyte = 1024 * 1024
const hour = 3_600_000

/** Working memory of a running container in bytes: fills within a minute, then breathes. */
export function memoryUsed(container: Container, now: number): number {
  const from = container.runs.at(-1)?.from
  if (from === undefined || container.state !== 'running') return 0
  const filled = 0.55 + 0.45 * (1 - Math.exp((from - now) / 40_000))
  const used = imageTraits(container.image).memoryMiB * mebibyte * filled * (0.94 + 0.06 * loadCurve(container.image).at(now))
  return Math.round(container.memoryLimitBytes ? Math.min(used, container.memoryLimitBytes * 0.97) : used)
}

/** Processor seconds a container used in its present run. */
export function cpuSecondsUsed(container: Container, device: DeviceBody, now: number): number {
  const from = container.runs.at(-1)?.from
  if (from === undefined || container.state !== 'running') return 0
  const traits = imageTraits(container.image)
  const curve = loadCurve(container.image, device.profile.name)
  const steady = (traits.cores / device.profile.coreSpeed) * (curve.area(now) - curve.area(from))
  return steady + traits.startSeconds * 0.8 * (1 - Math.exp((from - now) / 5000))
}

/** Bytes in a volume: a first filling, then a little more every day. */
export function volumeBytes(volume: Volume, now: number): number {
  const hours = Math.max(0, now - volume.createdAt) / hour
  return Math.round((12 + 3 * loadCurve(volume.name).at(0) + Math.min(hours, 24 * 365) * 0.2) * mebibyte)
}
