import type { Kysely } from 'kysely'
import type { Store } from '../../ports/store.ts'
import { fromJson } from './json.ts'
import type { Schema } from './schema.ts'
import { translateTakenName } from './taken-name.ts'

/** Devices and what is known of them. */
export function deviceTables(db: Kysely<Schema>): Store['devices'] {
  return {
    list: async () => (await db.selectFrom('devices').select('data').orderBy('name').execute()).map(row => fromJson(row.data)),
    save: async device => {
      const row = { name: device.name, data: JSON.stringify(device) }
      const save = db
        .insertInto('devices')
        .values({ id: device.id, ...row })
        .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      await translateTakenName(db, 'device', device.name, () => save.execute())
    },
    remove: async id => {
      await db.deleteFrom('devices').where('id', '=', id).execute()
    },
    facts: async id => {
      const row = await db.selectFrom('device_facts').select('data').where('device_id', '=', id).executeTakeFirst()
      return row && fromJson(row.data)
    },
    saveFacts: async (id, facts, at) => {
      const row = { at, data: JSON.stringify(facts) }
      await db
        .insertInto('device_facts')
        .values({ device_id: id, ...row })
        .onConflict(conflict => conflict.column('device_id').doUpdateSet(row))
        .execute()
    },
  }
}
