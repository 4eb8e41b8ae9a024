import { apps, catalog, placement } from './apps.ts'
import { declarations } from './declarations.ts'
import { devices } from './devices.ts'
import { audit, jobs } from './jobs.ts'
import { proxmox } from './proxmox.ts'
import { session } from './session.ts'
import { system } from './system.ts'

/** Every call of MycoPod, declared once: handlers, screens, commands and the OpenAPI document follow from it. */
export const contract = { devices, catalog, placement, apps, proxmox, declarations, jobs, audit, session, system }
export type Contract = typeof contract
