import type { App, AppView } from '../../../shared/model/app.ts'
import type { ContainerSample, DeviceView } from '../../../shared/model/device.ts'

/** What an app is doing, from its stage and the containers its device was last seen with. */
export function appStateOf(
  app: App,
  device: DeviceView | undefined,
  containers: readonly ContainerSample[],
): Pick<AppView, 'state' | 'problem'> {
  if (app.stage !== 'deployed') return { state: app.stage }
  if (!device?.sample?.containers || device.state === 'offline' || device.state === 'unknown') {
    return { state: 'unknown', ...(device?.problem && { problem: device.problem }) }
  }
  if (containers.length === 0) return { state: 'missing', problem: { code: 'AppGone', data: { app: app.name, device: device.name } } }
  // A container that ended well has done what it was for, unless all have ended.
  const lasting = containers.filter(({ state, exitCode }) => !(state === 'exited' && exitCode === 0))
  if (lasting.every(({ state }) => state === 'exited' || state === 'created' || state === 'dead')) return { state: 'stopped' }
  const broken = lasting.find(
    ({ state, health }) => state === 'restarting' || state === 'exited' || state === 'dead' || health === 'unhealthy',
  )
  if (broken) return { state: 'unhealthy', ...problemOf(app, device.name, broken) }
  return { state: lasting.some(({ state, health }) => state !== 'running' || health === 'starting') ? 'starting' : 'running' }
}

function problemOf(app: App, device: string, container: ContainerSample): Pick<AppView, 'problem'> {
  if (container.outOfMemory) return { problem: { code: 'OutOfMemory', data: { app: app.title, device, container: container.name } } }
  if (container.health === 'unhealthy') return {}
  const { name, exitCode = 1 } = container
  return { problem: { code: 'ContainerCrashed', data: { app: app.title, device, container: name, exitCode, lastWords: '' } } }
}
