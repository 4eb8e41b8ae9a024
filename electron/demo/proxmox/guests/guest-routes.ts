import type { Route } from '../route.ts'
import { changeContainerRoute } from './change-container.ts'
import { changeMachineRoutes } from './change-machine.ts'
import { createContainerRoute } from './create-container.ts'
import { createMachineRoute } from './create-machine.ts'
import { configRoutes } from './guest-config.ts'
import { statusRoutes } from './guest-status.ts'
import { powerRoutes } from './power.ts'

/** All calls about virtual machines, containers and their backups. */
export const guestRoutes: readonly Route[] = [
  createMachineRoute,
  createContainerRoute,
  ...changeMachineRoutes,
  changeContainerRoute,
  ...configRoutes,
  ...statusRoutes,
  ...powerRoutes,
]
