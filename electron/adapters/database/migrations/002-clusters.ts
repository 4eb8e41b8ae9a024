import { type Kysely, sql } from 'kysely'

/** Proxmox clusters beside the devices. */
export async function clusters(db: Kysely<unknown>): Promise<void> {
  await sql`create table clusters (id text primary key, name text not null unique, data text not null)`.execute(db)
}
