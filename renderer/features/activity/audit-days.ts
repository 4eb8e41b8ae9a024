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

function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}
