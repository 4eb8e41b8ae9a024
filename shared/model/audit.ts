import { z } from 'zod'
import { momentSchema } from './name.ts'

/** One change: who, what, when, before and after. Entries are append-only and each hashes the one before (SHA-256, hex). */
export const auditEntrySchema = z.object({
  seq: z.number().int().positive(),
  at: momentSchema,
  who: z.string(),
  /** The contract path or job kind, for example `apps.deploy`. */
  action: z.string(),
  /** A sentence, for example "Deployed Nextcloud to nuc-1". */
  what: z.string(),
  subject: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
  job: z.string().optional(),
  hash: z.string(),
  previousHash: z.string(),
})
export type AuditEntry = z.output<typeof auditEntrySchema>
