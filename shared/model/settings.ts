import { z } from 'zod'

const fields = {
  depth: z.enum(['basic', 'advanced', 'expert']),
  theme: z.enum(['system', 'light', 'dark']),
  labName: z.string().trim().min(1).max(40),
  personName: z.string().trim().min(1).max(40),
  pollSeconds: z.number().int().min(5).max(3600),
  startAtLogin: z.boolean(),
  closeToTray: z.boolean(),
  auditKeptDays: z.number().int().min(30).max(3650),
  setupDone: z.boolean(),
}
const notifications = { finished: z.boolean(), failed: z.boolean(), devices: z.boolean(), drift: z.boolean() }

/** What a person sets for the whole program. */
export const settingsSchema = z.object({
  depth: fields.depth.default('basic'),
  theme: fields.theme.default('system'),
  labName: fields.labName.default('Home'),
  personName: fields.personName.default('You'),
  pollSeconds: fields.pollSeconds.default(30),
  notifications: z
    .object({
      finished: notifications.finished.default(true),
      failed: notifications.failed.default(true),
      devices: notifications.devices.default(true),
      drift: notifications.drift.default(true),
    })
    .prefault({}),
  startAtLogin: fields.startAtLogin.default(false),
  closeToTray: fields.closeToTray.default(true),
  auditKeptDays: fields.auditKeptDays.default(730),
  setupDone: fields.setupDone.default(false),
})
export type Settings = z.output<typeof settingsSchema>

/** Some settings to change; without defaults, because what is not named stays as it is. */
export const settingsPatchSchema = z.object({ ...fields, notifications: z.object(notifications).partial() }).partial()
export type SettingsPatch = z.output<typeof settingsPatchSchema>

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
