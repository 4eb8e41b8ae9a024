import type { AuditEntry } from '../../shared/model/audit.ts'
import type { Clock } from '../ports/clock.ts'
import type { Hash } from '../ports/hash.ts'
import type { Redaction } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import { firstHash, sealOf } from './audit/seal.ts'
import type { Changes } from './changes.ts'

/** What a service says about a change; time, number and seal are added. */
export type AuditRecord = Omit<AuditEntry, 'seq' | 'at' | 'hash' | 'previousHash'>

/** The record of who changed what. Entries are never altered, and each seals the one before; see `createAuditChain`. */
export interface Audit {
  record(entry: AuditRecord): Promise<AuditEntry>
  /** Newest first. */
  list(filter: { readonly since: number; readonly limit: number; readonly search?: string }): Promise<readonly AuditEntry[]>
}

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
        return { ...unsealed, hash: sealOf(unsealed, hash) }
      })
      changes.tell('audit')
      return entry
    },
    list: filter => store.audit.list(filter),
  }
}
