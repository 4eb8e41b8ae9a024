import { z } from 'zod'
import { labInventorySchema } from '../model/declaration.ts'
import {
  commitSchema,
  declarationDetailSchema,
  declarationNameSchema,
  declarationRemoteSchema,
  declarationSummarySchema,
  policySchema,
  readingSchema,
} from '../model/declared.ts'
import { driftSchema, keptPlanSchema, planSchema } from '../model/plan.ts'
import { call, declarationCallErrors } from './base.ts'

/**
 * The most characters of a declaration that are read: some hundred pages. Reading, marking and comparing grow with the
 * text and are done while somebody types, so a longer one is refused in words rather than read slowly.
 */
export const mostDeclarationCharacters = 262_144

/** How long it may be is said by the services, in words that name the declaration. */
const text = z.string()
const named = z.object({ name: declarationNameSchema })
const job = z.object({ job: z.string() })
const view = (path: `/${string}`, summary: string) => call('view').errors(declarationCallErrors).route({ method: 'GET', path, summary })
const operate = (path: `/${string}`, summary: string) =>
  call('operate').errors(declarationCallErrors).route({ method: 'POST', path, summary })
const admin = (path: `/${string}`, summary: string) => call('admin').errors(declarationCallErrors).route({ method: 'POST', path, summary })

export const declarations = {
  /** Reads plain words without keeping or changing anything; against the lab as it is known now, unless another is given. */
  interpret: call('view')
    .errors(declarationCallErrors)
    .route({
      method: 'POST',
      path: '/declarations/interpret',
      summary: 'What plain words ask for: entries, questions, and what was not understood',
    })
    .input(z.object({ text, inventory: labInventorySchema.optional() }))
    .output(readingSchema),
  list: view('/declarations', 'All declarations').output(z.array(declarationSummarySchema).readonly()),
  /** As it is now, or as it was in a commit. */
  get: view('/declarations/{name}', 'A declaration with its text and what was read of it')
    .input(named.extend({ revision: z.string().optional() }))
    .output(declarationDetailSchema),
  /** Keeps a text as a commit; nothing in the lab changes. A new name makes a new declaration. */
  save: operate('/declarations/{name}', 'Keep the text of a declaration')
    .input(named.extend({ text, reason: z.string().max(500).optional(), basedOn: z.string().optional() }))
    .output(declarationDetailSchema),
  /** What a text that is not kept yet would mean and do. */
  preview: operate('/declarations/{name}/preview', 'What a text would mean and do')
    .input(named.extend({ text }))
    .output(z.object({ reading: readingSchema, plan: planSchema })),
  /** Changes a text by a sentence of a chat or the answer to a question; nothing is kept. */
  reword: operate('/declarations/{name}/reword', 'Change a text by what is said')
    .input(
      named.extend({
        text,
        say: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('message'), message: z.string().min(1).max(4000) }),
          z.object({ kind: z.literal('answer'), about: z.string(), reason: z.string(), option: z.string().min(1).max(200) }),
        ]),
      }),
    )
    .output(z.object({ text, reply: z.string(), changed: z.boolean() })),
  /** Takes the declaration away; what it declared stays as it is. */
  remove: call('operate')
    .errors(declarationCallErrors)
    .route({ method: 'DELETE', path: '/declarations/{name}', summary: 'Take a declaration away; the lab stays as it is' })
    .input(named)
    .output(z.object({ revision: z.string() })),
  setPolicy: admin('/declarations/{name}/policy', 'What is done by itself when the lab differs')
    .input(named.extend({ policy: policySchema }))
    .output(declarationSummarySchema),
  history: view('/declarations-history', 'Changes of the declarations, newest first')
    .input(z.object({ name: declarationNameSchema.optional(), limit: z.coerce.number().int().min(1).max(500).default(50) }))
    .output(z.array(commitSchema).readonly()),
  /** The texts of two commits, for showing what differs. */
  compare: view('/declarations/{name}/compare', 'The texts of two commits')
    .input(named.extend({ from: z.string(), to: z.string().optional() }))
    .output(z.object({ from: z.string(), to: z.string() })),
  /** Brings the text of a commit back as a new commit; nothing in the lab changes. */
  restore: operate('/declarations/{name}/restore', 'Bring an earlier text back')
    .input(named.extend({ revision: z.string() }))
    .output(declarationDetailSchema),
  /** Looks at the lab and says what would be done; of all declarations unless one is named. */
  plan: operate('/plans', 'What has to be done so that the lab is as declared')
    .input(z.object({ name: declarationNameSchema.optional() }))
    .output(keptPlanSchema),
  plans: view('/plans', 'Plans, newest first').output(z.array(keptPlanSchema).readonly()),
  getPlan: view('/plans/{plan}', 'A plan')
    .input(z.object({ plan: z.string() }))
    .output(keptPlanSchema),
  /** Carries a plan out as it was approved. `confirmed` has the names it asks for twice. */
  apply: admin('/plans/{plan}/apply', 'Carry a plan out')
    .input(z.object({ plan: z.string(), confirmed: z.array(z.string()).default([]) }))
    .output(job),
  /** Plans the way back to an earlier commit; what was made since is taken away, which asks twice. */
  rollback: operate('/declarations-rollback', 'Plan the way back to an earlier commit')
    .input(z.object({ revision: z.string() }))
    .output(keptPlanSchema),
  /** Plans taking back what a plan did, also where it failed half-way or was the first. */
  undo: operate('/plans/{plan}/undo', 'Plan taking back what a plan did')
    .input(z.object({ plan: z.string() }))
    .output(keptPlanSchema),
  drift: view('/drift', 'Where the lab is not as it was declared and applied')
    .input(z.object({ fresh: z.coerce.boolean().default(false) }))
    .output(
      z.object({
        drift: z.array(driftSchema).readonly(),
        /** What could not be looked at. */
        unknown: z.array(z.object({ about: z.string(), because: z.string() })).readonly(),
        checkedAt: z.number().optional(),
      }),
    ),
  /** Plans putting things back; of all that is not ignored unless some are named. */
  putBack: operate('/drift/put-back', 'Plan putting back what drifted')
    .input(z.object({ drift: z.array(z.string()).optional() }))
    .output(keptPlanSchema),
  /** Makes the text say what was found, as a commit. */
  acceptDrift: operate('/drift/accept', 'Accept what was found: the text says so')
    .input(z.object({ drift: z.string() }))
    .output(declarationDetailSchema),
  ignoreDrift: operate('/drift/ignore', 'Say nothing of a difference until a moment')
    .input(z.object({ drift: z.string(), until: z.number().int() }))
    .output(driftSchema),
  unignoreDrift: operate('/drift/unignore', 'Say a difference again that was ignored')
    .input(z.object({ drift: z.string() }))
    .output(driftSchema),
  remote: view('/declarations-remote', 'Where the declarations are also kept').output(declarationRemoteSchema.nullable()),
  /** Sets it after trying it. Null takes it away; the repository there stays. */
  setRemote: admin('/declarations-remote', 'Keep the declarations in a repository elsewhere too')
    .input(
      z.object({
        remote: z
          .object({
            url: z.string().max(500),
            branch: z.string().max(100).default('main'),
            everyMinutes: z.number().int().min(1).max(1440).default(5),
            /** Absent keeps the one that is kept. */
            token: z.string().max(1000).optional(),
          })
          .nullable(),
      }),
    )
    .output(declarationRemoteSchema.nullable()),
  /** Fetches and sends now. A change from outside becomes a plan that waits. */
  sync: operate('/declarations-remote/sync', 'Fetch and send now').output(declarationRemoteSchema),
  /** Ends a conflict: one text for each declaration in it. */
  settle: operate('/declarations-remote/settle', 'End a conflict by one text for each declaration in it')
    .input(z.object({ texts: z.record(declarationNameSchema, text) }))
    .output(declarationRemoteSchema),
}
