import type { Apps } from './apps.ts'
import type { AuditChain } from './audit/audit-chain.ts'
import type { Audit } from './audit.ts'
import type { Catalog } from './catalog.ts'
import type { Changes } from './changes.ts'
import type { DeviceMaker } from './clusters/make-device.ts'
import type { Clusters } from './clusters.ts'
import type { Declarations } from './declarations/declarations-service.ts'
import type { Deployments } from './deployments.ts'
import type { DeviceChecks } from './device-checks.ts'
import type { DeviceSearch } from './device-search.ts'
import type { Guests } from './guests.ts'
import type { DockerCare } from './install-docker.ts'
import type { Inventory } from './inventory.ts'
import type { JobRunner } from './job-runner.ts'
import type { LanguageModelService } from './language-model.ts'
import type { Monitoring } from './monitoring.ts'
import type { OverviewReader } from './overview.ts'
import type { Placement } from './placement.ts'
import type { SettingsService } from './settings.ts'

/** Every use case of one lab, as the handlers call them. */
export interface Services {
  readonly apps: Apps
  readonly audit: Audit
  readonly auditChain: AuditChain
  readonly catalog: Catalog
  readonly changes: Changes
  readonly clusters: Clusters
  readonly declarations: Declarations
  readonly deployments: Deployments
  readonly deviceMaker: DeviceMaker
  readonly deviceChecks: DeviceChecks
  readonly deviceSearch: DeviceSearch
  readonly dockerCare: DockerCare
  readonly guests: Guests
  readonly inventory: Inventory
  readonly jobs: JobRunner
  readonly languageModel: LanguageModelService
  readonly monitoring: Monitoring
  readonly overview: OverviewReader
  readonly placement: Placement
  readonly settings: SettingsService
}
