import { EngineError, type Labels } from './engine-things.ts'

/** What a list is narrowed to: every name with the values of which one must fit. */
export type Filters = Readonly<Record<string, readonly string[]>>

/** Reads the query parameter `filters` in both shapes the engine takes. */
export function readFilters(text: string | null): Filters {
  if (!text) return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new EngineError(400, 'invalid filters: invalid character in JSON')
  }
  if (typeof value !== 'object' || value === null) throw new EngineError(400, 'invalid filters')
  const read = (one: unknown): readonly string[] =>
    Array.isArray(one) ? one.map(String) : typeof one === 'object' && one !== null ? Object.keys(one) : [String(one)]
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, read(one)]))
}

/** Whether labels have all that is asked for: `name` or `name=value`. */
export function labelsFit(labels: Labels, wanted: readonly string[] | undefined): boolean {
  return (wanted ?? []).every(text => {
    const sign = text.indexOf('=')
    return sign < 0 ? Object.hasOwn(labels, text) : labels[text.slice(0, sign)] === text.slice(sign + 1)
  })
}

/** Whether one of the wanted values fits; nothing wanted fits all. */
export function oneFits(wanted: readonly string[] | undefined, fits: (value: string) => boolean): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.some(fits)
}
