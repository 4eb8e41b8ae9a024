import { AppError } from '../../../shared/errors/app-error.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { App, DeployPreview, DeployRequest } from '../../../shared/model/app.ts'
import type { Device } from '../../../shared/model/device.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { maskEnvironmentFile } from '../../core/compose/environment-file.ts'
import { namedVolumes } from '../../core/compose/mounts.ts'
import { parseCompose } from '../../core/compose/parse-compose.ts'
import { takenBy } from '../../core/place/ports.ts'
import { composeOf, renderStack } from './app-files.ts'
import { downloadsOf } from './deploy-job.ts'
import type { DeploymentServices } from './deployment-services.ts'
import type { Draft } from './draft.ts'
import { refuseMisfit } from './readiness.ts'

const usualSecondsPerMiB = 0.15
const usualSeconds: Readonly<Record<string, number>> = { ready: 2, prepare: 1, start: 5, 'set-up': 1, answers: 20 }
const pastRuns = 10

/** What a deploy would do; faults of the request are told in it, not thrown. */
export async function previewOf(
  services: DeploymentServices,
  request: DeployRequest,
  recipe: Recipe,
  draft: Draft,
): Promise<DeployPreview> {
  const { manifest } = recipe
  const problems: WireError[] = [...draft.problems]
  const { app, device, doors } = draft
  const appsDir = (device && services.monitoring.view(device).facts?.appsDir) ?? '/opt/mycopod'
  const folder = `${appsDir}/${app.name}`
  if (device) {
    try {
      refuseMisfit(recipe, services.monitoring.view(device), await services.placement.devices(), services)
    } catch (error) {
      problems.push(wireOf(error))
    }
  }
  const downloads = downloadsOf(app, recipe)
  const present = device ? imagesOn(services, device) : []
  const share = (manifest.downloadMiB * 1024 ** 2) / Math.max(downloads.length, 1)
  const downloadBytes = Math.round(share * downloads.filter(({ image }) => !present.includes(image)).length)
  return {
    app: app.name,
    title: app.title,
    ...(device && { device: device.name }),
    ports: manifest.ports.map(({ id, purpose, host: wanted, protocol }) => {
      const asked = request.ports[id] ?? wanted
      const by = takenBy(doors, { port: asked, protocol })
      return {
        id,
        purpose,
        host: app.ports.find(port => port.id === id)?.host ?? asked,
        wanted: asked,
        protocol,
        ...(by !== undefined && { takenBy: by }),
      }
    }),
    files: filesOf({ app, recipe, device, folder }, problems),
    willMake: willMake({ app, recipe, folder }),
    downloadBytes,
    storagePath: folder,
    estimatedSeconds: Math.round(await estimate(services, device, downloadBytes)),
    problems,
  }
}

function filesOf(
  { app, recipe, device, folder }: { app: App; recipe: Recipe; device: Device | undefined; folder: string },
  problems: WireError[],
): DeployPreview['files'] {
  try {
    const here = device ?? { address: 'the-device' }
    const stack = renderStack({ app, recipe, device: here }, {})
    return [
      { path: `${folder}/compose.yaml`, mode: '600', content: stack.compose },
      { path: `${folder}/.env`, mode: '600', content: maskEnvironmentFile(stack.environment, stack.secretKeys) },
    ]
  } catch (error) {
    problems.push(wireOf(error))
    return []
  }
}

function willMake({ app, recipe, folder }: { app: App; recipe: Recipe; folder: string }): string[] {
  let compose: ReturnType<typeof parseCompose>
  try {
    compose = parseCompose(composeOf({ app, recipe }), app.name)
  } catch (error) {
    if (error instanceof AppError) return []
    throw error
  }
  const names = downloadsOf(app, recipe).map(({ label }) => label)
  const containers = compose.services.length
  const volumes = namedVolumes(compose).length
  return [
    containers === 1 ? `1 container, ${names.join(' and ')}` : `${containers} containers: ${inWords(names)}`,
    'A network of its own',
    ...(volumes === 0 ? [] : [volumes === 1 ? 'A volume for its data' : `${volumes} volumes for its data`]),
    `The folder ${folder} with its two files`,
    ...app.secretSettings.flatMap(key => {
      const setting = recipe.manifest.settings.find(one => one.key === key)
      return setting?.generate ? [`A strong secret for “${setting.label}”`] : []
    }),
  ]
}

/** What the steps took before, the download by the speed measured on that device. */
async function estimate({ store }: DeploymentServices, device: Device | undefined, downloadBytes: number): Promise<number> {
  const secondsPerMiB = device && middle(await store.jobs.stepSeconds('download', device.id, pastRuns))
  let seconds = (downloadBytes / 1024 ** 2) * (secondsPerMiB ?? usualSecondsPerMiB)
  for (const [step, usual] of Object.entries(usualSeconds))
    seconds += middle(await store.jobs.stepSeconds('deploy', step, pastRuns)) ?? usual
  return seconds
}

function imagesOn({ monitoring }: DeploymentServices, device: Device): readonly string[] {
  return (monitoring.latest(device.id)?.containers ?? []).map(container => container.image)
}

function middle(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function wireOf(error: unknown): WireError {
  if (error instanceof AppError) return error.toWire()
  throw error
}
