import { AppError } from '../../../shared/errors/app-error.ts'
import type { PlacementAsk, PlacementDevice } from '../../../shared/model/placement.ts'
import { settingValues } from '../compose/setting-values.ts'
import { askOf } from '../place/ask-of.ts'
import { rejections } from '../place/filters.ts'
import { place, rank } from '../place/place.ts'
import { assignPorts } from '../place/ports.ts'
import { checkSettings } from './change-app.ts'
import type { AppThing } from './declared-apps.ts'
import { downtimeInWords } from './entry-words.ts'
import { type ObservedRecipe, type ObservedWorld, placesOfDevices } from './observed-world.ts'
import type { Placing } from './placing.ts'
import { byName, type Outcome, problemAbout, stepOf } from './planned-changes.ts'
import { problemOfError } from './problem-of-error.ts'
import type { Rules } from './rules.ts'
import { seenOfApp } from './seen.ts'
import { webPortId } from './web-port.ts'

export interface DeployHow {
  readonly world: ObservedWorld
  readonly rules: Rules
  readonly placing: Placing
  /** The apps that are going to be removed, with the key of their step. */
  readonly removed: readonly { readonly key: string; readonly name: string; readonly device: string }[]
  /** Devices that nothing new may be put on: those that are going to be gone. */
  readonly leaving: ReadonlySet<string>
}

/** An app that is to be made, of a recipe that is there. */
export type NewApp = AppThing & { readonly recipe: ObservedRecipe }

/** Devices as they come to be while a plan is made. */
type Devices = ReadonlyMap<string, PlacementDevice>

/** A device for an app, with why. */
interface Spot {
  readonly device: PlacementDevice
  readonly ports: Readonly<Record<string, number>>
  readonly because: string
  readonly needsRemovals: boolean
}

/** Plans the apps that are not there yet, one after the other: those that a device is named for first, then the large before the small. */
export function deployApps(things: readonly NewApp[], how: DeployHow): readonly Outcome[] {
  const { world } = how
  const places = placesOfDevices(world)
  const gone = new Set(how.removed.map(({ name }) => name))
  let now = seenDevices(world, how.leaving)
  let later: Devices = new Map([...now].map(([name, device]) => [name, without(device, gone)]))
  const typical = ({ recipe }: NewApp) => recipe.manifest.memoryMiB.typical
  const inTurn = [...things].sort(
    (one, other) =>
      Number(one.entry.device === undefined) - Number(other.entry.device === undefined) ||
      typical(other) - typical(one) ||
      byName(one.key, other.key),
  )
  return inTurn.map((thing): Outcome => {
    const { name, key, entry, origin, recipe } = thing
    const { manifest } = recipe
    try {
      checkSettings(entry.settings ?? {}, manifest)
      settingValues(manifest, entry.settings ?? {})
      const ask = askFor(thing, how, places)
      const against = how.placing.forbids(key, places.get(entry.device ?? '') ?? '')
      if (entry.device !== undefined && against) {
        const why = `${name} is to be kept ${against.rule === 'apart' ? 'apart from' : 'together with'} ${against.name}, and to be on ${entry.device}.`
        return { kind: 'problem', problem: problemAbout(name, why, 'Take one of the two wishes out.', against.origin) }
      }
      const spot = spotOn(ask, entry.device, now, false) ?? spotOn(ask, entry.device, later, true)
      if (!spot) {
        const [dark] = entry.device === undefined ? world.devices.flatMap(({ unreadable }) => unreadable ?? []) : []
        if (dark !== undefined) return { kind: 'unknown', about: name, because: `It fits on no device that answers. ${dark}` }
        throw misfit(ask, entry.device, later)
      }
      const at = spot.device.name
      how.placing.put(key, places.get(at) ?? at)
      now = withApp(now, thing, ask, spot)
      later = withApp(later, thing, ask, spot)
      return deployment(thing, spot, how)
    } catch (error) {
      return { kind: 'problem', problem: problemOfError(error, name, origin) }
    }
  })
}

/** Every device that answers, with the ports that its apps have in their files, also while they are stopped. */
function seenDevices({ devices, apps }: ObservedWorld, leaving: ReadonlySet<string>): Devices {
  const promised = Map.groupBy(apps, app => app.device)
  return new Map(
    devices
      .filter(({ device, unreadable }) => unreadable === undefined && !leaving.has(device.name))
      .map(({ device }) => {
        const own = (promised.get(device.name) ?? []).flatMap(app =>
          app.ports.map(({ host, protocol }) => ({ port: host, protocol, by: app.name })),
        )
        return [device.name, { ...device, takenPorts: [...own, ...device.takenPorts] }]
      }),
  )
}

function without(device: PlacementDevice, gone: ReadonlySet<string>): PlacementDevice {
  const leaving = device.apps.filter(app => gone.has(app.name))
  return {
    ...device,
    memoryAvailableBytes: device.memoryAvailableBytes + leaving.reduce((sum, app) => sum + app.memoryBytes, 0),
    takenPorts: device.takenPorts.filter(({ by }) => !gone.has(by)),
    apps: device.apps.filter(app => !gone.has(app.name)),
  }
}

/** What is asked for an app: its recipe's needs, the port that was said, and where rules let it be. */
function askFor({ key, entry, recipe }: NewApp, { rules, placing }: DeployHow, places: ReadonlyMap<string, string>): PlacementAsk {
  const ask = askOf(recipe.manifest, recipe.images)
  const web = webPortId(recipe.manifest)
  if (entry.port !== undefined && web === undefined) {
    const app = recipe.manifest.name
    throw new AppError('SettingInvalid', { app, key: 'port', label: 'The port', reason: `${app} opens none.` })
  }
  const partners = (rules.partners.get(key) ?? []).filter(partner => isApp(partner))
  const excluded = [...places].filter(
    ([device, metal]) => rules.leftAlone.has(`device ${device}`) || placing.forbids(key, metal, partner => !isApp(partner)) !== undefined,
  )
  return {
    ...ask,
    ports: ask.ports.map(port => (port.id === web && entry.port !== undefined ? { ...port, port: entry.port, fixed: true } : port)),
    rules: partners.map(({ rule, name }) => ({ rule, with: name })),
    excluded: excluded.map(([device]) => device).sort(),
  }
}

function isApp({ key }: { readonly key: string }): boolean {
  return key.startsWith('app:')
}

/** The device that was named, or the best of all; undefined where it does not fit. */
function spotOn(ask: PlacementAsk, named: string | undefined, devices: Devices, needsRemovals: boolean): Spot | undefined {
  const all = [...devices.values()]
  if (named !== undefined) {
    const device = devices.get(named)
    if (!device || rejections({ ...ask, excluded: [] }, device, all).length > 0) return undefined
    return { device, ports: assignPorts(ask, device), because: `${named} was asked for.`, needsRemovals }
  }
  const { chosen, ranked, explanation } = place(ask, all, { id: 'plan', at: 0 })
  const device = chosen === null ? undefined : devices.get(chosen)
  return device && { device, ports: ranked[0]?.ports ?? {}, because: explanation.sentence, needsRemovals }
}

function misfit(ask: PlacementAsk, named: string | undefined, devices: Devices): AppError {
  const all = [...devices.values()]
  const { app } = ask
  const device = named === undefined ? undefined : devices.get(named)
  if (device)
    return new AppError('DeviceDoesNotFit', { app, device: device.name, reasons: rejections(ask, device, all).map(each => each.reason) })
  const rejected = rank(ask, all).rejected.map(each => ({
    device: each.device,
    reason: each.reasons.map(({ reason }) => reason).join(', '),
  }))
  return new AppError('NoDeviceFits', { app, rejected })
}

/** The devices with the app on its own. Its data grows over time, so only the least of it counts for the next. */
function withApp(devices: Devices, { name, recipe }: NewApp, ask: PlacementAsk, { device: { name: at }, ports }: Spot): Devices {
  const device = devices.get(at)
  if (!device) return devices
  const memoryBytes = ask.memoryBytes.typical
  return new Map(devices).set(at, {
    ...device,
    memoryAvailableBytes: Math.max(0, device.memoryAvailableBytes - memoryBytes),
    storageFreeBytes: Math.max(0, device.storageFreeBytes - ask.storageBytes.minimum),
    takenPorts: [
      ...device.takenPorts,
      ...ask.ports.flatMap(({ id, protocol }) => (ports[id] === undefined ? [] : [{ port: ports[id], protocol, by: name }])),
    ],
    apps: [...device.apps, { name, recipe: recipe.manifest.slug, memoryBytes }],
    imagesPresent: [...new Set([...device.imagesPresent, ...ask.images])],
  })
}

function deployment(
  { key, name, entry, origin, recipe }: NewApp,
  { device, ports, because, needsRemovals }: Spot,
  how: DeployHow,
): Outcome {
  const { manifest } = recipe
  const { domain: _, ...said } = entry
  const kept = how.placing.sentenceFor(key)
  return stepOf({
    id: key,
    title: `Deploy ${name === manifest.slug ? manifest.name : `${manifest.name} (${name})`} on ${device.name}`,
    action: 'create',
    risk: 'safe',
    because: kept === '' ? because : `${because} ${kept}`,
    changes: [
      { field: 'version', to: manifest.version },
      { field: 'device', to: device.name },
      ...manifest.ports.flatMap(({ id }) => (ports[id] === undefined ? [] : [{ field: `port ${id}`, to: String(ports[id]) }])),
      ...Object.entries(entry.settings ?? {}).map(([field, to]) => ({ field, to })),
    ],
    downtime: downtimeInWords(0),
    downSeconds: 0,
    after: needsRemovals ? how.removed.filter(({ device: from }) => from === device.name).map(({ key: id }) => id) : [],
    seen: seenOfApp(undefined),
    entry: { ...said, state: 'running', device: device.name },
    origin,
  })
}
