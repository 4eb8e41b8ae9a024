import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { HistoryPoint } from '../../../shared/model/device.ts'
import type { Store } from '../../ports/store.ts'
import type { HistoryTable, Schema } from './schema.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** From fine to coarse: how wide a bucket is and how long it is kept. */
const tables = [
  { name: 'history_raw', bucketMs: 1, keptMs: 2 * hourMs },
  { name: 'history_minute', bucketMs: minuteMs, keptMs: dayMs },
  { name: 'history_hour', bucketMs: hourMs, keptMs: 7 * dayMs },
  { name: 'history_day', bucketMs: dayMs, keptMs: 90 * dayMs },
] as const

type Metric = Exclude<keyof HistoryTable, 'device_id' | 'at' | 'polls'>

const metrics: Readonly<Record<Metric, Exclude<keyof HistoryPoint, 'at'>>> = {
  cpu_fraction: 'cpuFraction',
  memory_used_bytes: 'memoryUsedBytes',
  memory_total_bytes: 'memoryTotalBytes',
  storage_used_bytes: 'storageUsedBytes',
  storage_total_bytes: 'storageTotalBytes',
  received_bytes_per_second: 'receivedBytesPerSecond',
  sent_bytes_per_second: 'sentBytesPerSecond',
  disk_read_bytes_per_second: 'diskReadBytesPerSecond',
  disk_written_bytes_per_second: 'diskWrittenBytesPerSecond',
}
const columns = Object.keys(metrics) as Metric[]

/** What devices measured, folded into minutes, hours and days as it comes; and how many polls they answered. */
export function historyTables(db: Kysely<Schema>): Store['history'] {
  return {
    add: async points => {
      if (points.length === 0) return
      await db.transaction().execute(async transaction => {
        // One statement for all devices: the points travel as JSON.
        const rows = JSON.stringify(points.map(({ deviceId, point }) => ({ ...point, deviceId })))
        const fields = columns.map(column => sql`value ->> ${sql.lit(metrics[column])}`)
        await sql`insert or replace into history_raw (device_id, at, polls, ${names()})
          select value ->> 'deviceId', value ->> 'at', 1, ${sql.join(fields)} from json_each(${rows})`.execute(transaction)
        for (const [index, coarse] of tables.entries()) {
          const fine = tables[index - 1]
          if (fine) await fold(transaction, fine.name, coarse.name, coarse.bucketMs, rows)
        }
      })
    },
    read: async (deviceId, since, bucketMs) => {
      const table = tables.findLast(candidate => candidate.bucketMs <= bucketMs) ?? tables[0]
      const bucket = sql<number>`cast(at / ${bucketMs} as integer) * ${bucketMs}`
      const found = await sql<Pick<HistoryTable, Metric | 'at'>>`select ${bucket} as at, ${means()} from ${sql.table(table.name)}
        where device_id = ${deviceId} and at >= ${since} group by 1 order by 1`.execute(db)
      return found.rows.map(toPoint)
    },
    trim: async now => {
      await db.transaction().execute(async transaction => {
        for (const { name, keptMs } of tables) {
          await transaction
            .deleteFrom(name)
            .where('at', '<', now - keptMs)
            .execute()
        }
        await transaction
          .deleteFrom('polls')
          .where('day', '<', now - 90 * dayMs)
          .execute()
      })
    },
    countPolls: async polls => {
      if (polls.length === 0) return
      const rows = polls.map(poll => ({ device_id: poll.deviceId, day: dayOf(poll.at), answered: poll.answered ? 1 : 0, asked: 1 }))
      await db.transaction().execute(async transaction => {
        for (const row of rows) {
          await transaction
            .insertInto('polls')
            .values(row)
            .onConflict(conflict =>
              conflict.columns(['device_id', 'day']).doUpdateSet(old => ({
                answered: old('polls.answered', '+', row.answered),
                asked: old('polls.asked', '+', 1),
              })),
            )
            .execute()
        }
      })
    },
    answeredFraction: async (deviceId, since) => {
      const sums = await db
        .selectFrom('polls')
        .select(({ fn }) => [fn.sum<number | null>('answered').as('answered'), fn.sum<number | null>('asked').as('asked')])
        .where('device_id', '=', deviceId)
        .where('day', '>=', dayOf(since))
        .executeTakeFirst()
      return sums?.asked ? (sums.answered ?? 0) / sums.asked : undefined
    },
    removeDevice: async deviceId => {
      await db.transaction().execute(async transaction => {
        for (const { name } of tables) await transaction.deleteFrom(name).where('device_id', '=', deviceId).execute()
        await transaction.deleteFrom('polls').where('device_id', '=', deviceId).execute()
      })
    },
  }
}

/** Computes the coarse buckets that the new points fall into afresh from the finer table, weighing each by its polls. */
async function fold(transaction: Transaction<Schema>, fine: string, coarse: string, bucketMs: number, rows: string): Promise<void> {
  const bucketOf = (at: RawBuilder<unknown>) => sql`cast(${at} / ${bucketMs} as integer) * ${bucketMs}`
  await sql`insert or replace into ${sql.table(coarse)} (device_id, at, polls, ${names()})
    with touched as (select distinct value ->> 'deviceId' as device_id, ${bucketOf(sql`(value ->> 'at')`)} as start from json_each(${rows}))
    select touched.device_id, touched.start, sum(polls), ${means()}
    from touched join ${sql.table(fine)} as fine
      on fine.device_id = touched.device_id and fine.at >= touched.start and fine.at < touched.start + ${bucketMs}
    group by touched.device_id, touched.start`.execute(transaction)
}

function names(): RawBuilder<unknown> {
  return sql.join(columns.map(column => sql.ref(column)))
}

/** Means that leave out what was not measured. */
function means(): RawBuilder<unknown> {
  return sql.join(
    columns.map(
      column => sql`sum(${sql.ref(column)} * polls) / sum(case when ${sql.ref(column)} is not null then polls end) as ${sql.ref(column)}`,
    ),
  )
}

function toPoint(row: Pick<HistoryTable, Metric | 'at'>): HistoryPoint {
  const measured = columns.flatMap(column => (row[column] === null ? [] : [[metrics[column], row[column]] as const]))
  return { at: row.at, ...Object.fromEntries(measured) }
}

function dayOf(moment: number): number {
  return Math.floor(moment / dayMs) * dayMs
}
