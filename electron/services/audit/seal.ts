import { type AuditEntry, auditEntrySchema } from '../../../shared/model/audit.ts'
import type { Hash } from '../../ports/hash.ts'

/** An entry without its seal. */
export type Unsealed = Omit<AuditEntry, 'hash'>

/** What the first entry of all says of the one before. */
export const firstHash = '0'.repeat(64)

/** The seal of an entry, over all that it says and the seal before. */
export function sealOf(entry: Unsealed, hash: Hash): string {
  return hash.sha256(JSON.stringify(fieldsOf(entry)))
}

/** Whether an entry is as it was written. */
export function isSealed({ hash: seal, ...unsealed }: AuditEntry, hash: Hash): boolean {
  return sealOf(unsealed, hash) === seal
}

/** The one line that stands for an entry in the archive. */
export function lineOf(entry: AuditEntry): string {
  return JSON.stringify(Object.fromEntries(fieldsOf(entry)))
}

/** The entry that a line stands for; undefined for a line that no entry is written as. */
export function entryOf(line: string): AuditEntry | undefined {
  try {
    const entry = auditEntrySchema.parse(JSON.parse(line))
    return lineOf(entry) === line ? entry : undefined
  } catch {
    return undefined
  }
}

/** What an entry says, always in the same order. */
function fieldsOf(entry: Unsealed): readonly (readonly [string, unknown])[] {
  return Object.entries(entry)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
