import { AppError } from '../../../shared/errors/app-error.ts'
import type { App } from '../../../shared/model/app.ts'
import type { Device, DeviceView } from '../../../shared/model/device.ts'
import type { PlacementDevice, Rejection } from '../../../shared/model/placement.ts'
import type { Manifest, Recipe } from '../../../shared/model/recipe.ts'
import { rejections } from '../../core/place/filters.ts'
import { freePort, takenBy } from '../../core/place/ports.ts'
import type { DeploymentServices } from './deployment-services.ts'

type Doors = Pick<PlacementDevice, 'takenPorts'>

/**
 * The doors of a device that are taken: those seen, but for the app's own, and those that other apps there have in their
 * files, also while they are stopped.
 */
export function takenDoors(seen: PlacementDevice | undefined, apps: readonly App[], deviceId: string, own: string | undefined): Doors {
  const others = apps.filter(app => app.deviceId === deviceId && app.name !== own)
  const promised = others.flatMap(app => app.ports.map(({ host, protocol }) => ({ port: host, protocol, by: app.name })))
  const visible = (seen?.takenPorts ?? []).filter(
    taken => taken.by !== own && !promised.some(other => other.port === taken.port && other.protocol === taken.protocol),
  )
  return { takenPorts: [...promised, ...visible] }
}

/**
 * A door for each port of the manifest: the one asked for, else the recipe's own or the next free one.
 * Errors: BadInput for a port the recipe does not have, PortTaken where a door asked for or a fixed one is taken.
 */
export function choosePorts(manifest: Manifest, doors: Doors, asked: Readonly<Record<string, number>>, device: string): App['ports'] {
  const known = manifest.ports.map(port => port.id)
  const unknown = Object.keys(asked).find(id => !known.includes(id))
  if (unknown !== undefined) {
    const has = known.length === 0 ? 'no ports' : `the ports ${known.join(', ')}`
    throw new AppError('BadInput', { issues: [{ field: `ports.${unknown}`, message: `${manifest.name} has ${has}` }] })
  }
  const chosen: { id: string; host: number; protocol: 'tcp' | 'udp' }[] = []
  const inOrder = [...manifest.ports].sort((a, b) => Number(b.id in asked) - Number(a.id in asked))
  for (const { id, host, protocol, fixed } of inOrder) {
    const port = asked[id] ?? host
    const mine = chosen.filter(other => other.protocol === protocol)
    const by = takenBy(doors, { port, protocol }) ?? (mine.some(other => other.host === port) ? manifest.name : undefined)
    const free = freePort(
      doors,
      { port, protocol },
      mine.map(other => other.host),
    )
    if (free === undefined || (by !== undefined && (id in asked || fixed))) {
      const offer = fixed ? undefined : free
      throw new AppError('PortTaken', {
        device,
        port,
        by: capital(by ?? 'another program'),
        ...(offer !== undefined && { freePort: offer }),
      })
    }
    chosen.push({ id, host: by === undefined ? port : free, protocol })
  }
  return manifest.ports.flatMap(({ id }) => chosen.filter(port => port.id === id))
}

/** Errors: PortTaken, with a free one offered, when a door of the app is taken by now. */
export function refuseTakenPorts(app: App, doors: Doors, device: string): void {
  for (const { host: port, protocol } of app.ports) {
    const by = takenBy(doors, { port, protocol })
    if (by === undefined) continue
    const free = freePort(
      doors,
      { port, protocol },
      app.ports.map(other => other.host).filter(other => other !== port),
    )
    throw new AppError('PortTaken', { device, port, by: capital(by), ...(free !== undefined && { freePort: free }) })
  }
}

/** Errors: the one that says best why the recipe cannot run on the device as it was just seen. */
export function refuseMisfit(recipe: Recipe, view: DeviceView, seen: readonly PlacementDevice[], services: DeploymentServices): void {
  const { name: device } = view
  if (view.state === 'offline' || view.state === 'unknown') {
    throw view.problem
      ? new AppError(view.problem.code, view.problem.data)
      : new AppError('DeviceUnreachable', { device, address: view.address, port: view.port })
  }
  const mine = seen.find(one => one.name === device)
  // Doors are looked at by themselves, for the ones that were chosen.
  const ask = services.placement.ask(recipe, { ports: [] })
  const reasons = mine ? rejections(ask, mine, seen) : []
  const [first] = reasons
  if (!first) return
  throw (
    errorFor(first, view) ??
    new AppError('DeviceDoesNotFit', { app: recipe.manifest.name, device, reasons: reasons.map(({ reason }) => reason) })
  )
}

function errorFor({ rule, needed = 0, free = 0 }: Rejection, { name: device, problem, facts }: DeviceView): AppError | undefined {
  switch (rule) {
    case 'docker-missing':
      return problem?.code.startsWith('Docker') ? new AppError(problem.code, problem.data) : new AppError('DockerMissing', { device })
    case 'compose-missing':
      return new AppError('ComposeMissing', { device })
    case 'storage':
      return new AppError('StorageLow', { device, path: facts?.docker?.rootDir ?? '/var/lib/docker', freeBytes: free, neededBytes: needed })
    default:
      return undefined
  }
}

/** The device as placement sees it now, and the doors of it that an app may not take. */
export async function doorsOf(services: DeploymentServices, device: Device, own: string | undefined): Promise<Doors> {
  const [seen, apps] = await Promise.all([services.placement.devices(), services.store.apps.list()])
  return takenDoors(
    seen.find(one => one.name === device.name),
    apps,
    device.id,
    own,
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
