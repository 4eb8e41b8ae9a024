import type { Generated } from 'kysely'

/** Means over a bucket; null where nothing was measured. */
export interface HistoryTable {
  readonly device_id: string
  readonly at: number
  /** How many polls are in the bucket. */
  readonly polls: number
  readonly cpu_fraction: number | null
  readonly memory_used_bytes: number | null
  readonly memory_total_bytes: number | null
  readonly storage_used_bytes: number | null
  readonly storage_total_bytes: number | null
  readonly received_bytes_per_second: number | null
  readonly sent_bytes_per_second: number | null
  readonly disk_read_bytes_per_second: number | null
  readonly disk_written_bytes_per_second: number | null
}

/** The tables of mycopod.db. Columns named `data` and `view` hold JSON; what queries look for has a column of its own. */
export interface Schema {
  devices: { id: string; name: string; data: string }
  device_facts: { device_id: string; at: number; data: string }
  apps: { id: string; name: string; data: string }
  clusters: { id: string; name: string; data: string }
  plans: { id: string; made_at: number; state: string; data: string }
  drift_notes: { id: string; since: number; ignored_until: number | null }
  declaration_remote: { one: number; data: string }
  language_model: { one: number; data: string }
  model_spending: { month: string; currency: string; tokens_in: number; tokens_out: number; amount: number }
  history_raw: HistoryTable
  history_minute: HistoryTable
  history_hour: HistoryTable
  history_day: HistoryTable
  polls: { device_id: string; day: number; answered: number; asked: number }
  jobs: { id: string; subject: string; status: string; created_at: number; data: string; view: string }
  job_events: { job_id: string; seq: number; data: string }
  step_times: { id: Generated<number>; kind: string; step: string; at: number; seconds: number }
  audit: {
    seq: number
    at: number
    who: string
    action: string
    what: string
    subject: string | null
    before: string | null
    after: string | null
    job: string | null
    hash: string
    previous_hash: string
  }
  audit_left: { one: number; seq: number; hash: string }
  decisions: { id: string; at: number; data: string }
  settings: { key: string; value: string }
  sessions: { token_hash: string; person: string; created_at: number; expires_at: number }
}
