import type { Entry, Question } from '../../../shared/model/declaration.ts'
import type { Reading } from '../interpret/interpret.ts'
import { keyOfEntry } from './entry-key.ts'

/** Whether a reading gives just these entries, in whatever order, and no doubt that was not there before. */
export function readsAs(reading: Reading, wanted: readonly Entry[], before: Reading): boolean {
  return (
    reading.entries.length === wanted.length &&
    printed(reading.entries) === printed(wanted) &&
    reading.questions.every(question => isAsked(before, question)) &&
    reading.unread.every(piece => before.unread.includes(piece))
  )
}

/** Whether a reading asks this. */
export function isAsked(reading: Reading, { about, reason }: Pick<Question, 'about'> & { readonly reason: string }): boolean {
  return reading.questions.some(asked => asked.about === about && asked.reason === reason)
}

/** Whether two entries want the same. */
export function isSameEntry(one: Entry | undefined, other: Entry | undefined): boolean {
  return canonical(one) === canonical(other)
}

/** Whether two values of a field want the same; the order of tags and settings is none. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other)
}

/** Entries by what they are about. */
export function byKey(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map(entry => [keyOfEntry(entry), entry]))
}

function printed(entries: readonly Entry[]): string {
  return entries
    .map(entry => `${keyOfEntry(entry)} ${canonical(entry)}`)
    .sort()
    .join('\n')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  return `{${Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`)
    .sort()
    .join()}}`
}
