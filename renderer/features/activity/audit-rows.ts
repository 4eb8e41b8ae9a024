import type { AuditEntry } from '../../../shared/model/audit.ts'

/** A row of the audit: the head of a day, or an entry. */
export type AuditRow = { readonly kind: 'day'; readonly at: number } | { readonly kind: 'entry'; readonly entry: AuditEntry }

/** Entries in their order with the head of each day before its first. */
export function withDays(entries: readonly AuditEntry[]): readonly AuditRow[] {
  return entries.flatMap((entry, index): readonly AuditRow[] => {
    const before = entries[index - 1]
    const row: AuditRow = { kind: 'entry', entry }
    return before !== undefined && dayOf(before.at) === dayOf(entry.at) ? [row] : [{ kind: 'day', at: entry.at }, row]
  })
}

/** A value before or after a change in words: what was written as JSON is told as “name: value”. */
export function valueWords(value: string | undefined): string {
  if (value === undefined || value === '') return 'none'
  if (!value.startsWith('{')) return value
  try {
    const parsed: unknown = JSON.parse(value)
    if (typeof parsed !== 'object' || parsed === null) return value
    return Object.entries(parsed)
      .map(([name, each]) => `${name}: ${typeof each === 'object' ? JSON.stringify(each) : String(each)}`)
      .join(', ')
  } catch {
    return value
  }
}

function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}
