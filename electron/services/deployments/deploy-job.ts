import { AppError } from '../../../shared/errors/app-error.ts'
import type { App } from '../../../shared/model/app.ts'
import type { Device } from '../../../shared/model/device.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { images } from '../../core/compose/images.ts'
import { portVariable } from '../../core/compose/variables.ts'
import { checkStack, diffStack, readStack, type Stack, type StackSeen, writeStack } from '../../kinds/stack.ts'
import { folderOf, type StackPlace } from '../../kinds/stack-place.ts'
import type { JobContext, JobDefinition, StepContext } from '../job-runner/job-definition.ts'
import { composeOf, renderStack, urlOf } from './app-files.ts'
import type { DeploymentServices } from './deployment-services.ts'
import { type HealthQuestion, waitUntilWell } from './health.ts'
import { type Download, download } from './pulls.ts'
import { doorsOf, refuseMisfit, refuseTakenPorts } from './readiness.ts'
import { startApp } from './start-app.ts'
import { appUndo } from './undo.ts'

/** The intent of a deploy: the record of the app to be, so that it can be undone without any other record. */
export interface DeployInput {
  readonly app: App
  readonly device: string
}

/** Deploys an app step by step, and takes away every trace of it when a step fails. */
export function deployJob(services: DeploymentServices): JobDefinition<DeployInput> {
  const { inventory, catalog, monitoring, placement, store, changes, clock, appSecrets, reach } = services
  const undo = appUndo(services)

  async function makeReady(
    app: App,
    device: Device,
    recipe: Recipe,
    job: JobContext,
    step: StepContext,
  ): Promise<{ place: StackPlace; seen: StackSeen }> {
    step.retitle(`Make sure ${device.name} is ready`)
    const view = await monitoring.pollNow(device, job.signal)
    const place = await reach.place(device, job.signal)
    if (view.state === 'offline') refuseMisfit(recipe, view, [], services)
    const seen = await readStackOr(place, app, () => refuseMisfit(recipe, view, [], services), job.signal)
    const [foreign] = seen.foreign
    if (foreign !== undefined) throw new AppError('ForeignThing', { what: foreign, device: device.name })
    if (seen.containers.length === 0) {
      refuseMisfit(recipe, view, await placement.devices(), services)
      refuseTakenPorts(app, await doorsOf(services, device, app.name), device.name)
    }
    return { place, seen }
  }

  async function prepare(
    app: App,
    recipe: Recipe,
    device: Device,
    place: StackPlace,
    seen: StackSeen,
    job: JobContext,
    step: StepContext,
  ): Promise<Stack> {
    await job.registerUndo({ kind: 'secrets', title: 'Its passwords', data: {} })
    await appSecrets.generate(app, recipe, seen.environment)
    const stack = renderStack({ app, recipe, device }, await appSecrets.read(app, recipe))
    // A folder that is ours already was registered by the run that made it.
    if (seen.folder !== 'ours') {
      const dir = folderOf(place, app.name)
      await job.registerUndo({ kind: 'folder', title: `The folder ${dir}`, data: { keepData: hasKeptData(seen) } })
    }
    await writeStack(place, stack, { seen, keepBefore: false }, step, job.signal)
    if (app.customCompose !== undefined) await checkStack(place, app, step, job.signal)
    return stack
  }

  async function start(
    app: App,
    device: Device,
    question: HealthQuestion,
    place: StackPlace,
    job: JobContext,
    step: StepContext,
  ): Promise<void> {
    const seen = await readStack(place, app, job.signal)
    if (seen.containers.length === 0 && seen.networks.length === 0) {
      await job.registerUndo({ kind: 'stack', title: `${app.title} and the network around it`, data: { keepVolumes: seen.volumes } })
    }
    await startApp(services, { app, device, place, question, job }, step)
  }

  return {
    kind: 'deploy',
    onRestart: 'resume',
    title: ({ app, device }) => `Deploy ${app.title} to ${device}`,
    locks: ({ app }) => [`app:${app.name}`, `device:${app.deviceId}`],
    steps: ({ app, device }) => [
      { id: 'ready', title: `Make sure ${device} is ready`, weight: 3 },
      { id: 'prepare', title: 'Prepare the folders', weight: 2 },
      { id: 'download', title: `Download ${app.title}`, weight: 60 },
      { id: 'start', title: 'Start', weight: 10 },
      { id: 'set-up', title: 'Set up', weight: 2 },
      { id: 'answers', title: 'Check that it answers', weight: 23 },
    ],
    undo: undo.kinds,
    afterUndo: ({ app }, context) => undo.lookForRest(app, context),
    async run({ app }, job) {
      const device = inventory.resolve(app.deviceId)
      const recipe = catalog.get(app.recipe)
      job.state('validating')
      const { place, seen } = await job.step('ready', step => makeReady(app, device, recipe, job, step))
      job.state('preparing')
      const stack = await job.step('prepare', step => prepare(app, recipe, device, place, seen, job, step))
      const question = healthQuestion(app, recipe, stack.services)
      job.state('deploying')
      await job.step('download', step => downloadAll(services, { app, recipe, place, job, step }))
      await job.step('start', step => start(app, device, question, place, job, step))
      job.state('configuring')
      await job.step('set-up', step => checkSettled(place, stack, step, job.signal))
      job.state('health_check')
      await job.step('answers', step => waitUntilWell(place, question, step, job.signal))
      job.state('running')
      const url = urlOf(recipe.manifest, app.ports, device)
      return { state: 'running', app: app.name, device: device.name, ...(url !== undefined && { url }) }
    },
    async settled({ app }, outcome, _error, view) {
      reach.settle(app.name)
      const device = inventory.list().find(one => one.id === app.deviceId)
      if (outcome === 'succeeded') await store.apps.save({ ...app, stage: 'deployed', updatedAt: clock.now() })
      else if (view.undone || !device) await undo.forget(app)
      else await store.apps.save({ ...app, stage: 'removing', updatedAt: clock.now() })
      changes.tell('apps')
      if (!device) return
      const looked = monitoring.pollNow(device).catch(() => undefined)
      // Who hears of the end is to see the app as it is now.
      if (outcome === 'succeeded') await looked
    },
  }
}

/** Whether there is data of an earlier life of the app, which no undo may take away. */
export function hasKeptData(seen: StackSeen): boolean {
  return seen.folder === 'kept' || seen.volumes.length > 0
}

/** What has to be well before an app counts as running. */
export function healthQuestion(app: App, { manifest }: Recipe, services: readonly string[]): HealthQuestion {
  const { health, web } = manifest
  const port = health.http && app.ports.find(({ id }) => id === health.http?.port)
  const scheme = web?.port === port?.id ? web?.scheme : 'http'
  // A compose file written by hand may have no service of that name: then all of them count alike.
  const service = services.includes(health.service) ? health.service : (services[0] ?? health.service)
  return {
    app,
    health: { ...health, service },
    services,
    ...(health.http &&
      port && { page: { url: `${scheme ?? 'http'}://127.0.0.1:${port.host}${health.http.path}`, expect: health.http.expect } }),
  }
}

/** Downloads what an app needs; what comes is registered to be taken away again. */
export async function downloadAll(
  services: DeploymentServices,
  { app, recipe, place, job, step }: { app: App; recipe: Recipe; place: StackPlace; job: JobContext; step: StepContext },
): Promise<void> {
  const { clock, store } = services
  const begun = clock.monotonic()
  const bytes = await download(
    {
      engine: place.session.engine(),
      device: place.device,
      downloads: downloadsOf(app, recipe),
      expectedBytes: recipe.manifest.downloadMiB * 1024 ** 2,
      clock,
      signal: job.signal,
      beforePull: ({ image, label }) => job.registerUndo({ kind: 'image', title: `The download of ${label}`, data: { image } }),
    },
    step,
  )
  const seconds = (clock.monotonic() - begun) / 1000
  if (bytes > 1024 ** 2) await store.jobs.recordStepSeconds('download', app.deviceId, seconds / (bytes / 1024 ** 2), clock.now())
}

/** Each image once, the main one under the app's own name. */
export function downloadsOf(app: App, recipe: Recipe): readonly Download[] {
  const ports = new Map(app.ports.map(port => [portVariable(port.id), String(port.host)]))
  const all = images(composeOf({ app, recipe }), name => app.settings[name] ?? ports.get(name))
  return all.map((image, index) => ({ image, label: index === 0 ? app.title : nameOf(image) }))
}

function nameOf(image: string): string {
  const name = image.split('@', 1)[0]?.split('/').at(-1)?.split(':', 1)[0] ?? image
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Looks whether all is on the device as it was meant: files, and a container for each service. */
export async function checkSettled(place: StackPlace, stack: Stack, step: StepContext, signal: AbortSignal): Promise<void> {
  const seen = await readStack(place, stack, signal)
  const [missing] = diffStack(stack, seen)
  if (missing?.kind === 'file') {
    const output = `Its file ${missing.file} was changed meanwhile.`
    throw new AppError('StartFailed', { app: stack.name, device: place.device, container: folderOf(place, stack.name), output })
  }
  if (missing) throw new AppError('AppGone', { app: stack.name, device: place.device })
  step.note('Files and settings are as they were written.')
}

/** A device without Docker cannot be read; then the better error is thrown. */
async function readStackOr(place: StackPlace, app: App, better: () => void, signal: AbortSignal): Promise<StackSeen> {
  try {
    return await readStack(place, app, signal)
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('Docker')) better()
    throw error
  }
}
