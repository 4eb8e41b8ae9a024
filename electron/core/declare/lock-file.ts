import { parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { entrySchema } from '../../../shared/model/declaration.ts'
import { policySchema } from '../../../shared/model/declared.ts'
import { guestTypeSchema } from '../../../shared/model/guest.ts'
import { momentSchema } from '../../../shared/model/name.ts'
import { interpreterVersion } from '../interpret/interpret.ts'

/** What was there of a guest or app when a declaration first spoke of it: relative wishes count from here. */
const beforeSchema = z.union([
  z.literal('absent'),
  z.strictObject({
    type: guestTypeSchema.optional(),
    node: z.string().optional(),
    device: z.string().optional(),
    state: z.string().optional(),
    cores: z.number().optional(),
    memoryMiB: z.number().optional(),
    diskGiB: z.number().optional(),
    storage: z.string().optional(),
    domain: z.string().optional(),
  }),
])
export type Before = z.output<typeof beforeSchema>

const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** What was read of a declaration, as kept beside it. */
const lockSchema = z.strictObject({
  /** Version of the rules it was read by. */
  interpreter: z.number().int().min(1),
  /** SHA-256 of the text. */
  read: digest,
  policy: policySchema,
  applied: z.strictObject({ at: momentSchema, by: z.string(), read: digest }).optional(),
  /** In the order of the text; `said` has the pieces of text an entry comes from, as written. */
  entries: z.array(z.strictObject({ entry: entrySchema, said: z.array(z.string()), before: beforeSchema.optional() })),
  /** Pieces that are no longer said, oldest first, kept until the text is applied: put back, they mean what they meant. */
  past: z.array(z.strictObject({ about: z.string(), said: z.array(z.string()), before: beforeSchema })).default([]),
})
export type Lock = z.output<typeof lockSchema>

/** A lock file is some times as long as its text. */
const mostCharacters = 8_000_000
const comment =
  '# What MycoPod read in the text beside this file. It is written anew whenever the text is read: change the .md file, not this one.\n'

/** The file of a lock: the same bytes for the same lock, one fact a line. */
export function printLock(lock: Lock): string {
  const { interpreter, read, policy, applied, entries, past } = lockSchema.parse(lock)
  const all = { interpreter, read, policy, ...(applied && { applied }), entries, ...(past.length > 0 && { past }) }
  return comment + stringify(all, { lineWidth: 0, aliasDuplicateObjects: false })
}

/** Reads a lock file, or says in one sentence why it is none: then the text is read anew. Never throws. */
export function readLock(text: string): Lock | { readonly problem: string } {
  if (text.length > mostCharacters) return { problem: 'The lock file is far larger than one that MycoPod writes.' }
  if (/^(?:<{7}|={7}|>{7})(?:\s|$)/m.test(text)) return { problem: 'The lock file has the marks of a merge conflict in it.' }
  const value = parseYaml(text)
  if (value === undefined) return { problem: 'The lock file is not valid YAML.' }
  const version = z.object({ interpreter: z.number() }).safeParse(value)
  if (version.success && version.data.interpreter > interpreterVersion)
    return { problem: 'The lock file was written by a newer version of MycoPod.' }
  const lock = lockSchema.safeParse(value)
  if (lock.success) return lock.data
  const [issue] = lock.error.issues
  return { problem: `The lock file is not as MycoPod writes it${issue && issue.path.length > 0 ? `, at ${issue.path.join('.')}` : ''}.` }
}

/** The lock once its text was carried out: what is no longer said is forgotten. */
export function lockAfterApply(lock: Lock, applied: { readonly at: number; readonly by: string }): Lock {
  return { ...lock, applied: { ...applied, read: lock.read }, past: [] }
}

/** The plain value; undefined where it is no YAML, or refers to itself, which a lock never does. */
function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' })
    return document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 0 }) ?? undefined)
  } catch {
    return undefined
  }
}
