import { z } from 'zod'
import { appEntrySchema, guestEntrySchema, questionSchema, spanSchema } from './declaration.ts'
import { idSchema, momentSchema } from './name.ts'

/** `safe`: nobody notices. `disruptive`: something is down for a while. `destructive`: data goes. */
export const riskSchema = z.enum(['safe', 'disruptive', 'destructive'])
export type Risk = z.output<typeof riskSchema>

/** One field that a step changes, in words with units; `from` is absent for what is new. */
export const planChangeSchema = z.object({ field: z.string(), from: z.string().optional(), to: z.string().optional() })
export type PlanChange = z.output<typeof planChangeSchema>

/** Where in which declaration something was said. */
export const originSchema = z.object({ declaration: z.string(), spans: z.array(spanSchema) })
export type Origin = z.output<typeof originSchema>

/** One thing that a plan would do. */
export const planStepSchema = z.object({
  /** `guest:web-01` or `app:immich`: at most one step a thing. */
  id: z.string(),
  /** "Change web-01", "Create worker-1 on pve1". */
  title: z.string(),
  action: z.enum(['create', 'update', 'replace', 'delete', 'adopt']),
  risk: riskSchema,
  /** Why it is done, and why so: one sentence. */
  because: z.string(),
  changes: z.array(planChangeSchema),
  /** "No downtime", "Down about 40 seconds". */
  downtime: z.string(),
  /** The same as a number, for adding up. */
  downSeconds: z.number(),
  /** What is lost, where something is. */
  loses: z.string().optional(),
  /** Steps that have to be done before. */
  after: z.array(z.string()),
  /** Digest of what was seen; the step is refused when it is not so any more. */
  seen: z.string(),
  /** What is brought about, with everything chosen. */
  entry: z.discriminatedUnion('kind', [guestEntrySchema, appEntrySchema]),
  /** The cluster of a guest. */
  cluster: z.string().optional(),
  origin: originSchema,
})
export type PlanStep = z.output<typeof planStepSchema>

/** Why a wish cannot be in a plan. */
export const planProblemSchema = z.object({
  about: z.string(),
  /** One sentence: what is wrong. */
  problem: z.string(),
  /** One sentence: what to do. */
  instead: z.string(),
  origin: originSchema.optional(),
})
export type PlanProblem = z.output<typeof planProblemSchema>

/** What would be done so that the lab is as declared: the same bytes for the same wishes and the same lab. */
export const planSchema = z.object({
  /** Digest of all the rest: a plan is approved by it. */
  id: z.string(),
  /** The commit the declarations are of. */
  revision: z.string(),
  declarations: z.array(z.string()),
  /** In an order in which they can be done. */
  steps: z.array(planStepSchema),
  /** How many declared things are already so. */
  asDeclared: z.number().int(),
  /** What makes the plan impossible; with any of them it is not applied. */
  problems: z.array(planProblemSchema),
  /** Wishes that are understood but that MycoPod cannot bring about yet; the rest of the plan is not held up. */
  notYet: z.array(planProblemSchema),
  /** Doubts of the reading; what they are about is not in the steps. */
  questions: z.array(questionSchema.extend({ declaration: z.string() })),
  /** What could not be looked at, so nothing is planned for it. */
  unknown: z.array(z.object({ about: z.string(), because: z.string() })),
  /** Set where the plan takes much away: asks a second time, with names. */
  asksTwice: z.object({ because: z.string(), names: z.array(z.string()) }).optional(),
})
export type Plan = z.output<typeof planSchema>

/** A plan as kept, with what became of it. */
export const keptPlanSchema = z.object({
  plan: planSchema,
  madeAt: momentSchema,
  madeBy: z.string(),
  state: z.enum(['waiting', 'applying', 'applied', 'failed']),
  /** What it brings about: what the texts say, what was applied and drifted, or an earlier commit. */
  purpose: z.enum(['declared', 'put-back', 'roll-back']),
  /** Why it was made, where nobody asked for it: "A push changed home". */
  because: z.string().optional(),
  /** Commit that is returned to, where it is a rollback. */
  rollsBackTo: z.string().optional(),
  /** Texts that go back to a commit each, where it undoes a plan; null where there was none before. */
  returns: z.record(z.string(), z.string().nullable()).optional(),
  job: idSchema.optional(),
})
export type KeptPlan = z.output<typeof keptPlanSchema>

/** One field of a thing that is not as it was declared and applied. */
export const driftSchema = z.object({
  /** `guest:web-01/cores`. */
  id: z.string(),
  declaration: z.string(),
  /** `guest:web-01`. */
  about: z.string(),
  /** The field, or `state` where it is gone or back. */
  field: z.string(),
  declared: z.string(),
  found: z.string(),
  /** "web-01 has 2 cores instead of 3." */
  sentence: z.string(),
  /** Risk and downtime of putting it back. */
  risk: riskSchema,
  downtime: z.string(),
  /** When it was first found. */
  since: momentSchema,
  ignoredUntil: momentSchema.optional(),
  /** Set where the policy has it put back by itself; `failed` says in a sentence why that did not work. */
  automatic: z.object({ failed: z.string().optional() }).optional(),
})
export type Drift = z.output<typeof driftSchema>
