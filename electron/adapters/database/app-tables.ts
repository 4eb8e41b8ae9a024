import type { Kysely } from 'kysely'
import type { Store } from '../../ports/store.ts'
import { fromJson } from './json.ts'
import type { Schema } from './schema.ts'
import { translateTakenName } from './taken-name.ts'

/** Deployed apps. */
export function appTables(db: Kysely<Schema>): Store['apps'] {
  return {
    list: async () => (await db.selectFrom('apps').select('data').orderBy('name').execute()).map(row => fromJson(row.data)),
    save: async app => {
      const row = { name: app.name, data: JSON.stringify(app) }
      const save = db
        .insertInto('apps')
        .values({ id: app.id, ...row })
        .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      await translateTakenName(db, 'app', app.name, () => save.execute())
    },
    remove: async id => {
      await db.deleteFrom('apps').where('id', '=', id).execute()
    },
  }
}
