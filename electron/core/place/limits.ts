const MiB = 1024 ** 2
const GiB = 1024 ** 3

/** A sample older than this says nothing about now: ten polls at the default interval. */
export const sampleAgeLimitMs = 300_000

/** Memory in bytes that stays with the device itself: a twentieth, at least 128 MiB, at most 1 GiB. */
export function hostMemoryReserve(totalBytes: number): number {
  return Math.min(Math.max(totalBytes / 20, 128 * MiB), GiB)
}

/** Storage in bytes that stays free for the device itself: a fiftieth, at least 512 MiB, at most 10 GiB. */
export function hostStorageReserve(totalBytes: number): number {
  return Math.min(Math.max(totalBytes / 50, 512 * MiB), 10 * GiB)
}
