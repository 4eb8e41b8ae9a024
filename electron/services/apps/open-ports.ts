import type { App, AppView } from '../../../shared/model/app.ts'
import type { ContainerSample } from '../../../shared/model/device.ts'
import type { Manifest } from '../../../shared/model/recipe.ts'

/** Where the running containers of an app were last seen to open its ports; a port that none of them opens is left out. */
export function openPortsOf(
  { ports }: Pick<App, 'ports'>,
  manifest: Pick<Manifest, 'ports'>,
  containers: readonly ContainerSample[],
): NonNullable<AppView['openPorts']> {
  return ports.flatMap(({ id, host, protocol }) => {
    const inside = manifest.ports.find(port => port.id === id)
    const hosts = containers
      .filter(({ state, service }) => state === 'running' && service === inside?.service)
      .flatMap(container => container.ports.filter(port => port.container === inside?.container && port.protocol === protocol))
      .map(port => port.host)
    const seen = hosts.includes(host) ? host : hosts[0]
    return seen === undefined ? [] : [{ id, host: seen }]
  })
}
