import { AppError } from '../../../shared/errors/app-error.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { App, DeployRequest } from '../../../shared/model/app.ts'
import type { Device } from '../../../shared/model/device.ts'
import type { PlacementDevice, PlacementRecord } from '../../../shared/model/placement.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { images } from '../../core/compose/images.ts'
import { parseCompose } from '../../core/compose/parse-compose.ts'
import { isSecret, settingValues } from '../../core/compose/setting-values.ts'
import { freeName } from '../../core/naming/free-name.ts'
import { composeOf } from './app-files.ts'
import type { DeploymentServices } from './deployment-services.ts'
import { choosePorts, doorsOf } from './readiness.ts'

/** A request worked out: the app it would make, and what is wrong with it. */
export interface Draft {
  readonly app: App
  /** Values typed for secret settings; they go nowhere but into the secret store. */
  readonly secrets: Readonly<Record<string, string>>
  readonly device?: Device
  readonly decision?: PlacementRecord
  readonly doors: Pick<PlacementDevice, 'takenPorts'>
  readonly problems: readonly WireError[]
}

/** How the device is found where none is named: decided and stored, or only tried. */
export type Decide = (recipe: Recipe, request: DeployRequest) => Promise<PlacementRecord>

/** Works out a request; every fault of it that the catalogue knows is among the problems. Errors: NotFound for a device that is not there. */
export async function draftOf(services: DeploymentServices, request: DeployRequest, recipe: Recipe, decide: Decide): Promise<Draft> {
  const { inventory, store, randomness, clock } = services
  const { manifest } = recipe
  const problems: WireError[] = []
  const collect = <T>(work: () => T, instead: T): T => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      problems.push(error.toWire())
      return instead
    }
  }
  const apps = await store.apps.list()
  const name = request.name ?? manifest.slug
  if (apps.some(app => app.name === name)) {
    const suggestion = freeName(
      name,
      apps.map(app => app.name),
    )
    problems.push(new AppError('NameTaken', { what: 'app', name, suggestion }).toWire())
  }
  const values = collect(() => settingValues(manifest, request.settings), {})
  const secretKeys = manifest.settings.filter(isSecret).map(setting => setting.key)
  const decision = request.device === undefined ? await decide(recipe, request) : undefined
  const chosen = request.device ?? decision?.chosen ?? undefined
  if (chosen === undefined && decision) problems.push(noDeviceFits(manifest.name, decision).toWire())
  const device = chosen === undefined ? undefined : inventory.resolve(chosen)
  const doors = device ? await doorsOf(services, device, undefined) : { takenPorts: [] }
  const preferred = manifest.ports.map(({ id, host, protocol }) => ({ id, host: request.ports[id] ?? host, protocol }))
  const app: App = {
    id: randomness.id(),
    name,
    title: name === manifest.slug ? manifest.name : `${manifest.name} (${name})`,
    recipe: manifest.slug,
    version: manifest.version,
    deviceId: device?.id ?? 'none',
    settings: Object.fromEntries(Object.entries(values).filter(([key]) => !secretKeys.includes(key))),
    secretSettings: secretKeys.filter(key => values[key] !== '' || manifest.settings.find(setting => setting.key === key)?.generate),
    ports: collect(() => choosePorts(manifest, doors, request.ports, device?.name ?? manifest.name), preferred),
    ...(request.compose !== undefined && { customCompose: request.compose }),
    decisionId: decision?.id ?? request.decision,
    stage: 'deploying',
    createdAt: clock.now(),
    updatedAt: clock.now(),
  }
  collect(() => parseCompose(composeOf({ app, recipe }), name), undefined)
  const secrets = Object.fromEntries(Object.entries(values).filter(([key, value]) => secretKeys.includes(key) && value !== ''))
  return { app, secrets, ...(device && { device }), ...(decision && { decision }), doors, problems }
}

/** What placement is asked for a request. */
export function askFor({ placement }: DeploymentServices, recipe: Recipe, request: DeployRequest) {
  return placement.ask(recipe, {
    profile: request.profile,
    ports: recipe.manifest.ports.map(({ id, host, protocol, fixed }) => ({
      id,
      port: request.ports[id] ?? host,
      protocol,
      fixed: fixed || id in request.ports,
    })),
    ...(request.compose !== undefined && { images: [...images(request.compose)] }),
  })
}

function noDeviceFits(app: string, { rejected }: PlacementRecord): AppError {
  return new AppError('NoDeviceFits', {
    app,
    rejected: rejected.map(({ device, reasons }) => ({ device, reason: reasons.map(({ reason }) => reason).join(', ') })),
  })
}
