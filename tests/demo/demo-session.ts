import { type DemoHomelab, startDemoHomelab } from '../../electron/demo/demo-homelab.ts'
import type { DeviceAccess, DeviceSession, DeviceTarget } from '../../electron/ports/device-access.ts'
import { realAccess } from '../behaviour/device-access/real-access.ts'

/** A demo homelab with the real adapters connected to it. */
export interface OpenHomelab {
  readonly homelab: DemoHomelab
  readonly access: DeviceAccess
  target(name: string): DeviceTarget
  session(name: string): DeviceSession
  close(): Promise<void>
}

/** Starts a homelab at a hundred times real speed, unless told otherwise. */
export async function openHomelab(options: Parameters<typeof startDemoHomelab>[0] = {}): Promise<OpenHomelab> {
  const homelab = await startDemoHomelab({ speed: 100, ...options })
  const access = realAccess({ limits: { connectMs: 1000, loginMs: 1500 } })
  const target = (name: string): DeviceTarget => {
    const device = homelab.devices.find(one => one.name === name)
    if (!device) throw new RangeError(`no device ${name}`)
    const { address, port, user, password, sudoPassword, hostKey } = device
    return {
      id: name,
      name,
      kind: 'ssh',
      address,
      port,
      user,
      login: { method: 'password', password },
      hostKey,
      ...(sudoPassword === undefined ? {} : { sudoPassword }),
    }
  }
  return {
    homelab,
    access,
    target,
    session: name => access.session(target(name)),
    close: async () => {
      await access.close()
      await homelab.close()
    },
  }
}
