import type { GuestInteriors } from '../demo/proxmox/guest-interiors.ts'
import type { DeviceAccess, DeviceTarget } from '../ports/device-access.ts'

/** The addresses that guests of the demo have in their simulated network. */
const simulated = /^192\.168\.\d+\.\d+$/
/** Nobody listens there: nothing of the simulated network is looked for in the real one. */
const nowhere = { address: '127.0.0.1', port: 1 }

/** Ways to devices that lead addresses of the demo's guests to their doors on loopback. */
export function createDemoAccess(access: DeviceAccess, interiors: GuestInteriors): DeviceAccess {
  function led(target: DeviceTarget): DeviceTarget {
    if (!simulated.test(target.address)) return target
    const port = target.port === 22 ? interiors.knownPortAt(target.address) : undefined
    return { ...target, ...(port === undefined ? nowhere : { address: '127.0.0.1', port }) }
  }

  return {
    ...access,
    session: target => access.session(led(target)),
    tryLogin: async (target, signal) => {
      if (simulated.test(target.address)) await interiors.portAt(target.address)
      return access.tryLogin(led(target), signal)
    },
  }
}
