import { z } from 'zod'
import { type Code, catalog, type DataOf } from './catalog.ts'

/** An error on the wire: code and data, no sentence. */
export type WireError = { readonly [C in Code]: { readonly code: C; readonly data: DataOf<C> } }[Code]

/** Accepts only codes of the catalogue with data of their shape. */
export const wireErrorSchema = z.object({ code: z.string(), data: z.unknown() }).transform((value, context): WireError => {
  if (value.code in catalog) {
    const code = value.code as Code
    const data = catalog[code].data.safeParse(value.data)
    if (data.success) return { code, data: data.data } as WireError
  }
  context.addIssue({ code: 'custom', message: `unknown error ${value.code}` })
  return z.NEVER
})
