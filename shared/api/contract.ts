import { apps, catalog, placement } from './apps.ts'
import { declarations } from './declarations.ts'
import { devices } from './devices.ts'
import { audit, jobs } from './jobs.ts'
import { languageModel } from './language-model.ts'
import { proxmox } from './proxmox.ts'
import { session } from './session.ts'
import { system } from './system.ts'

/** Every call of MycoPod. A type with a name: spelled out, it would be longer than the compiler writes down. */
export type Contract = {
  readonly devices: typeof devices
  readonly catalog: typeof catalog
  readonly placement: typeof placement
  readonly apps: typeof apps
  readonly proxmox: typeof proxmox
  readonly declarations: typeof declarations
  readonly languageModel: typeof languageModel
  readonly jobs: typeof jobs
  readonly audit: typeof audit
  readonly session: typeof session
  readonly system: typeof system
}

/** Declared once: handlers, screens, commands and the OpenAPI document follow from it. */
export const contract: Contract = { devices, catalog, placement, apps, proxmox, declarations, languageModel, jobs, audit, session, system }
