import type { Kysely } from 'kysely'
import { first } from './001-first.ts'
import { clusters } from './002-clusters.ts'
import { declarations } from './003-declarations.ts'
import { languageModel } from './004-language-model.ts'
import { auditLeft } from './005-audit-left.ts'

/** Brings a database from the version before to the next one; runs inside a transaction. */
export type Migration = (db: Kysely<unknown>) => Promise<void>

/** Every migration in order: the first makes version 1. Released ones are never changed. */
export const migrations: readonly Migration[] = [first, clusters, declarations, languageModel, auditLeft]
