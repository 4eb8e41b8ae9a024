import { z } from 'zod'

/** What a person sets for the whole program. */
export const settingsSchema = z.object({
  depth: z.enum(['basic', 'advanced', 'expert']).default('basic'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  labName: z.string().trim().min(1).max(40).default('Home'),
  personName: z.string().trim().min(1).max(40).default('You'),
  pollSeconds: z.number().int().min(5).max(3600).default(30),
  notifications: z.object({ finished: z.boolean().default(true), failed: z.boolean().default(true), devices: z.boolean().default(true) }).prefault({}),
  startAtLogin: z.boolean().default(false),
  closeToTray: z.boolean().default(true),
  setupDone: z.boolean().default(false),
})
export type Settings = z.output<typeof settingsSchema>

/** Facts about the running program for Settings and for the frame. */
export const systemInfoSchema = z.object({
  version: z.string(),
  face: z.enum(['desktop', 'server']),
  demo: z.boolean(),
  dataDir: z.string(),
  secrets: z.object({ store: z.enum(['keychain', 'file', 'memory']), because: z.string(), count: z.number().int() }),
  localDocker: z.boolean(),
  startedAt: z.number(),
  person: z.object({ name: z.string(), role: z.enum(['viewer', 'operator', 'admin']) }),
})
export type SystemInfo = z.output<typeof systemInfoSchema>
