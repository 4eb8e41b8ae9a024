import { z } from 'zod'
import { interpretationSchema, spanSchema } from './declaration.ts'
import { momentSchema } from './name.ts'

/** The name of a declaration, which is that of its file without `.md`. */
export const declarationNameSchema = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Use lower-case letters, digits and hyphens, 40 at most')

/** What is done by itself about drift: nothing, only what nobody notices, or everything that loses no data. */
export const policySchema = z.enum(['watch', 'fix-safe', 'fix-all'])
export type Policy = z.output<typeof policySchema>

/** What was read of a text, with where in it each entry comes from. */
export const readingSchema = interpretationSchema.extend({ spans: z.array(z.array(spanSchema)) })

/** One change of the declarations in Git. */
export const commitSchema = z.object({
  revision: z.string(),
  at: momentSchema,
  author: z.string(),
  /** Its reason: the first line of the message. */
  reason: z.string(),
  /** Names of the declarations it changed. */
  declarations: z.array(z.string()),
})
export type Commit = z.output<typeof commitSchema>

/** A declaration in a list. */
export const declarationSummarySchema = z.object({
  name: z.string(),
  policy: policySchema,
  changed: commitSchema.optional(),
  /** Whether the text in the folder is not committed. */
  uncommitted: z.boolean(),
  entries: z.number().int(),
  questions: z.number().int(),
  unread: z.number().int(),
  /** When it was last applied, and whether the text was changed since. */
  applied: z.object({ at: momentSchema, by: z.string(), current: z.boolean() }).optional(),
  /** Why it cannot be read, as a sentence: binary, conflict markers, broken lock. */
  problem: z.string().optional(),
})
export type DeclarationSummary = z.output<typeof declarationSummarySchema>

/** A declaration, whole. */
export const declarationDetailSchema = declarationSummarySchema.extend({
  text: z.string(),
  /** The newest commit: a change names the one it is based on. */
  revision: z.string().optional(),
  reading: readingSchema,
})
export type DeclarationDetail = z.output<typeof declarationDetailSchema>

/** Where the declarations are also kept, and how that stands. */
export const declarationRemoteSchema = z.object({
  url: z.string(),
  branch: z.string(),
  everyMinutes: z.number().int(),
  lastPullAt: momentSchema.optional(),
  state: z.enum(['never', 'same', 'ahead', 'behind', 'conflict', 'rewritten', 'unreachable']),
  /** One sentence about the state. */
  sentence: z.string(),
  /** Declarations in conflict, with both texts. */
  conflicts: z.array(z.object({ name: z.string(), ours: z.string(), theirs: z.string() })),
})
export type DeclarationRemote = z.output<typeof declarationRemoteSchema>
