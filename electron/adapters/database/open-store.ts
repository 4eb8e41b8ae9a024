import type { Kysely } from 'kysely'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import { appTables } from './app-tables.ts'
import { auditTable } from './audit-table.ts'
import { clusterTables } from './cluster-tables.ts'
import { declarationTables } from './declaration-tables.ts'
import { deviceTables } from './device-tables.ts'
import { historyTables } from './history-tables.ts'
import { jobTables } from './job-tables.ts'
import { fromJson } from './json.ts'
import { modelTables } from './model-tables.ts'
import { openDatabase } from './open-database.ts'
import type { Schema } from './schema.ts'

/** Opens the store in a data folder that this process owns. Errors: those of `openDatabase`. */
export async function openStore(folder: string, clock: Clock): Promise<Store> {
  const db = await openDatabase(folder, clock)
  return {
    devices: deviceTables(db),
    apps: appTables(db),
    clusters: clusterTables(db),
    ...declarationTables(db),
    ...modelTables(db),
    history: historyTables(db),
    jobs: jobTables(db),
    audit: auditTable(db),
    decisions: decisionTable(db),
    settings: settingsTable(db),
    sessions: sessionTable(db),
    close: () => db.destroy(),
  }
}

function decisionTable(db: Kysely<Schema>): Store['decisions'] {
  return {
    save: async record => {
      const row = { at: record.at, data: JSON.stringify(record) }
      await db
        .insertInto('decisions')
        .values({ id: record.id, ...row })
        .onConflict(conflict => conflict.column('id').doUpdateSet(row))
        .execute()
    },
    get: async id => {
      const row = await db.selectFrom('decisions').select('data').where('id', '=', id).executeTakeFirst()
      return row && fromJson(row.data)
    },
  }
}

function settingsTable(db: Kysely<Schema>): Store['settings'] {
  return {
    get: async () => {
      const rows = await db.selectFrom('settings').selectAll().execute()
      return Object.fromEntries(rows.map(row => [row.key, fromJson(row.value)]))
    },
    save: async values => {
      const rows = Object.entries(values).map(([key, value]) => ({ key, value: JSON.stringify(value) }))
      await db.transaction().execute(async transaction => {
        await transaction.deleteFrom('settings').execute()
        if (rows.length > 0) await transaction.insertInto('settings').values(rows).execute()
      })
    },
  }
}

function sessionTable(db: Kysely<Schema>): Store['sessions'] {
  return {
    save: async ({ tokenHash, person, createdAt, expiresAt }) => {
      const row = { person, created_at: createdAt, expires_at: expiresAt }
      await db
        .insertInto('sessions')
        .values({ token_hash: tokenHash, ...row })
        .onConflict(conflict => conflict.column('token_hash').doUpdateSet(row))
        .execute()
    },
    find: async tokenHash => {
      const row = await db.selectFrom('sessions').select(['person', 'expires_at']).where('token_hash', '=', tokenHash).executeTakeFirst()
      return row && { person: row.person, expiresAt: row.expires_at }
    },
    remove: async tokenHash => {
      await db.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute()
    },
    trim: async now => {
      await db.deleteFrom('sessions').where('expires_at', '<=', now).execute()
    },
  }
}
