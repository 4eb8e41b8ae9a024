import type { Entry, Span } from '../../../shared/model/declaration.ts'
import { numberIn } from '../interpret/quantities.ts'
import { isSameValue } from './same-reading.ts'

/** Units in which people write a field's number, as how many of it each is. */
const units: Readonly<Record<string, readonly number[]>> = {
  cores: [1],
  vlan: [1],
  port: [1],
  memoryMiB: [1024, 1],
  diskGiB: [1, 1024],
}

/** Texts in which just the old value is written as the new one, in the person's own words; they still have to be read. */
export function inPlace(text: string, span: Span, now: Entry, wanted: Entry): readonly string[] {
  const fields = [...new Set([...Object.keys(now), ...Object.keys(wanted)])].filter(
    field => !isSameValue(at(now, field), at(wanted, field)),
  )
  const [field] = fields
  if (field === undefined || fields.length > 1) return []
  const [from, to] = [at(now, field), at(wanted, field)]
  return spellings(field, from, to).flatMap(({ pattern, by }) =>
    [...text.slice(...span).matchAll(pattern)].flatMap(found => {
      const spelled = by(found[0])
      const start = span[0] + found.index
      return spelled === undefined ? [] : [text.slice(0, start) + spelled + text.slice(start + found[0].length)]
    }),
  )
}

type Spelling = { readonly pattern: RegExp; readonly by: (found: string) => string | undefined }

function spellings(field: string, from: unknown, to: unknown): readonly Spelling[] {
  if (typeof from === 'number' && typeof to === 'number') {
    return (units[field] ?? []).map(unit => ({
      pattern: /(?<![\p{L}\p{N}.,_/:-])(?:\d+(?:[.,]\d+)?|[a-z]+)(?![.,]\d)/giu,
      by: found =>
        numberIn(found) * unit === from && !/^an?$/i.test(found) && Number.isInteger(to / unit) ? String(to / unit) : undefined,
    }))
  }
  if (typeof from !== 'string' || typeof to !== 'string' || field === 'state' || field === 'type') return []
  return [{ pattern: new RegExp(from.replace(/[^\w]/g, '\\$&'), 'gi'), by: () => to }]
}

function at(entry: Entry, field: string): unknown {
  return Object.entries(entry).find(([key]) => key === field)?.[1]
}
