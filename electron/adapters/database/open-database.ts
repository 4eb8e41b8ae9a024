import { chmodSync, closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import SqliteFile, { type Database } from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Clock } from '../../ports/clock.ts'
import { dataFolderError } from '../../ports/data-folder.ts'
import { backUp, newestBackup, setAside, timeInName } from './backup.ts'
import { migrations as allMigrations, type Migration } from './migrations/migrations.ts'
import type { Schema } from './schema.ts'
import { translatingDatabase } from './translating-database.ts'

/** The file in the data folder that holds everything but secrets. */
export const databaseName = 'mycopod.db'

const cacheKiB = 1024

/**
 * Opens the database of a data folder at the newest version, making it where there is none and backing it up before it
 * is brought forward. Errors: DataFolderUnusable, DatabaseDamaged (set aside, never written over), DatabaseTooNew.
 */
export async function openDatabase(
  folder: string,
  clock: Clock,
  migrations: readonly Migration[] = allMigrations,
): Promise<Kysely<Schema>> {
  const path = join(folder, databaseName)
  let database: Database | undefined
  try {
    // Made by us first, so that nobody else may read it, nor the files SQLite puts beside it.
    closeSync(openSync(path, 'a', 0o600))
    chmodSync(path, 0o600)
    database = new SqliteFile(path)
    // The check reads the whole file; of its 16 MB the cache would give nothing back.
    database.pragma(`cache_size = -${cacheKiB}`)
    const version = checkedVersion(database)
    if (version > migrations.length) throw new AppError('DatabaseTooNew', { path, version, known: migrations.length })
    configure(database)
    if (version > 0 && version < migrations.length) backUp(database, folder, version, clock.now())
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: translatingDatabase(database, folder) }) })
    await bringForward(db, version, migrations)
    return db
  } catch (error) {
    database?.close()
    if (!isDamage(error)) throw dataFolderError(folder, error)
    const backup = newestBackup(folder)
    throw new AppError(
      'DatabaseDamaged',
      { path, setAside: setAside(path, timeInName(clock.now())), ...(backup !== undefined && { backup }) },
      { cause: error },
    )
  }
}

class Damage extends Error {}

function isDamage(error: unknown): boolean {
  if (error instanceof Damage) return true
  return error instanceof SqliteFile.SqliteError && (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB')
}

/** The schema version of a database that is whole. */
function checkedVersion(database: Database): number {
  const found = database.pragma('quick_check(1)', { simple: true })
  if (found !== 'ok') throw new Damage(String(found))
  return Number(database.pragma('user_version', { simple: true }))
}

function configure(database: Database): void {
  database.pragma('journal_mode = WAL')
  // An undo that was registered must survive a power cut, so each commit waits for the disk; writes are few and batched.
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('busy_timeout = 5000')
}

async function bringForward(db: Kysely<Schema>, from: number, migrations: readonly Migration[]): Promise<void> {
  for (const [index, migrate] of migrations.entries()) {
    if (index < from) continue
    await db.transaction().execute(async transaction => {
      await migrate(transaction as unknown as Kysely<unknown>)
      await sql.raw(`pragma user_version = ${index + 1}`).execute(transaction)
    })
  }
}
