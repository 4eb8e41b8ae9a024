import { z } from 'zod'
import { guestTypeSchema } from './guest.ts'

const stateSchema = z.enum(['running', 'stopped', 'absent'])

/** Desired state of a guest: only what the text states. Amounts of memory in MiB, of disk in GiB. */
export const guestEntrySchema = z.strictObject({
  kind: z.literal('guest'),
  name: z.string(),
  type: guestTypeSchema.optional(),
  state: stateSchema.optional(),
  node: z.string().optional(),
  os: z.string().optional(),
  clone: z.string().optional(),
  cores: z.number().int().min(1).optional(),
  memoryMiB: z.number().int().min(16).optional(),
  diskGiB: z.number().int().min(1).optional(),
  storage: z.string().optional(),
  bridge: z.string().optional(),
  vlan: z.number().int().min(1).max(4094).optional(),
  /** `dhcp` or CIDR. */
  address: z.string().optional(),
  gateway: z.string().optional(),
  startOnBoot: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
})
export type GuestEntry = z.output<typeof guestEntrySchema>

/** Desired state of an app of the catalog; `name` where there are several of it. */
export const appEntrySchema = z.strictObject({
  kind: z.literal('app'),
  app: z.string(),
  name: z.string().optional(),
  state: stateSchema.optional(),
  device: z.string().optional(),
  domain: z.string().optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  settings: z.record(z.string(), z.string()).optional(),
})
export type AppEntry = z.output<typeof appEntrySchema>

/** When something is backed up, and how many of its backups stay. */
export const backupEntrySchema = z.strictObject({
  kind: z.literal('backup'),
  /** `app:x`, `guest:x`, `apps`, `guests` or `everything`. */
  of: z.string(),
  every: z.enum(['hour', 'day', 'week', 'month']).optional(),
  /** HH:MM. */
  at: z
    .string()
    .regex(/^[0-2][0-9]:[0-5][0-9]$/)
    .optional(),
  weekday: z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']).optional(),
  keep: z
    .strictObject({
      hourly: z.number().int().optional(),
      daily: z.number().int().optional(),
      weekly: z.number().int().optional(),
      monthly: z.number().int().optional(),
    })
    .optional(),
  to: z.string().optional(),
  state: z.literal('absent').optional(),
})
export type BackupEntry = z.output<typeof backupEntrySchema>

/** A name of the local network: an address, or another name it stands for. */
export const dnsEntrySchema = z.strictObject({
  kind: z.literal('dns'),
  name: z.string(),
  address: z.string().optional(),
  target: z.string().optional(),
  state: z.literal('absent').optional(),
})
export type DnsEntry = z.output<typeof dnsEntrySchema>

/** What is to stay apart, together, or as it is. */
export const ruleEntrySchema = z.strictObject({
  kind: z.literal('rule'),
  rule: z.enum(['apart', 'together', 'leave-alone']),
  members: z.array(z.string()).min(1),
})
export type RuleEntry = z.output<typeof ruleEntrySchema>

export const entrySchema = z.discriminatedUnion('kind', [
  guestEntrySchema,
  appEntrySchema,
  backupEntrySchema,
  dnsEntrySchema,
  ruleEntrySchema,
])
export type Entry = z.output<typeof entrySchema>

/** Why something in the text cannot be an entry yet. */
export const doubtSchema = z.enum([
  'unknown-node',
  'unknown-device',
  'unknown-storage',
  'unknown-bridge',
  'unknown-template',
  'unknown-app',
  'unknown-guest',
  'unknown-destination',
  'ambiguous-name',
  'ambiguous-type',
  'missing-name',
  'missing-value',
  'contradiction',
  'unsafe',
  'unsupported',
  'out-of-range',
])
export type Doubt = z.output<typeof doubtSchema>

export const questionSchema = z.strictObject({
  /** The name or phrase in doubt. */
  about: z.string(),
  reason: doubtSchema,
  /** One sentence for the person. */
  ask: z.string(),
  options: z.array(z.string()).optional(),
})
export type Question = z.output<typeof questionSchema>

/** A part of a text, in UTF-16 units from its beginning; the end is not in it. */
export const spanSchema = z.tuple([z.number().int(), z.number().int()])
export type Span = z.output<typeof spanSchema>

/** What was read of a declaration: wishes as entries in the order of the text, doubts, and pieces that hold a wish nobody could read. */
export const interpretationSchema = z.strictObject({
  entries: z.array(entrySchema),
  questions: z.array(questionSchema),
  unread: z.array(z.string()),
})
export type Interpretation = z.output<typeof interpretationSchema>

/** What is known of the lab, for reading names in a declaration. */
export const labInventorySchema = z.object({
  nodes: z.array(z.object({ name: z.string(), cores: z.number(), memoryMiB: z.number() })).default([]),
  storages: z.array(z.string()).default([]),
  bridges: z.array(z.string()).default([]),
  templates: z.array(z.string()).default([]),
  isos: z.array(z.string()).default([]),
  devices: z.array(z.object({ name: z.string(), kind: z.string() })).default([]),
  guests: z
    .array(
      z.object({
        name: z.string(),
        type: guestTypeSchema,
        node: z.string().optional(),
        state: z.string().optional(),
        cores: z.number().optional(),
        memoryMiB: z.number().optional(),
        diskGiB: z.number().optional(),
        storage: z.string().optional(),
      }),
    )
    .default([]),
  apps: z
    .array(
      z.object({
        app: z.string(),
        name: z.string().optional(),
        device: z.string().optional(),
        state: z.string().optional(),
        domain: z.string().optional(),
      }),
    )
    .default([]),
  destinations: z.array(z.string()).default([]),
  catalog: z.array(z.string()).default([]),
})
export type LabInventory = z.output<typeof labInventorySchema>
