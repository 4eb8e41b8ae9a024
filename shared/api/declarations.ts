import { z } from 'zod'
import { interpretationSchema, labInventorySchema, spanSchema } from '../model/declaration.ts'
import { call } from './base.ts'

/** The most characters of a declaration that are read: a thousand pages. */
export const mostDeclarationCharacters = 1_000_000

export const declarations = {
  /** Reads plain words without keeping or changing anything; against the lab as it is known now, unless another is given. */
  interpret: call('view')
    .route({
      method: 'POST',
      path: '/declarations/interpret',
      summary: 'What plain words ask for: entries, questions, and what was not understood',
    })
    .input(z.object({ text: z.string().max(mostDeclarationCharacters), inventory: labInventorySchema.optional() }))
    .output(interpretationSchema.extend({ spans: z.array(z.array(spanSchema)) })),
}
