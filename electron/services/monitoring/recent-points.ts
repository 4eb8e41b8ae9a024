import type { HistoryPoint, Sample } from '../../../shared/model/device.ts'

const columns = [
  'at',
  'cpuFraction',
  'memoryUsedBytes',
  'memoryTotalBytes',
  'storageUsedBytes',
  'storageTotalBytes',
  'receivedBytesPerSecond',
  'sentBytesPerSecond',
  'diskReadBytesPerSecond',
  'diskWrittenBytesPerSecond',
] as const
const width = columns.length
const keptMs = 2 * 3600 * 1000

/** A sample as a point of the history. */
export function pointOf(sample: Sample): HistoryPoint {
  let total = 0
  let free = 0
  for (const filesystem of sample.filesystems) {
    total += filesystem.totalBytes
    free += filesystem.freeBytes
  }
  return {
    at: sample.at,
    ...(sample.cpuFraction !== undefined && { cpuFraction: sample.cpuFraction }),
    memoryUsedBytes: sample.memoryTotalBytes - sample.memoryAvailableBytes,
    memoryTotalBytes: sample.memoryTotalBytes,
    storageUsedBytes: total - free,
    storageTotalBytes: total,
    ...(sample.networkBytesPerSecond && {
      receivedBytesPerSecond: sample.networkBytesPerSecond.received,
      sentBytesPerSecond: sample.networkBytesPerSecond.sent,
    }),
    ...(sample.diskBytesPerSecond && {
      diskReadBytesPerSecond: sample.diskBytesPerSecond.read,
      diskWrittenBytesPerSecond: sample.diskBytesPerSecond.written,
    }),
  }
}

/** The points of one device of the last two hours in 80 bytes each, oldest first. */
export interface RecentPoints {
  /** Adds a point; those from a time that now lies ahead, because the clock was set back, are dropped. */
  add(point: HistoryPoint): void
  /** Mean of a column over points at or after `since`, undefined where none has it. */
  mean(column: keyof HistoryPoint, since: number): number | undefined
  /** Means over `count` equal spans from `since` to `until`; null where there was no point. */
  spans(column: keyof HistoryPoint, since: number, until: number, count: number): (number | null)[]
}

/** Makes an empty ring of points. */
export function createRecentPoints(): RecentPoints {
  let values = new Float64Array(16 * width)
  let first = 0
  let end = 0

  const atOf = (row: number) => values[row * width] ?? Number.NaN

  function makeRoom(): void {
    if ((end + 1) * width <= values.length) return
    const live = values.subarray(first * width, end * width)
    const grown = new Float64Array(Math.max((end - first) * 2, 16) * width)
    grown.set(live)
    values = grown
    end -= first
    first = 0
  }

  return {
    add: point => {
      while (end > first && atOf(end - 1) > point.at) end -= 1
      while (first < end && atOf(first) < point.at - keptMs) first += 1
      makeRoom()
      columns.forEach((column, index) => {
        values[end * width + index] = point[column] ?? Number.NaN
      })
      end += 1
    },
    mean: (column, since) => {
      const index = columns.indexOf(column)
      let sum = 0
      let count = 0
      for (let row = end - 1; row >= first && atOf(row) >= since; row -= 1) {
        const value = values[row * width + index] ?? Number.NaN
        if (Number.isNaN(value)) continue
        sum += value
        count += 1
      }
      return count === 0 ? undefined : sum / count
    },
    spans: (column, since, until, count) => {
      const index = columns.indexOf(column)
      const sums = new Float64Array(count)
      const counts = new Uint32Array(count)
      for (let row = first; row < end; row += 1) {
        const at = atOf(row)
        const value = values[row * width + index] ?? Number.NaN
        if (at < since || at > until || Number.isNaN(value)) continue
        const span = Math.min(Math.floor(((at - since) / (until - since)) * count), count - 1)
        sums[span] = (sums[span] ?? 0) + value
        counts[span] = (counts[span] ?? 0) + 1
      }
      return Array.from(sums, (sum, span) => (counts[span] ? sum / counts[span] : null))
    },
  }
}

/** Two rows of means added, span by span; null where the first has none. */
export function sums(some: readonly (number | null)[], others: readonly (number | null)[]): (number | null)[] {
  return some.map((value, at) => (value === null ? null : value + (others[at] ?? 0)))
}
