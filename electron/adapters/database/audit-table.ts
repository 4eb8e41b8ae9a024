import type { Kysely, Selectable } from 'kysely'
import type { AuditEntry } from '../../../shared/model/audit.ts'
import type { Store } from '../../ports/store.ts'
import type { Schema } from './schema.ts'

/** The audit: rows are added at the end and leave at the beginning, and never change. */
export function auditTable(db: Kysely<Schema>): Store['audit'] {
  const rows = db.selectFrom('audit').selectAll()
  return {
    append: seal =>
      db.transaction().execute(async transaction => {
        const last = await transaction.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst()
        const entry = seal(last && toEntry(last))
        await transaction.insertInto('audit').values(toRow(entry)).execute()
        return entry
      }),
    list: async ({ since, limit, search }) => {
      let query = rows.where('at', '>=', since).orderBy('seq', 'desc').limit(limit)
      if (search !== undefined && search !== '') {
        const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
        query = query.where(({ eb, or, fn, val }) =>
          or(
            (['who', 'action', 'what', 'subject'] as const).map(column =>
              eb(fn<number>('like', [val(pattern), column, val('\\')]), '=', 1),
            ),
          ),
        )
      }
      return (await query.execute()).map(toEntry)
    },
    pages: async function* (size) {
      let after = Number.MIN_SAFE_INTEGER
      for (;;) {
        const page = (await rows.where('seq', '>', after).orderBy('seq').limit(size).execute()).map(toEntry)
        const last = page.at(-1)
        if (!last) return
        after = last.seq
        yield page
      }
    },
    left: () => db.selectFrom('audit_left').select(['seq', 'hash']).executeTakeFirst(),
    forget: ({ seq, hash }) =>
      db.transaction().execute(async transaction => {
        await transaction.deleteFrom('audit').where('seq', '<=', seq).execute()
        await transaction
          .insertInto('audit_left')
          .values({ one: 1, seq, hash })
          .onConflict(conflict => conflict.column('one').doUpdateSet({ seq, hash }))
          .execute()
      }),
  }
}

function toRow({ previousHash, subject, before, after, job, ...entry }: AuditEntry): Selectable<Schema['audit']> {
  return { ...entry, subject: subject ?? null, before: before ?? null, after: after ?? null, job: job ?? null, previous_hash: previousHash }
}

function toEntry({ previous_hash, subject, before, after, job, ...row }: Selectable<Schema['audit']>): AuditEntry {
  return {
    ...row,
    ...(subject !== null && { subject }),
    ...(before !== null && { before }),
    ...(after !== null && { after }),
    ...(job !== null && { job }),
    previousHash: previous_hash,
  }
}
