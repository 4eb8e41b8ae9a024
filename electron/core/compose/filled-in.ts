import { interpolate, type Lookup } from './interpolate.ts'

/** A value of a compose file with the variables in all its texts filled in; a text that cannot be stays as it is. */
export function filledIn<T>(value: T, lookup: Lookup): T
export function filledIn(value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'string') {
    const result = interpolate(value, lookup)
    return 'value' in result ? result.value : value
  }
  if (Array.isArray(value)) return value.map(item => filledIn(item, lookup))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item, lookup)]))
  }
  return value
}
