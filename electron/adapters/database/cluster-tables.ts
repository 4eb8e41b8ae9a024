import type { Kysely } from 'kysely'
import type { Store } from '../../ports/store.ts'
import { fromJson } from './json.ts'
import type { Schema } from './schema.ts'
import { translateTakenName } from './taken-name.ts'

/** Proxmox clusters. */
export function clusterTables(db: Kysely<Schema>): Store['clusters'] {
  return {
    list: async () => (await db.selectFrom('clusters').select('data').orderBy('name').execute()).map(row => fromJson(row.data)),
    save: async cluster => {
      const row = { name: cluster.name, data: JSON.stringify(cluster) }
      const save = db
        .insertInto('clusters')
        .values({ id: cluster.id, ...row })
        .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      await translateTakenName(db, 'cluster', cluster.name, () => save.execute())
    },
    remove: async id => {
      await db.deleteFrom('clusters').where('id', '=', id).execute()
    },
  }
}
