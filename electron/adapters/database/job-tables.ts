import type { Kysely } from 'kysely'
import { newJobView } from '../../../shared/jobs/reduce-job.ts'
import type { Store } from '../../ports/store.ts'
import { fromJson } from './json.ts'
import type { Schema } from './schema.ts'

/** Jobs, their events, their views, and how long steps took. */
export function jobTables(db: Kysely<Schema>): Store['jobs'] {
  return {
    create: async job => {
      const view = newJobView(job)
      await db
        .insertInto('jobs')
        .values({
          id: job.id,
          subject: job.subject.name,
          status: view.status,
          created_at: job.createdAt,
          data: JSON.stringify(job),
          view: JSON.stringify(view),
        })
        .execute()
    },
    get: async id => {
      const row = await db.selectFrom('jobs').select('data').where('id', '=', id).executeTakeFirst()
      return row && fromJson(row.data)
    },
    append: async (id, events) => {
      if (events.length === 0) return
      await db.transaction().execute(async transaction => {
        const { last } = await transaction
          .selectFrom('job_events')
          .select(({ fn }) => fn.max<number | null>('seq').as('last'))
          .where('job_id', '=', id)
          .executeTakeFirstOrThrow()
        const wrong = events.findIndex((event, index) => event.seq !== (last ?? 0) + 1 + index)
        if (wrong >= 0) throw new Error(`event ${events[wrong]?.seq} of job ${id} does not follow ${(last ?? 0) + wrong}`)
        const rows = events.map(event => ({ seq: event.seq, data: JSON.stringify(event) }))
        for (const row of rows)
          await transaction
            .insertInto('job_events')
            .values({ job_id: id, ...row })
            .execute()
      })
    },
    events: async (id, after) => {
      const rows = await db
        .selectFrom('job_events')
        .select('data')
        .where('job_id', '=', id)
        .where('seq', '>', after)
        .orderBy('seq')
        .execute()
      return rows.map(row => fromJson(row.data))
    },
    saveView: async view => {
      await db
        .updateTable('jobs')
        .set({ status: view.status, view: JSON.stringify(view) })
        .where('id', '=', view.id)
        .execute()
    },
    views: async ({ limit, subject, status }) => {
      let query = db.selectFrom('jobs').select('view').orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit)
      if (subject !== undefined) query = query.where('subject', '=', subject)
      if (status !== undefined) query = query.where('status', 'in', status)
      return (await query.execute()).map(row => fromJson(row.view))
    },
    view: async id => {
      const row = await db.selectFrom('jobs').select('view').where('id', '=', id).executeTakeFirst()
      return row && fromJson(row.view)
    },
    stepSeconds: async (kind, step, limit) => {
      const rows = await db
        .selectFrom('step_times')
        .select('seconds')
        .where('kind', '=', kind)
        .where('step', '=', step)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(row => row.seconds)
    },
    recordStepSeconds: async (kind, step, seconds, at) => {
      await db.insertInto('step_times').values({ kind, step, seconds, at }).execute()
    },
    trim: ({ before, status, kept }) =>
      db.transaction().execute(async transaction => {
        const { numDeletedRows } = await transaction
          .deleteFrom('jobs')
          .where('created_at', '<', before)
          .where('status', 'in', status)
          .executeTakeFirstOrThrow()
        await transaction
          .deleteFrom('step_times')
          .where('at', '<', before)
          .where('id', 'in', steps =>
            steps
              .selectFrom(
                transaction
                  .selectFrom('step_times')
                  .select(({ fn }) => [
                    'id',
                    fn
                      .agg<number>('row_number')
                      .over(over => over.partitionBy(['kind', 'step']).orderBy('at', 'desc').orderBy('id', 'desc'))
                      .as('place'),
                  ])
                  .as('placed'),
              )
              .select('placed.id')
              .where('placed.place', '>', kept),
          )
          .execute()
        return Number(numDeletedRows)
      }),
  }
}
