import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { createCatalogFiles } from '../../electron/adapters/catalog-files/catalog-files.ts'
import { createSystemClock } from '../../electron/adapters/clock/system-clock.ts'
import { engineOver } from '../../electron/adapters/docker/docker-engine.ts'
import { createRedaction } from '../../electron/adapters/log/redaction.ts'
import { createSystemRandomness } from '../../electron/adapters/randomness/system-randomness.ts'
import { createDeviceAccess } from '../../electron/adapters/ssh/device-access.ts'
import type { DeviceSession } from '../../electron/ports/device-access.ts'
import type { RecipeSource } from '../../electron/ports/recipe-source.ts'
import type { Secrets } from '../../electron/ports/secrets.ts'
import type { Store } from '../../electron/ports/store.ts'
import { createApps } from '../../electron/services/apps.ts'
import { createAudit } from '../../electron/services/audit.ts'
import { createCatalog } from '../../electron/services/catalog.ts'
import { createChanges } from '../../electron/services/changes.ts'
import { createDeployments } from '../../electron/services/deployments.ts'
import { createInventory } from '../../electron/services/inventory.ts'
import { createJobRunner } from '../../electron/services/job-runner.ts'
import { createMonitoring } from '../../electron/services/monitoring.ts'
import { createPlacement } from '../../electron/services/placement.ts'
import { createSettings } from '../../electron/services/settings.ts'
import { isEnded } from '../../shared/jobs/reduce-job.ts'
import type { DeployRequest } from '../../shared/model/app.ts'
import { deployRequestSchema } from '../../shared/model/app.ts'
import type { JobView } from '../../shared/model/job.ts'
import { silentLog } from './small-ports.ts'

/** A recipe for tests: a page and a database, a generated password, a typed one, and a text that reaches the container. */
export const notesRecipe = {
  slug: 'notes',
  manifest: `slug: notes
name: Notes
version: "1.0"
checked: 2026-11-21
category: documents
summary: For tests.
description: For tests.
website: https://example.org
documentation: https://example.org
memoryMiB: { minimum: 16, typical: 32 }
storageGiB: { minimum: 0.1, typical: 0.2 }
cpu: { minimum: 0.01, typical: 0.1 }
downloadMiB: 40
architectures: [amd64, arm64]
web: { port: web }
ports:
  - { id: web, purpose: Its page, service: web, container: 8080, host: 8930 }
data:
  - { volume: data, purpose: Notes, class: precious }
  - { volume: ./files, purpose: Pictures, class: rebuildable }
health: { service: web, startSeconds: 8 }
settings:
  - { key: TITLE, label: Title, kind: text, default: Our notes }
  - { key: TYPED, label: Password of Anna, kind: password }
  - { key: DATABASE_PASSWORD, label: Password of the database, kind: password, generate: { length: 24 } }
firstSteps: ["Open {url}."]
`,
  compose: `services:
  web:
    image: mycopod-lab/hello:1
    restart: unless-stopped
    environment: { TITLE: "\${TITLE}", TYPED: "\${TYPED}", DATABASE_PASSWORD: "\${DATABASE_PASSWORD}" }
    depends_on: [store]
    volumes: [data:/data, ./files:/files]
    ports: ["\${WEB_PORT}:8080"]
    healthcheck: { test: [CMD, healthy], interval: 1s, timeout: 2s, retries: 3 }
  store:
    image: mycopod-lab/hello:2
    restart: unless-stopped
volumes:
  data:
`,
}

/** The compose file of the test recipe with another image for its page. */
export function notesWith(image: string, more = ''): string {
  return notesRecipe.compose.replace('image: mycopod-lab/hello:1', `image: ${image}${more}`)
}

/** Real recipes, and the one for tests. */
export const testRecipes: RecipeSource = {
  read: async () => [...(await createCatalogFiles(join(import.meta.dirname, '../../recipes')).read()), notesRecipe],
}

/** What stays when a host is killed. */
export interface Remains {
  readonly store: Store
  readonly secrets: Secrets
}

/** A host with everything that deploys need, over real SSH and real HTTP to the engine; `kill` ends it as a crash would. */
export async function startAppHost(
  { store, secrets }: Remains,
  options: { readonly patienceMs?: number; readonly recipes?: RecipeSource } = {},
) {
  const clock = createSystemClock()
  const randomness = createSystemRandomness(clock.now)
  const redaction = createRedaction()
  const local = { session: notHere, docker: async () => false }
  const access = createDeviceAccess({ clock, randomness, log: silentLog, engineOver, local })
  const ports = { store, secrets, clock, randomness, redaction, access, log: silentLog }
  const changes = createChanges({ clock })
  const hash = { sha256: (text: string) => createHash('sha256').update(text).digest('hex') }
  const audit = createAudit({ store, clock, hash, redaction, changes })
  const settings = createSettings({ store, audit, changes })
  const catalog = createCatalog({ source: options.recipes ?? testRecipes, log: silentLog, changes })
  const jobs = createJobRunner({ ...ports, changes, audit })
  const inventory = await createInventory({ ...ports, changes, audit })
  await catalog.reload()
  const monitoring = await createMonitoring({ ...ports, inventory, changes, settings })
  const placement = createPlacement({ ...ports, inventory, monitoring, clusters: { views: () => [], guests: () => [] } })
  const apps = createApps({ ...ports, inventory, monitoring, catalog, jobs, audit })
  const deployments = createDeployments(
    { ...ports, inventory, monitoring, catalog, placement, jobs, changes },
    { patienceMs: options.patienceMs ?? 20_000 },
  )
  await deployments.recover()
  const stopWatching = deployments.watch()

  /** Resolves with the view of a job when it has ended. */
  async function ended(job: string): Promise<JobView> {
    for (;;) {
      const view = await jobs.view(job)
      if (isEnded(view.status)) return view
      await new Promise<void>(resolve => {
        const stop = jobs.onEnded(() => {
          stop()
          resolve()
        })
        void jobs.view(job).then(now => isEnded(now.status) && resolve())
      })
    }
  }

  /** Resolves with the view of a job when the step is under way, or the state is told, or when it ended without. */
  async function reached(job: string, step: string): Promise<JobView> {
    for await (const { events } of jobs.follow(job, 0, new AbortController().signal)) {
      if (events.some(event => (event.type === 'step-started' && event.step === step) || (event.type === 'state' && event.state === step)))
        break
    }
    return jobs.view(job)
  }

  return {
    ...ports,
    apps,
    audit,
    catalog,
    changes,
    deployments,
    ended,
    reached,
    inventory,
    jobs,
    monitoring,
    placement,
    /** Deploys and waits for the end. */
    deploy: async (request: Partial<DeployRequest> & { readonly recipe: string }) => {
      const { job } = await deployments.deploy(deployRequestSchema.parse(request), 'anna')
      return ended(job)
    },
    kill: async () => {
      stopWatching()
      await jobs.close()
      await monitoring.close()
      await access.close()
    },
  }
}
export type AppHost = Awaited<ReturnType<typeof startAppHost>>

/**
 * All that is on a device that an app could have left: files, containers, networks, volumes, doors; and its images.
 * An image without a name is what Docker itself leaves when it is stopped in the middle of a download; nobody can say whose it is.
 */
export async function tracesOn(
  session: DeviceSession,
): Promise<{ readonly traces: readonly string[]; readonly images: readonly string[] }> {
  const script = `walk() {
  [ -e "$1" ] || return 0
  echo "file $1"
  for file in "$1"/* "$1"/.[!.]*; do [ -e "$file" ] && if [ -d "$file" ]; then walk "$file"; else echo "file $file"; fi; done
}
for folder in /opt/mycopod /root/.mycopod /home/*/.mycopod; do walk "$folder"; done
docker ps --all --format 'container {{.Names}}'
docker network ls --format 'network {{.Name}}'
docker volume ls --format 'volume {{.Name}}'
docker images --format 'image {{.Repository}}:{{.Tag}}' | grep -v '<none>'`
  const { out } = await session.run({ argv: ['sh', '-c', script], asRoot: true })
  const lines = out.split('\n').filter(line => line !== '' && !/^network (bridge|host|none)$/.test(line))
  return { traces: lines.filter(line => !line.startsWith('image ')).sort(), images: lines.filter(line => line.startsWith('image ')).sort() }
}

function notHere(): never {
  throw new Error('these suites do not use this computer')
}
