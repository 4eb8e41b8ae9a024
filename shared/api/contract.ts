import { apps, catalog, placement } from './apps.ts'
import { devices } from './devices.ts'
import { audit, jobs } from './jobs.ts'
import { session } from './session.ts'
import { system } from './system.ts'

/** Every call of MycoPod, declared once: handlers, screens, commands and the OpenAPI document follow from it. */
export const contract = { devices, catalog, placement, apps, jobs, audit, session, system }
export type Contract = typeof contract
