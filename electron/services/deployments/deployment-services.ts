import type { Clock } from '../../ports/clock.ts'
import type { Log, Redaction } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Store } from '../../ports/store.ts'
import type { Catalog } from '../catalog.ts'
import type { Changes } from '../changes.ts'
import type { Inventory } from '../inventory.ts'
import type { JobRunner } from '../job-runner.ts'
import type { Monitoring } from '../monitoring.ts'
import type { Placement } from '../placement.ts'
import type { AppSecrets } from './app-files.ts'
import type { DeviceReach } from './device-reach.ts'

/** What deployments are made from. */
export interface DeploymentDependencies {
  readonly store: Store
  readonly inventory: Inventory
  readonly monitoring: Monitoring
  readonly catalog: Catalog
  readonly placement: Placement
  readonly jobs: JobRunner
  readonly secrets: Secrets
  readonly randomness: Randomness
  readonly clock: Clock
  readonly redaction: Redaction
  readonly changes: Changes
  readonly log: Log
}

/** What the jobs on apps work with. */
export interface DeploymentServices extends DeploymentDependencies {
  readonly reach: DeviceReach
  readonly appSecrets: AppSecrets
}
