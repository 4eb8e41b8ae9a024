import type { DemoDevice } from '../demo/demo-homelab.ts'
import type { Discovery, Found } from '../ports/discovery.ts'

/** Finds the demo's devices and nothing else: the demo never looks at the real network. */
export function createDemoDiscovery(devices: readonly DemoDevice[]): Discovery {
  const found = devices.map(
    ({ name, address, port, description }): Found => ({
      address,
      port,
      name,
      kind: 'linux',
      description,
      dockerFound: true,
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
