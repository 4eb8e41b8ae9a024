import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { overviewSchema } from '../model/overview.ts'
import { settingsPatchSchema, settingsSchema, systemInfoSchema } from '../model/settings.ts'
import { call } from './base.ts'

/** What changed, so that screens ask again: batched, at most 20 a second. */
export const changeSchema = z.object({
  topics: z.array(z.enum(['devices', 'apps', 'clusters', 'declarations', 'jobs', 'audit', 'settings', 'catalog'])),
})
export type Change = z.output<typeof changeSchema>

export const system = {
  info: call('view').route({ method: 'GET', path: '/system', summary: 'About this MycoPod' }).output(systemInfoSchema),
  overview: call('view')
    .route({ method: 'GET', path: '/overview', summary: 'Totals, devices, apps and running jobs' })
    .output(overviewSchema),
  changes: call('view').route({ method: 'GET', path: '/changes', summary: 'What changed, live' }).output(eventIterator(changeSchema)),
  settings: call('view').route({ method: 'GET', path: '/settings', summary: 'Settings' }).output(settingsSchema),
  changeSettings: call('operate')
    .route({ method: 'PATCH', path: '/settings', summary: 'Change settings' })
    .input(settingsPatchSchema)
    .output(settingsSchema),
  /** Starts the demo homelab beside nothing else: answers when its devices are added. Only where no real device is added. */
  startDemo: call('admin').route({ method: 'POST', path: '/demo', summary: 'Explore a demo homelab' }).output(systemInfoSchema),
  /** Stops the demo and forgets everything in it. */
  leaveDemo: call('admin').route({ method: 'DELETE', path: '/demo', summary: 'Leave the demo homelab' }).output(systemInfoSchema),
}
