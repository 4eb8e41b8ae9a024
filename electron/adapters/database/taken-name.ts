import SqliteFile from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Schema } from './schema.ts'

const maxNameLength = 40

/** Saves, turning a name that is in use into NameTaken with a free one to use instead. */
export async function translateTakenName(
  db: Kysely<Schema>,
  what: 'device' | 'app' | 'cluster',
  name: string,
  save: () => Promise<unknown>,
): Promise<void> {
  try {
    await save()
  } catch (error) {
    if (!(error instanceof SqliteFile.SqliteError) || error.code !== 'SQLITE_CONSTRAINT_UNIQUE') throw error
    const rows = await db.selectFrom(`${what}s`).select('name').execute()
    throw new AppError('NameTaken', { what, name, suggestion: freeName(name, new Set(rows.map(row => row.name))) }, { cause: error })
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/-\d+$/, '')
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`
    const candidate = stem.slice(0, maxNameLength - ending.length) + ending
    if (!taken.has(candidate)) return candidate
  }
}
