import type { AuditEntry } from '../../../shared/model/audit.ts'

const columns = ['seq', 'at', 'who', 'action', 'what', 'subject', 'before', 'after', 'job', 'hash', 'previousHash'] as const

/** Entries as a file of values parted by commas (RFC 4180), moments as ISO 8601; no cell is taken for a formula by a spreadsheet. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const lines = entries.map(entry =>
    columns.map(column => cellOf(column === 'at' ? new Date(entry.at).toISOString() : String(entry[column] ?? ''))).join(','),
  )
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`
}

/** Entries as JSON, all they hold, so that the chain of hashes can be checked elsewhere. */
export function auditJson(entries: readonly AuditEntry[]): string {
  return `${JSON.stringify(entries, null, 2)}\n`
}

/** Saves a text as a file of the person's choice. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
