import { join } from 'node:path'
import { createAuditArchiveFiles } from '../adapters/audit-archive/audit-archive-files.ts'
import { createCatalogFiles } from '../adapters/catalog-files/catalog-files.ts'
import { createSystemClock } from '../adapters/clock/system-clock.ts'
import { openStore } from '../adapters/database/open-store.ts'
import { createDiscovery } from '../adapters/discovery/create-discovery.ts'
import { engineOver } from '../adapters/docker/docker-engine.ts'
import { createDeclarationFolder } from '../adapters/git/declaration-folder.ts'
import { opensslHash } from '../adapters/hash/openssl-hash.ts'
import { createLocalAccess } from '../adapters/local/local-access.ts'
import { openLog } from '../adapters/log/open-log.ts'
import { createRedaction } from '../adapters/log/redaction.ts'
import { createSystemRandomness } from '../adapters/randomness/system-randomness.ts'
import { chooseSecrets } from '../adapters/secrets/choose-secrets.ts'
import { createMemorySecrets } from '../adapters/secrets/memory-secrets.ts'
import { createDeviceAccess } from '../adapters/ssh/device-access.ts'
import type { LabPorts } from './create-lab.ts'

export interface PortOptions {
  readonly recipesDir: string
  readonly verbose?: boolean
  readonly passphrase?: string
}

/** The ports of the person's own lab in its data folder. */
export async function realPorts(folder: string, options: PortOptions): Promise<LabPorts> {
  const secrets = await chooseSecrets({ dataDir: folder, ...(options.passphrase !== undefined && { passphrase: options.passphrase }) })
  return portsOver(folder, secrets, options)
}

/** The ports of the demo: the same, with secrets that are gone with the program. */
export function demoPorts(folder: string, options: PortOptions): Promise<LabPorts> {
  return portsOver(folder, createMemorySecrets('The demo keeps them in memory only.'), options)
}

async function portsOver(folder: string, secrets: LabPorts['secrets'], options: PortOptions): Promise<LabPorts> {
  const clock = createSystemClock()
  const randomness = createSystemRandomness(clock.now)
  const redaction = createRedaction()
  const log = await openLog({ folder: join(folder, 'logs'), redaction, verbose: options.verbose ?? false })
  const store = await openStore(folder, clock)
  const local = createLocalAccess({ engineOver, environment: process.env })
  return {
    store,
    secrets,
    redaction,
    log,
    clock,
    randomness,
    hash: opensslHash,
    auditArchive: createAuditArchiveFiles(folder),
    access: createDeviceAccess({ clock, randomness, log, engineOver, local }),
    openClusterAccess: async () => (await import('../adapters/proxmox/cluster-access.ts')).createClusterAccess({ clock, randomness, log }),
    openLanguageModels: async () => (await import('../adapters/language-model/language-models.ts')).createLanguageModels({ clock }),
    discovery: createDiscovery({ clock }),
    recipes: createCatalogFiles(options.recipesDir),
    declarations: createDeclarationFolder(folder),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}
