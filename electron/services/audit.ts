import type { AuditEntry } from '../../shared/model/audit.ts'
import type { Clock } from '../ports/clock.ts'
import type { Hash } from '../ports/hash.ts'
import type { Redaction } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { Changes } from './changes.ts'

/** What a service says about a change; time, number and seal are added. */
export type AuditRecord = Omit<AuditEntry, 'seq' | 'at' | 'hash' | 'previousHash'>

/** The record of who changed what. Entries are never altered, and each seals the one before. */
export interface Audit {
  record(entry: AuditRecord): Promise<AuditEntry>
  /** Newest first. */
  list(filter: { readonly since: number; readonly limit: number; readonly search?: string }): Promise<readonly AuditEntry[]>
  /** Checks the whole chain: `altered` is the number of the first entry that is not as it was written. */
  verify(): Promise<{ readonly entries: number; readonly since: number | null; readonly altered: number | null }>
}

const firstHash = '0'.repeat(64)
const pageSize = 500

/** Makes the audit over the store; secrets in texts are masked before they are sealed. */
export function createAudit({
  store,
  clock,
  hash,
  redaction,
  changes,
}: {
  readonly store: Store
  readonly clock: Clock
  readonly hash: Hash
  readonly redaction: Redaction
  readonly changes: Changes
}): Audit {
  return {
    record: async record => {
      const masked = redaction.maskDeep(record)
      const entry = await store.audit.append(last => {
        const unsealed = { ...masked, seq: (last?.seq ?? 0) + 1, at: clock.now(), previousHash: last?.hash ?? firstHash }
        return { ...unsealed, hash: hash.sha256(canonical(unsealed)) }
      })
      changes.tell('audit')
      return entry
    },
    list: filter => store.audit.list(filter),
    verify: async () => {
      let entries = 0
      let since: number | null = null
      let previousHash = firstHash
      for await (const page of store.audit.pages(pageSize)) {
        for (const { hash: seal, ...unsealed } of page) {
          entries += 1
          since ??= unsealed.at
          if (unsealed.seq !== entries || unsealed.previousHash !== previousHash || hash.sha256(canonical(unsealed)) !== seal) {
            return { entries, since, altered: unsealed.seq }
          }
          previousHash = seal
        }
      }
      return { entries, since, altered: null }
    },
  }
}

/** One text for one entry, whatever the order of its fields. */
function canonical(entry: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(entry).filter(([, value]) => value !== undefined)
  return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)))
}
