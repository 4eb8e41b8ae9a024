import { z } from 'zod'
import { type Interpretation, interpretationSchema } from '../../../shared/model/declaration.ts'

/** The reading that an answer holds, or what is wrong with it. */
export function readAnswer(answer: string): { readonly reading: Interpretation } | { readonly wrong: string } {
  // Some models put a fence or a word around it.
  const json = answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)
  const value = parsed(json)
  if (value === undefined) return { wrong: 'it is no JSON.' }
  const read = interpretationSchema.safeParse(value)
  return read.success ? { reading: read.data } : { wrong: `${z.prettifyError(read.error).slice(0, 600)}.` }
}

function parsed(json: string): unknown {
  try {
    return withoutNulls(JSON.parse(json))
  } catch {
    return undefined
  }
}

/** Models that must say every field say null where there is nothing to say. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(fields.map(([key, inner]) => [key, withoutNulls(inner)]))
}
