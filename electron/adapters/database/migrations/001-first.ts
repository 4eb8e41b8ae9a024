import { type Kysely, sql } from 'kysely'

const buckets = ['raw', 'minute', 'hour', 'day']

/** The tables of the first MycoPod. */
export async function first(db: Kysely<unknown>): Promise<void> {
  const statements = [
    'create table devices (id text primary key, name text not null unique, data text not null)',
    'create table device_facts (device_id text primary key references devices (id) on delete cascade, at integer not null, data text not null)',
    'create table apps (id text primary key, name text not null unique, data text not null)',
    ...buckets.map(
      bucket => `create table history_${bucket} (
        device_id text not null, at integer not null, polls integer not null,
        cpu_fraction real, memory_used_bytes real, memory_total_bytes real, storage_used_bytes real, storage_total_bytes real,
        received_bytes_per_second real, sent_bytes_per_second real, disk_read_bytes_per_second real, disk_written_bytes_per_second real,
        primary key (device_id, at))`,
    ),
    ...buckets.map(bucket => `create index history_${bucket}_at on history_${bucket} (at)`),
    'create table polls (device_id text not null, day integer not null, answered integer not null, asked integer not null, primary key (device_id, day))',
    'create table jobs (id text primary key, subject text not null, status text not null, created_at integer not null, data text not null, view text not null)',
    'create index jobs_created on jobs (created_at)',
    'create index jobs_status on jobs (status)',
    'create table job_events (job_id text not null references jobs (id) on delete cascade, seq integer not null, data text not null, primary key (job_id, seq))',
    'create table step_times (id integer primary key, kind text not null, step text not null, at integer not null, seconds real not null)',
    'create index step_times_step on step_times (kind, step, at)',
    `create table audit (
      seq integer primary key, at integer not null, who text not null, action text not null, what text not null,
      subject text, before text, after text, job text, hash text not null, previous_hash text not null)`,
    'create index audit_at on audit (at)',
    'create table decisions (id text primary key, at integer not null, data text not null)',
    'create table settings (key text primary key, value text not null)',
    'create table sessions (token_hash text primary key, person text not null, created_at integer not null, expires_at integer not null)',
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
