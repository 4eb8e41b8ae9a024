import type { DemoDevice } from '../demo/demo-homelab.ts'
import type { Discovery, Found } from '../ports/discovery.ts'

const kinds: Readonly<Record<string, Found['kind']>> = { 'pi-4': 'raspberry-pi', nas: 'nas' }

/** Finds the demo's devices and nothing else: the demo never looks at the real network. */
export function createDemoDiscovery(devices: readonly DemoDevice[]): Discovery {
  const found = devices.map(
    ({ name, address, port, description, user, password, hasDocker }): Found => ({
      address,
      port,
      name,
      kind: kinds[name] ?? 'linux',
      // Nobody could guess the login of the one that is there to be added.
      description: hasDocker ? description : `${description}. To try it, log in as ${user} with ${password}`,
      dockerFound: hasDocker,
      foundBy: ['demo'],
    }),
  )
  return {
    async *discover() {
      yield* found
    },
    look: async (address, port) => found.find(device => device.address === address && device.port === port),
  }
}
