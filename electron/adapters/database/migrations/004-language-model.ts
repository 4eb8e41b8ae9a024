import { type Kysely, sql } from 'kysely'

/** The language model that reads too, and what was spent on it by month and currency. */
export async function languageModel(db: Kysely<unknown>): Promise<void> {
  await sql`create table language_model (one integer primary key check (one = 1), data text not null)`.execute(db)
  await sql`create table model_spending (
    month text not null,
    currency text not null,
    tokens_in integer not null,
    tokens_out integer not null,
    amount real not null,
    primary key (month, currency)
  )`.execute(db)
}
