import { z } from 'zod'
import { appViewSchema } from './app.ts'
import { deviceViewSchema } from './device.ts'
import { jobViewSchema } from './job.ts'
import { bytesSchema, momentSchema } from './name.ts'

/** Totals over the devices whose last sample is known; how many that are stands beside. */
export const totalsSchema = z.object({
  devices: z.object({
    online: z.number().int(),
    degraded: z.number().int(),
    offline: z.number().int(),
    unknown: z.number().int(),
    counted: z.number().int(),
  }),
  memory: z.object({ usedBytes: bytesSchema, totalBytes: bytesSchema }),
  storage: z.object({ usedBytes: bytesSchema, totalBytes: bytesSchema }),
  cpu: z.object({ usedFraction: z.number(), cores: z.number().int() }),
  network: z.object({ receivedBytesPerSecond: z.number(), sentBytesPerSecond: z.number() }),
  apps: z.object({ running: z.number().int(), stopped: z.number().int(), troubled: z.number().int(), total: z.number().int() }),
})
export type Totals = z.output<typeof totalsSchema>

/** Everything the first screen needs, in one call. */
export const overviewSchema = z.object({
  at: momentSchema,
  totals: totalsSchema,
  devices: z.array(deviceViewSchema),
  /** Busy share of the processor over the last 2 hours, oldest first, by device name; null where there was no sample. */
  sparklines: z.record(z.string(), z.array(z.number().nullable())),
  networkSparkline: z.array(z.number().nullable()),
  apps: z.array(appViewSchema),
  jobs: z.array(jobViewSchema),
})
export type Overview = z.output<typeof overviewSchema>
