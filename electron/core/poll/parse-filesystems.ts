import type { Sample } from '../../../shared/model/device.ts'
import { harmless, wholeNumber } from './sections.ts'

type Filesystem = Sample['filesystems'][number]

const row = /^(.+?)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(?:-|\d+%)\s+(\/.*)$/
const notForApps = /^\/(?:boot|dev|etc|proc|run|snap|sys)(?:\/|$)/

/**
 * Real file systems from `df -Pk`, each source once so that sums count no byte twice: bind mounts and subvolumes fall
 * together, and so do the data sets of a ZFS pool, which share its free space. The mount named first stands for the others.
 */
export function parseFilesystems(lines: readonly string[]): readonly Filesystem[] {
  const bySource = new Map<string, { mount: string; used: number; free: number; seen: Set<string> }>()
  for (const line of lines) {
    const found = row.exec(line)
    const [used, free] = [wholeNumber(found?.[3]), Math.max(Number(found?.[4] ?? 0), 0)]
    const [source, mount] = [found?.[1], found?.[5]]
    if (source === undefined || mount === undefined || used === undefined || !Number.isSafeInteger(free)) continue
    if (notForApps.test(mount)) continue
    const pool = source.startsWith('/') ? source : (source.split('/')[0] ?? source)
    const known = bySource.get(pool)
    if (!known) bySource.set(pool, { mount, used, free, seen: new Set([source]) })
    else if (!known.seen.has(source)) {
      known.seen.add(source)
      known.used += used
      known.free = Math.max(known.free, free)
    }
  }
  return [...bySource.values()].map(({ mount, used, free }) => ({
    mount: harmless(mount),
    totalBytes: (used + free) * 1024,
    freeBytes: free * 1024,
  }))
}

/** The file system a path lies on: the one with the longest mount point above it. */
export function filesystemOf(filesystems: readonly Filesystem[], path: string): Filesystem | undefined {
  let best: Filesystem | undefined
  for (const filesystem of filesystems) {
    const { mount } = filesystem
    const above = mount === '/' || path === mount || path.startsWith(`${mount}/`)
    if (above && mount.length > (best?.mount.length ?? 0)) best = filesystem
  }
  return best
}
