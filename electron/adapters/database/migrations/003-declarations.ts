import { type Kysely, sql } from 'kysely'

/** Plans made from declarations, what is remembered of drift, and the repository the declarations are also kept in. */
export async function declarations(db: Kysely<unknown>): Promise<void> {
  await sql`create table plans (id text primary key, made_at integer not null, state text not null, data text not null)`.execute(db)
  await sql`create table drift_notes (id text primary key, since integer not null, ignored_until integer)`.execute(db)
  await sql`create table declaration_remote (one integer primary key check (one = 1), data text not null)`.execute(db)
}
