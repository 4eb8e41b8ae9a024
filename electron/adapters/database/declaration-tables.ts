import type { Kysely } from 'kysely'
import type { Store } from '../../ports/store.ts'
import { fromJson } from './json.ts'
import type { Schema } from './schema.ts'

/** How many plans are kept: those older than the newest of them are forgotten, unless one is being carried out. */
const keptPlans = 100

/** Plans, what is remembered of drift, and the remote repository. */
export function declarationTables(db: Kysely<Schema>): Pick<Store, 'plans' | 'driftNotes' | 'declarationRemote'> {
  return {
    plans: {
      save: async kept => {
        const row = { made_at: kept.madeAt, state: kept.state, data: JSON.stringify(kept) }
        await db.transaction().execute(async transaction => {
          await transaction
            .insertInto('plans')
            .values({ id: kept.plan.id, ...row })
            .onConflict(conflict => conflict.column('id').doUpdateSet(row))
            .execute()
          const newest = transaction.selectFrom('plans').select('id').orderBy('made_at', 'desc').limit(keptPlans)
          await transaction.deleteFrom('plans').where('state', '!=', 'applying').where('id', 'not in', newest).execute()
        })
      },
      get: async id => {
        const row = await db.selectFrom('plans').select('data').where('id', '=', id).executeTakeFirst()
        return row && fromJson(row.data)
      },
      list: async () => (await db.selectFrom('plans').select('data').orderBy('made_at', 'desc').execute()).map(row => fromJson(row.data)),
    },
    driftNotes: {
      list: async () =>
        (await db.selectFrom('drift_notes').selectAll().orderBy('id').execute()).map(({ id, since, ignored_until }) => ({
          id,
          since,
          ...(ignored_until !== null && { ignoredUntil: ignored_until }),
        })),
      replace: async notes => {
        await db.transaction().execute(async transaction => {
          await transaction.deleteFrom('drift_notes').execute()
          const rows = notes.map(({ id, since, ignoredUntil }) => ({ id, since, ignored_until: ignoredUntil ?? null }))
          if (rows.length > 0) await transaction.insertInto('drift_notes').values(rows).execute()
        })
      },
    },
    declarationRemote: {
      get: async () => {
        const row = await db.selectFrom('declaration_remote').select('data').executeTakeFirst()
        return row && fromJson(row.data)
      },
      save: async remote => {
        await db.transaction().execute(async transaction => {
          await transaction.deleteFrom('declaration_remote').execute()
          if (remote)
            await transaction
              .insertInto('declaration_remote')
              .values({ one: 1, data: JSON.stringify(remote) })
              .execute()
        })
      },
    },
  }
}
