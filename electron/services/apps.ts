import { AppError } from '../../shared/errors/app-error.ts'
import type { App, AppView, DeployPreview, LogBatch } from '../../shared/model/app.ts'
import { maskEnvironmentFile } from '../core/compose/environment-file.ts'
import { appLabel } from '../core/compose/labels.ts'
import { readStack } from '../kinds/stack.ts'
import { folderOf } from '../kinds/stack-place.ts'
import type { Clock } from '../ports/clock.ts'
import type { Redaction } from '../ports/log.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Store } from '../ports/store.ts'
import { appStateOf } from './apps/app-state.ts'
import { mergeLogs } from './apps/merge-logs.ts'
import { openPortsOf } from './apps/open-ports.ts'
import type { Audit } from './audit.ts'
import type { Catalog } from './catalog.ts'
import { secretName, urlOf } from './deployments/app-files.ts'
import { resolveApp } from './deployments/app-roster.ts'
import { createDeviceReach } from './deployments/device-reach.ts'
import type { Inventory } from './inventory.ts'
import type { JobRunner } from './job-runner.ts'
import type { Monitoring } from './monitoring.ts'

/** The apps there are, as they are now. */
export interface Apps {
  /** In order of name. */
  list(): Promise<AppView[]>
  /** Errors: NotFound. */
  get(nameOrId: string): Promise<AppView>
  /** Lines of all containers, or of one service, oldest first; at most 20 batches a second, what comes too fast is dropped and counted. */
  logs(
    nameOrId: string,
    options: { readonly tail: number; readonly follow: boolean; readonly service?: string | undefined },
    signal: AbortSignal,
  ): AsyncIterable<LogBatch>
  /** The files as they lie on the device, secrets hidden. Errors: NotFound, AppGone, those of reaching the device. */
  files(nameOrId: string, signal?: AbortSignal): Promise<DeployPreview['files']>
  /** A secret of an app; that it was read is put into the audit. Errors: NotFound, SecretStoreLocked. */
  revealSecret(nameOrId: string, key: string, who: string): Promise<string>
}

export interface AppsDependencies {
  readonly store: Store
  readonly inventory: Inventory
  readonly monitoring: Monitoring
  readonly catalog: Catalog
  readonly jobs: JobRunner
  readonly secrets: Secrets
  readonly redaction: Redaction
  readonly audit: Audit
  readonly clock: Clock
}

/** Makes the apps over the stored records and the last look at their devices. */
export function createApps(dependencies: AppsDependencies): Apps {
  const { store, inventory, monitoring, catalog, jobs, secrets, redaction, audit, clock } = dependencies
  const reach = createDeviceReach(dependencies, 0)

  function viewOf(app: App): AppView {
    const device = inventory.list().find(one => one.id === app.deviceId)
    const seen = device && monitoring.view(device)
    const recipe = catalog.list().find(({ manifest }) => manifest.slug === app.recipe)
    const containers = (seen?.sample?.containers ?? []).filter(container => container.app === app.name)
    const cpu = monitoring.containerCpu(app.deviceId)
    const shares = containers.flatMap(container => cpu.get(container.id) ?? [])
    const memory = containers.flatMap(container => container.memoryBytes ?? [])
    // Nothing listens behind the doors of a simulated device, so its apps have no page to open.
    const url = device && recipe && !device.demo ? urlOf(recipe.manifest, app.ports, device) : undefined
    const job = jobs.running().find(view => view.subject.kind === 'app' && view.subject.name === app.name)
    return {
      ...app,
      device: device?.name ?? 'unknown',
      ...appStateOf(app, seen, containers),
      ...(memory.length > 0 && { memoryBytes: memory.reduce((sum, bytes) => sum + bytes, 0) }),
      ...(shares.length > 0 && { cpuFraction: shares.reduce((sum, share) => sum + share, 0) }),
      ...(url !== undefined && { url }),
      ...(recipe?.icon !== undefined && { icon: recipe.icon }),
      ...(recipe && { openPorts: openPortsOf(app, recipe.manifest, containers) }),
      containers: containers.map(({ name, service, image, state, health, memoryBytes }) => ({
        name,
        image,
        state,
        health,
        ...(service !== undefined && { service }),
        ...(memoryBytes !== undefined && { memoryBytes }),
      })),
      ...(job && { job: job.id }),
    }
  }

  return {
    async list() {
      const apps = await store.apps.list()
      return apps.map(viewOf).sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    get: async nameOrId => viewOf(await resolveApp(store, nameOrId)),
    async *logs(nameOrId, { tail, follow, service }, signal) {
      const app = await resolveApp(store, nameOrId)
      const engine = (await inventory.session(inventory.resolve(app.deviceId))).engine()
      const found = await engine.containers({ [appLabel]: app.name }, signal)
      const serviceOf = (container: (typeof found)[number]) => container.labels['com.docker.compose.service'] ?? container.name
      const wanted = found.filter(container => service === undefined || serviceOf(container) === service)
      const sources = wanted.map(container => ({
        container: serviceOf(container),
        lines: (until: AbortSignal) => engine.logs(container.id, { tail, follow }, until),
      }))
      for await (const batch of mergeLogs(sources, { clock, signal })) yield { ...batch, lines: redaction.maskDeep(batch.lines) }
    },
    async files(nameOrId, signal) {
      const app = await resolveApp(store, nameOrId)
      const device = inventory.resolve(app.deviceId)
      const place = await reach.place(device, signal)
      const { compose, environment } = await readStack(place, app, signal)
      if (compose === undefined) throw new AppError('AppGone', { app: app.name, device: device.name })
      const folder = folderOf(place, app.name)
      return [
        { path: `${folder}/compose.yaml`, mode: '600', content: redaction.mask(compose) },
        ...(environment === undefined
          ? []
          : [{ path: `${folder}/.env`, mode: '600', content: redaction.mask(maskEnvironmentFile(environment, app.secretSettings)) }]),
      ]
    },
    async revealSecret(nameOrId, key, who) {
      const app = await resolveApp(store, nameOrId)
      const value = app.secretSettings.includes(key) ? await secrets.get(secretName(app.id, key)) : undefined
      if (value === undefined) throw new AppError('NotFound', { what: 'entry', name: key, known: app.secretSettings })
      redaction.register(value)
      await audit.record({ who, action: 'apps.revealSecret', what: `Looked at ${key} of ${app.title}`, subject: app.name })
      return value
    },
  }
}
