import type { Kysely } from 'kysely'
import type { Store } from '../../ports/store.ts'
import { fromJson } from './json.ts'
import type { Schema } from './schema.ts'

/** The language model that reads too, and what was spent on it. */
export function modelTables(db: Kysely<Schema>): Pick<Store, 'languageModel' | 'modelSpending'> {
  return {
    languageModel: {
      get: async () => {
        const row = await db.selectFrom('language_model').select('data').executeTakeFirst()
        return row && fromJson(row.data)
      },
      save: async model => {
        await db.transaction().execute(async transaction => {
          await transaction.deleteFrom('language_model').execute()
          if (model)
            await transaction
              .insertInto('language_model')
              .values({ one: 1, data: JSON.stringify(model) })
              .execute()
        })
      },
    },
    modelSpending: {
      add: async ({ month, currency, tokensIn, tokensOut, amount }) => {
        await db
          .insertInto('model_spending')
          .values({ month, currency, tokens_in: tokensIn, tokens_out: tokensOut, amount })
          .onConflict(conflict =>
            conflict.columns(['month', 'currency']).doUpdateSet(row => ({
              tokens_in: row('model_spending.tokens_in', '+', tokensIn),
              tokens_out: row('model_spending.tokens_out', '+', tokensOut),
              amount: row('model_spending.amount', '+', amount),
            })),
          )
          .execute()
      },
      of: async month => {
        const rows = await db.selectFrom('model_spending').selectAll().where('month', '=', month).orderBy('currency').execute()
        return rows.map(({ tokens_in, tokens_out, ...rest }) => ({ ...rest, tokensIn: tokens_in, tokensOut: tokens_out }))
      },
    },
  }
}
