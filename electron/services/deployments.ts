import { AppError } from '../../shared/errors/app-error.ts'
import { bytesInWords } from '../../shared/errors/problem.ts'
import type { App, DeployPreview, DeployRequest } from '../../shared/model/app.ts'
import type { Job } from '../../shared/model/job.ts'
import type { Recipe } from '../../shared/model/recipe.ts'
import { parseCompose } from '../core/compose/parse-compose.ts'
import { isSecret, settingValues } from '../core/compose/setting-values.ts'
import { dataBytes } from '../kinds/stack-place.ts'
import { composeOf, createAppSecrets } from './deployments/app-files.ts'
import { resolveApp } from './deployments/app-roster.ts'
import { changeJob, newSecretName } from './deployments/change-job.ts'
import { createCleanUp } from './deployments/clean-up.ts'
import { deployJob } from './deployments/deploy-job.ts'
import type { DeploymentDependencies, DeploymentServices } from './deployments/deployment-services.ts'
import { createDeviceReach, isAway } from './deployments/device-reach.ts'
import { askFor, draftOf } from './deployments/draft.ts'
import { lifecycleJob } from './deployments/lifecycle-jobs.ts'
import { previewOf } from './deployments/preview.ts'
import { choosePorts, doorsOf } from './deployments/readiness.ts'
import { removeJob } from './deployments/remove-job.ts'

/** What is to be different about an app; `compose` null goes back to the recipe's file. */
export interface AppChange {
  readonly settings: Readonly<Record<string, string>>
  readonly ports: Readonly<Record<string, number>>
  readonly compose?: string | null | undefined
}

/** Brings apps onto devices, changes them and takes them away; each as a job that leaves nothing half done. */
export interface Deployments {
  /** What a deploy would do; what is wrong with the request is among its problems. Errors: NotFound, RecipeBroken. */
  preview(request: DeployRequest, signal?: AbortSignal): Promise<DeployPreview>
  /**
   * Starts to deploy. An app of that name and recipe that is there already is brought to what is asked, so that asking
   * twice is safe. Errors: Busy, NameTaken, SettingInvalid, PortTaken, ComposeBroken, NoDeviceFits, NotFound.
   */
  deploy(request: DeployRequest, who: string): Promise<{ job: string; app: string; device: string; decision?: string }>
  change(nameOrId: string, change: AppChange, who: string): Promise<Job>
  start(nameOrId: string, who: string): Promise<Job>
  stop(nameOrId: string, who: string): Promise<Job>
  restart(nameOrId: string, who: string): Promise<Job>
  removalPreview(nameOrId: string, signal?: AbortSignal): Promise<{ lost: string[]; stays: string[]; dataBytes?: number }>
  /** Errors: Busy, NeedsApproval where data that cannot be made again would be lost. */
  remove(nameOrId: string, how: { readonly keepData: boolean; readonly approved: boolean }, who: string): Promise<Job>
  /** Once at start, before jobs are recovered: clears up after a stop between two writes. */
  recover(): Promise<void>
  /** From now on removals that could not be finished are tried again. Returns how to stop. */
  watch(): () => void
}

/** How long undoing waits for a device that went away. */
const patienceMs = 5 * 60_000

/** Makes deployments and defines their jobs. */
export function createDeployments(
  dependencies: DeploymentDependencies,
  limits: { readonly patienceMs: number } = { patienceMs },
): Deployments {
  const { store, inventory, catalog, placement, jobs, secrets, redaction, changes } = dependencies
  const services: DeploymentServices = {
    ...dependencies,
    reach: createDeviceReach(dependencies, limits.patienceMs),
    appSecrets: createAppSecrets(dependencies),
  }
  const cleanUp = createCleanUp(services)
  let turn: Promise<unknown> = Promise.resolve()
  jobs.define(deployJob(services))
  jobs.define(changeJob(services))
  jobs.define(removeJob(services))
  for (const verb of ['start', 'stop', 'restart'] as const) jobs.define(lifecycleJob(verb, services))

  /** One admission after the other, so that two of the same name cannot both find it free. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  function refuseBusy(name: string): void {
    const busy = jobs.running().find(view => view.subject.kind === 'app' && view.subject.name === name)
    if (busy) throw new AppError('Busy', { what: name, job: busy.id, title: busy.title })
  }

  /** An app whose recipe cannot be read any more, or whose compose file was written by hand, may hold anything. */
  function dataOf(app: App): Recipe['manifest']['data'] {
    const recipe = catalog.list().find(({ manifest }) => manifest.slug === app.recipe)
    if (recipe && app.customCompose === undefined) return recipe.manifest.data
    return [...(recipe?.manifest.data ?? []), { volume: '', purpose: 'Whatever it keeps in its volumes', class: 'precious' }]
  }

  const subjectOf = (app: App) =>
    ({ kind: 'app', name: app.name, device: inventory.resolve(app.deviceId).name, recipe: app.recipe }) as const

  async function startChange(before: App, change: AppChange, who: string): Promise<Job> {
    const recipe = catalog.get(before.recipe)
    const { manifest } = recipe
    const device = inventory.resolve(before.deviceId)
    const values = settingValues(manifest, { ...before.settings, ...change.settings })
    const secretKeys = manifest.settings.filter(isSecret).map(setting => setting.key)
    const newSecrets = secretKeys.filter(key => key in change.settings && values[key] !== undefined && values[key] !== '')
    const plain = Object.fromEntries(Object.entries(values).filter(([key]) => !secretKeys.includes(key)))
    const asked = { ...Object.fromEntries(before.ports.map(port => [port.id, port.host])), ...change.ports }
    const { customCompose, ...rest } = before
    const compose = change.compose === undefined ? customCompose : (change.compose ?? undefined)
    const app: App = {
      ...rest,
      settings: plain,
      secretSettings: [...new Set([...before.secretSettings, ...newSecrets])],
      ports: choosePorts(manifest, await doorsOf(services, device, before.name), asked, device.name),
      ...(compose !== undefined && { customCompose: compose }),
    }
    parseCompose(composeOf({ app, recipe }), app.name)
    for (const key of newSecrets) {
      const value = values[key] ?? ''
      redaction.register(value)
      await secrets.set(newSecretName(app.id, key), value)
    }
    const input = { before, app, device: device.name, newSecrets }
    return jobs.start('change-app', { input, subject: subjectOf(app), startedBy: who })
  }

  async function admit(request: DeployRequest, who: string) {
    const recipe = catalog.get(request.recipe)
    const name = request.name ?? recipe.manifest.slug
    refuseBusy(name)
    const known = (await store.apps.list()).find(app => app.name === name && app.recipe === request.recipe && app.stage === 'deployed')
    if (known && (request.device === undefined || inventory.resolve(request.device).id === known.deviceId)) {
      const job = await startChange(known, { settings: request.settings, ports: request.ports, compose: request.compose }, who)
      return { job: job.id, app: name, device: inventory.resolve(known.deviceId).name }
    }
    const decide = () => placement.decide(askFor(services, recipe, request))
    const { app, secrets: typed, device, problems, decision } = await draftOf(services, request, recipe, decide)
    const [problem] = problems
    if (problem) throw new AppError(problem.code, problem.data)
    if (!device) throw new AppError('NoDeviceFits', { app: recipe.manifest.name, rejected: [] })
    try {
      await services.appSecrets.write(app.id, typed)
      await store.apps.save(app)
      const input = { app, device: device.name }
      const job = await jobs.start('deploy', { input, subject: subjectOf(app), startedBy: who })
      changes.tell('apps')
      return { job: job.id, app: name, device: device.name, ...(decision && { decision: decision.id }) }
    } catch (error) {
      await services.appSecrets.remove(app.id)
      await store.apps.remove(app.id)
      throw error
    }
  }

  const lifecycle = (verb: 'start' | 'stop' | 'restart') => (nameOrId: string, who: string) =>
    inTurn(async () => {
      const app = await resolveApp(store, nameOrId)
      refuseBusy(app.name)
      return jobs.start(`${verb}-app`, { input: { app }, subject: subjectOf(app), startedBy: who })
    })

  return {
    async preview(request) {
      const recipe = catalog.get(request.recipe)
      const devices = await placement.devices()
      const tried = async () => placement.try(askFor(services, recipe, request), devices)
      return previewOf(services, request, recipe, await draftOf(services, request, recipe, tried))
    },
    deploy: (request, who) => inTurn(() => admit(request, who)),
    change: (nameOrId, change, who) =>
      inTurn(async () => {
        const app = await resolveApp(store, nameOrId)
        refuseBusy(app.name)
        return startChange(app, change, who)
      }),
    start: lifecycle('start'),
    stop: lifecycle('stop'),
    restart: lifecycle('restart'),
    async removalPreview(nameOrId, signal) {
      const app = await resolveApp(store, nameOrId)
      const device = inventory.resolve(app.deviceId)
      const data = dataOf(app)
      let bytes: number | undefined
      try {
        const place = await services.reach.place(device, signal)
        const { volumes } = await place.session.engine().labelled('io.mycopod.app', app.name, signal)
        bytes = await dataBytes(
          place,
          app.name,
          volumes.map(volume => volume.name),
          signal,
        )
      } catch (error) {
        if (!isAway(error)) throw error
      }
      const size = bytes === undefined ? '' : `, ${bytesInWords(bytes)} in all`
      return {
        lost: [
          `${app.title} and its settings`,
          ...data.filter(one => one.class === 'precious').map(one => one.purpose),
          ...(data.length > 0 ? [`All its data on ${device.name}${size}`] : []),
        ],
        stays: [`Other apps and their data on ${device.name}`, 'The record of what was done, in Activity'],
        ...(bytes !== undefined && { dataBytes: bytes }),
      }
    },
    remove: (nameOrId, { keepData, approved }, who) =>
      inTurn(async () => {
        const app = await resolveApp(store, nameOrId)
        refuseBusy(app.name)
        const device = inventory.resolve(app.deviceId)
        const precious = dataOf(app).filter(data => data.class === 'precious')
        if (precious.length > 0 && !keepData && !approved) {
          const consequence = `This is lost for good: ${precious.map(data => data.purpose.toLowerCase()).join('; ')}.`
          throw new AppError('NeedsApproval', { what: `Removing ${app.title} from ${device.name}`, consequence })
        }
        const input = { app, device: device.name, keepData }
        return jobs.start('remove-app', { input, subject: subjectOf(app), startedBy: who })
      }),
    recover: cleanUp.sweep,
    watch: cleanUp.watch,
  }
}
