import type { Database } from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'
import { dataFolderError } from '../../ports/data-folder.ts'

/** The database with its errors in the app's words: a full disk, missing rights and a read-only disk are DataFolderUnusable. */
export function translatingDatabase(database: Database, folder: string): SqliteDatabase {
  const translated = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw dataFolderError(folder, error)
    }
  }
  return {
    close: () => {
      database.close()
    },
    prepare: text => {
      const statement = translated(() => database.prepare<unknown[]>(text))
      return {
        reader: statement.reader,
        all: parameters => translated(() => statement.all(...parameters)),
        run: parameters => translated(() => statement.run(...parameters)),
        iterate: parameters => statement.iterate(...parameters),
      }
    },
  }
}
