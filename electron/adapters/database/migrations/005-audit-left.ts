import { type Kysely, sql } from 'kysely'

/** The last entry of the audit that left for the archive. */
export async function auditLeft(db: Kysely<unknown>): Promise<void> {
  await sql`create table audit_left (one integer primary key check (one = 1), seq integer not null, hash text not null)`.execute(db)
}
