import type { Route } from '../route.ts'
import { agentRoutes } from './agent-routes.ts'
import { backupRoutes } from './backups.ts'
import { changeContainerRoute } from './change-container.ts'
import { changeMachineRoutes } from './change-machine.ts'
import { cloneRoutes } from './clone-guest.ts'
import { cloudInitRoutes } from './cloud-init.ts'
import { consoleRoutes } from './console-routes.ts'
import { createContainerRoute } from './create-container.ts'
import { createMachineRoute } from './create-machine.ts'
import { configRoutes } from './guest-config.ts'
import { statusRoutes } from './guest-status.ts'
import { loadHistoryRoutes } from './load-history.ts'
import { templateRoutes } from './make-template.ts'
import { migrateRoutes } from './migrate-guest.ts'
import { moveRoutes } from './move-disk.ts'
import { powerRoutes } from './power.ts'
import { removeRoutes } from './remove-guest.ts'
import { resizeRoutes } from './resize-disk.ts'
import { snapshotRoutes } from './snapshots.ts'

/** All calls about virtual machines, containers and their backups; firewalls of guests are elsewhere. */
export const guestRoutes: readonly Route[] = [
  createMachineRoute,
  createContainerRoute,
  ...changeMachineRoutes,
  changeContainerRoute,
  ...configRoutes,
  ...statusRoutes,
  ...powerRoutes,
  ...removeRoutes,
  ...resizeRoutes,
  ...moveRoutes,
  ...snapshotRoutes,
  ...cloneRoutes,
  ...templateRoutes,
  ...migrateRoutes,
  ...backupRoutes,
  ...agentRoutes,
  ...cloudInitRoutes,
  ...consoleRoutes,
  ...loadHistoryRoutes,
]
