import type { HistoryRange } from '../../../shared/model/device.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** How far back each range of a history graph goes, and the length of one of its points. */
export const historyRanges: Readonly<Record<HistoryRange, { readonly lengthMs: number; readonly bucketMs: number }>> = {
  '2h': { lengthMs: 2 * hourMs, bucketMs: 10_000 },
  '24h': { lengthMs: dayMs, bucketMs: minuteMs },
  '7d': { lengthMs: 7 * dayMs, bucketMs: hourMs },
  '90d': { lengthMs: 90 * dayMs, bucketMs: dayMs },
}
