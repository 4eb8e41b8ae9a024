import { appHandlers } from './apps.ts'
import { calls } from './call.ts'
import { catalogHandlers, placementHandlers } from './catalog.ts'
import { declarationHandlers } from './declarations.ts'
import { deviceHandlers } from './devices.ts'
import { auditHandlers, jobHandlers } from './jobs.ts'
import { languageModelHandlers } from './language-model.ts'
import { proxmoxHandlers } from './proxmox.ts'
import { sessionHandlers } from './session.ts'
import { systemHandlers } from './system.ts'

/** Every call of the contract, answered. */
export const router = calls.router({
  devices: deviceHandlers,
  catalog: catalogHandlers,
  placement: placementHandlers,
  apps: appHandlers,
  declarations: declarationHandlers,
  languageModel: languageModelHandlers,
  proxmox: proxmoxHandlers,
  jobs: jobHandlers,
  audit: auditHandlers,
  session: sessionHandlers,
  system: systemHandlers,
})
export type Router = typeof router
