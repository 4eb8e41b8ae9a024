import type { Redaction } from '../../ports/log.ts'
import { encodedForms } from './encoded-forms.ts'

const minimumLength = 4
const maskText = '••••••'

/** Makes redaction that knows no value yet. All forms of all values are found in one pass. */
export function createRedaction(): Redaction {
  const known = new Set<string>()
  const forms = new Set<string>()
  let pattern: RegExp | undefined

  function mask(text: string): string {
    if (forms.size === 0) return text
    // Longest first: where one form begins with another, the whole of it goes.
    pattern ??= new RegExp(
      [...forms]
        .sort((a, b) => b.length - a.length)
        .map(RegExp.escape)
        .join('|'),
      'g',
    )
    return text.replace(pattern, maskText)
  }

  function maskAny(value: unknown): unknown {
    if (typeof value === 'string') return mask(value)
    if (Array.isArray(value)) return value.map(maskAny)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [mask(key), maskAny(inner)]))
  }

  return {
    register: secret => {
      if (secret.length < minimumLength || known.has(secret)) return
      known.add(secret)
      for (const form of encodedForms(secret)) forms.add(form)
      pattern = undefined
    },
    mask,
    maskDeep: <T>(value: T) => maskAny(value) as T,
  }
}
