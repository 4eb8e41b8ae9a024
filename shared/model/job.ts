import { z } from 'zod'
import { wireErrorSchema } from '../errors/wire-error.ts'
import { bytesSchema, idSchema, momentSchema } from './name.ts'

/** What was done to the world, for "what I did": nothing in it is secret. */
export const deedSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('command'),
    device: z.string(),
    command: z.string(),
    asRoot: z.boolean(),
    exitCode: z.number().int().optional(),
  }),
  z.object({ kind: z.literal('api'), device: z.string(), call: z.string() }),
  z.object({ kind: z.literal('file'), device: z.string(), path: z.string(), mode: z.string(), content: z.string() }),
])
export type Deed = z.output<typeof deedSchema>

/** A bar inside a step, for example one download. Bytes where the source tells bytes. */
export const barSchema = z.object({
  label: z.string(),
  doneBytes: bytesSchema,
  totalBytes: bytesSchema.optional(),
  bytesPerSecond: z.number().optional(),
})
export type Bar = z.output<typeof barSchema>

const eventBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('queued'),
    title: z.string(),
    locks: z.array(z.string()),
    steps: z.array(z.object({ id: z.string(), title: z.string(), weight: z.number().positive(), expectedSeconds: z.number().optional() })),
  }),
  z.object({ type: z.literal('started') }),
  /** The state machine of C6, told as it goes: validating, preparing, deploying, configuring, health_check, running, rolling_back (with why) … */
  z.object({ type: z.literal('state'), state: z.string(), error: wireErrorSchema.optional() }),
  z.object({ type: z.literal('step-started'), step: z.string(), title: z.string() }),
  z.object({
    type: z.literal('step-progress'),
    step: z.string(),
    fraction: z.number().min(0).max(1),
    title: z.string().optional(),
    note: z.string().optional(),
    bars: z.array(barSchema).optional(),
    secondsLeft: z.number().optional(),
  }),
  z.object({
    type: z.literal('step-ended'),
    step: z.string(),
    result: z.enum(['done', 'failed', 'cancelled']),
    note: z.string().optional(),
  }),
  z.object({ type: z.literal('line'), step: z.string(), stream: z.enum(['out', 'err']), text: z.string() }),
  z.object({ type: z.literal('did'), step: z.string(), deed: deedSchema }),
  /** An undo is registered before its step acts; `data` is what it needs after a restart, never a secret. */
  z.object({
    type: z.literal('undo-registered'),
    undo: z.string(),
    title: z.string(),
    kind: z.string(),
    data: z.record(z.string(), z.unknown()),
  }),
  z.object({ type: z.literal('undo-started'), undo: z.string() }),
  z.object({
    type: z.literal('undo-ended'),
    undo: z.string(),
    result: z.enum(['done', 'failed', 'nothing-to-do']),
    error: wireErrorSchema.optional(),
  }),
  /** What the job has to know again after a restart, for example the task it waits for; nothing in it is secret. */
  z.object({ type: z.literal('kept'), name: z.string(), value: z.json() }),
  z.object({ type: z.literal('checked'), sentence: z.string(), clean: z.boolean() }),
  z.object({ type: z.literal('cancel-asked'), by: z.string() }),
  z.object({ type: z.literal('interrupted') }),
  z.object({ type: z.literal('resumed') }),
  z.object({
    type: z.literal('ended'),
    outcome: z.enum(['succeeded', 'failed', 'cancelled']),
    undone: z.boolean(),
    error: wireErrorSchema.optional(),
    result: z.record(z.string(), z.unknown()).optional(),
  }),
])

/** One fact in a job's life; `seq` counts from 1 without gaps. */
export const jobEventSchema = z.intersection(z.object({ seq: z.number().int().positive(), at: momentSchema }), eventBody)
export type JobEventBody = z.output<typeof eventBody>
export type JobEvent = z.output<typeof jobEventSchema>

/** `waiting` is for a lock that another job holds. */
export const jobStatusSchema = z.enum(['queued', 'waiting', 'running', 'undoing', 'succeeded', 'failed', 'cancelled', 'interrupted'])
export type JobStatus = z.output<typeof jobStatusSchema>

export const jobStepSchema = z.object({
  id: z.string(),
  title: z.string(),
  weight: z.number(),
  status: z.enum(['to-do', 'now', 'done', 'failed', 'cancelled']),
  fraction: z.number(),
  note: z.string().optional(),
  bars: z.array(barSchema),
  startedAt: momentSchema.optional(),
  endedAt: momentSchema.optional(),
  expectedSeconds: z.number().optional(),
})
export type JobStep = z.output<typeof jobStepSchema>

export const jobUndoSchema = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.string(),
  data: z.record(z.string(), z.unknown()),
  status: z.enum(['registered', 'now', 'done', 'failed', 'nothing-to-do']),
  startedAt: momentSchema.optional(),
  endedAt: momentSchema.optional(),
})
export type JobUndo = z.output<typeof jobUndoSchema>

/** A job as reduced from its events: the only derived state there is (shared/jobs/reduce-job.ts). */
export const jobViewSchema = z.object({
  id: idSchema,
  kind: z.string(),
  /** What it is about, for links: an app or a device name; of an app also its recipe. */
  subject: z.object({
    kind: z.enum(['app', 'device', 'guest', 'declaration', 'none']),
    name: z.string(),
    device: z.string().optional(),
    recipe: z.string().optional(),
  }),
  startedBy: z.string(),
  title: z.string(),
  status: jobStatusSchema,
  /** The state machine's word, for example `deploying`. */
  state: z.string(),
  /** 0 to 1, never going back. */
  fraction: z.number(),
  secondsLeft: z.number().optional(),
  steps: z.array(jobStepSchema),
  undos: z.array(jobUndoSchema),
  undone: z.boolean(),
  checked: z.object({ sentence: z.string(), clean: z.boolean() }).optional(),
  error: wireErrorSchema.optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  lines: z.number().int(),
  lastLine: z.string().optional(),
  seq: z.number().int(),
  createdAt: momentSchema,
  startedAt: momentSchema.optional(),
  endedAt: momentSchema.optional(),
  cancellable: z.boolean(),
})
export type JobView = z.output<typeof jobViewSchema>

/** A stored job: its intent. Everything else is in its events. */
export const jobSchema = z.object({
  id: idSchema,
  kind: z.string(),
  subject: jobViewSchema.shape.subject,
  startedBy: z.string(),
  /** What the definition needs to run; no secrets. */
  input: z.record(z.string(), z.unknown()),
  createdAt: momentSchema,
})
export type Job = z.output<typeof jobSchema>

/** C9: all that was run and written, secrets masked. */
export const whatIDidSchema = z.object({
  job: idSchema,
  title: z.string(),
  files: z.array(z.object({ device: z.string(), path: z.string(), mode: z.string(), content: z.string() })),
  deeds: z.array(z.object({ at: momentSchema, step: z.string(), deed: deedSchema })),
  undone: z.array(z.object({ title: z.string(), result: z.string() })),
})
export type WhatIDid = z.output<typeof whatIDidSchema>
