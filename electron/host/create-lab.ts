import type { AuditArchive } from '../ports/audit-archive.ts'
import type { Clock } from '../ports/clock.ts'
import type { ClusterAccess } from '../ports/cluster-access.ts'
import type { DeclarationFolder } from '../ports/declaration-store.ts'
import type { DeviceAccess } from '../ports/device-access.ts'
import type { Discovery } from '../ports/discovery.ts'
import type { Hash } from '../ports/hash.ts'
import type { LanguageModels } from '../ports/language-model.ts'
import type { Log, Redaction } from '../ports/log.ts'
import type { Randomness } from '../ports/randomness.ts'
import type { RecipeSource } from '../ports/recipe-source.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Store } from '../ports/store.ts'
import { createApps } from '../services/apps.ts'
import { createAuditChain } from '../services/audit/audit-chain.ts'
import { createAudit } from '../services/audit.ts'
import { createCatalog } from '../services/catalog.ts'
import { createChanges } from '../services/changes.ts'
import { createGuestKeys } from '../services/clusters/guest-keys.ts'
import { createDeviceMaker } from '../services/clusters/make-device.ts'
import { createClusters } from '../services/clusters.ts'
import { createDeclarations } from '../services/declarations.ts'
import { createDeployments } from '../services/deployments.ts'
import { createDeviceChecks } from '../services/device-checks.ts'
import { createDeviceSearch } from '../services/device-search.ts'
import { createGuests } from '../services/guests.ts'
import { createDockerCare } from '../services/install-docker.ts'
import { createInventory } from '../services/inventory.ts'
import { createJobRunner } from '../services/job-runner.ts'
import { createLanguageModel } from '../services/language-model.ts'
import { createMonitoring } from '../services/monitoring.ts'
import { createOverview } from '../services/overview.ts'
import { createPlacement } from '../services/placement.ts'
import { createRetention } from '../services/retention.ts'
import type { Services } from '../services/services.ts'
import { createSettings } from '../services/settings.ts'

/** All that one lab needs from outside. */
export interface LabPorts {
  readonly store: Store
  readonly secrets: Secrets
  readonly redaction: Redaction
  readonly log: Log
  readonly clock: Clock
  readonly randomness: Randomness
  readonly hash: Hash
  readonly auditArchive: AuditArchive
  readonly access: DeviceAccess
  /** Opens the ways to Proxmox, which a lab without a cluster does without. */
  readonly openClusterAccess: () => Promise<ClusterAccess>
  /** Opens the ways to language models, which a lab without one does without. */
  readonly openLanguageModels: () => Promise<LanguageModels>
  readonly discovery: Discovery
  readonly recipes: RecipeSource
  readonly declarations: DeclarationFolder
  /** The IANA name of the zone that people read moments in. */
  readonly timeZone: string
}

/** The services of one lab over its ports. */
export interface RunningLab {
  readonly services: Services
  readonly ports: LabPorts
  /** Finishes or undoes what a crash left, and begins to look after the devices. */
  start(): Promise<void>
  /** Stops as a crash would, only tidily: what runs is recovered at the next start. */
  close(): Promise<void>
}

/** Composes a lab; nothing moves before `start`. */
export async function createLab(ports: LabPorts): Promise<RunningLab> {
  const changes = createChanges(ports)
  const audit = createAudit({ ...ports, changes })
  const auditChain = createAuditChain({ ...ports, archive: ports.auditArchive })
  const settings = createSettings({ ...ports, audit, changes })
  const retention = createRetention({ ...ports, auditChain, settings })
  const catalog = createCatalog({ ...ports, source: ports.recipes, changes })
  const jobs = createJobRunner({ ...ports, changes, audit })
  const [inventory] = await Promise.all([createInventory({ ...ports, changes, audit }), catalog.reload()])
  const [monitoring, clusters] = await Promise.all([
    createMonitoring({ ...ports, inventory, changes, settings }),
    createClusters({ ...ports, inventory, changes, audit, settings }),
  ])
  const placement = createPlacement({ ...ports, inventory, monitoring, clusters })
  const apps = createApps({ ...ports, inventory, monitoring, catalog, jobs, audit })
  const dockerCare = createDockerCare({ ...ports, inventory, monitoring, jobs, audit })
  const guestKeys = createGuestKeys(ports)
  const deployments = createDeployments({ ...ports, inventory, monitoring, catalog, placement, jobs, changes })
  const guests = createGuests({ ...ports, clusters, jobs, audit, guestKeys })
  const declarations = createDeclarations({
    ...ports,
    folder: ports.declarations,
    audit,
    changes,
    jobs,
    inventory,
    monitoring,
    placement,
    catalog,
    apps,
    deployments,
    clusters,
    guests,
  })
  const services: Services = {
    apps,
    audit,
    auditChain,
    catalog,
    changes,
    clusters,
    declarations,
    deployments,
    deviceChecks: createDeviceChecks({ monitoring }),
    deviceSearch: createDeviceSearch({ ...ports, inventory }),
    deviceMaker: createDeviceMaker({ ...ports, clusters, inventory, monitoring, dockerCare, jobs, guestKeys }),
    dockerCare,
    guests,
    inventory,
    jobs,
    languageModel: createLanguageModel({ ...ports, declarations, audit, changes }),
    monitoring,
    overview: createOverview({ ...ports, monitoring, apps, jobs }),
    placement,
    settings,
  }
  let stopWatching = (): void => undefined
  return {
    services,
    ports,
    async start() {
      await monitoring.start()
      clusters.start()
      await services.deployments.recover()
      await jobs.recover()
      stopWatching = services.deployments.watch()
      services.declarations.start()
      retention.start()
    },
    async close() {
      stopWatching()
      services.declarations.close()
      await retention.close()
      await jobs.close()
      await monitoring.close()
      await clusters.close()
      await ports.access.close()
      await ports.store.close()
    },
  }
}
