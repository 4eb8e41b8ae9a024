import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { declarationNameSchema } from '../model/declared.ts'
import { languageModelSchema, modelPriceSchema, modelProviderSchema, readingEventSchema } from '../model/language-model.ts'
import { call, modelCallErrors } from './base.ts'

const where = z.object({
  provider: modelProviderSchema,
  /** Empty is the usual address of the provider. */
  url: z.string().max(500).default(''),
  /** Absent uses the one that is kept, if it was kept for this address. */
  key: z.string().max(1000).optional(),
})

export const languageModel = {
  get: call('view')
    .route({ method: 'GET', path: '/language-model', summary: 'The language model that reads too' })
    .output(languageModelSchema.nullable()),
  /** Sets it after one small question to it was answered. Null takes it away with its key. */
  set: call('admin')
    .errors(modelCallErrors)
    .route({ method: 'POST', path: '/language-model', summary: 'Let a language model read too, or none' })
    .input(
      z.object({
        model: where
          .extend({
            model: z.string().min(1).max(200),
            hideNames: z.boolean().default(true),
            price: modelPriceSchema.optional(),
            monthlyLimit: z.number().min(0).max(1_000_000).optional(),
          })
          .nullable(),
      }),
    )
    .output(languageModelSchema.nullable()),
  /** The names of the models that an address offers. */
  models: call('admin')
    .errors(modelCallErrors)
    .route({ method: 'POST', path: '/language-model/models', summary: 'Which models an address offers' })
    .input(where)
    .output(z.array(z.string()).readonly()),
  /** Reads a text, or a message about it, with the model and with the built-in reading; `name` is the declaration that it is a text of. Without a model it is refused; a model that fails is a notice. */
  read: call('operate')
    .errors(modelCallErrors)
    .route({ method: 'POST', path: '/language-model/read', summary: 'Read a text with the language model too' })
    .input(
      z.object({
        name: declarationNameSchema.optional(),
        text: z.string(),
        message: z.string().min(1).max(4000).optional(),
      }),
    )
    .output(eventIterator(readingEventSchema)),
}
