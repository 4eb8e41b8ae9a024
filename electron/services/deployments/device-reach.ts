import { AppError } from '../../../shared/errors/app-error.ts'
import type { Code } from '../../../shared/errors/catalog.ts'
import type { Device } from '../../../shared/model/device.ts'
import type { StackPlace } from '../../kinds/stack-place.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Inventory } from '../inventory.ts'
import type { Monitoring } from '../monitoring.ts'

/** Ways to the devices that apps are on. */
export interface DeviceReach {
  /** Where stacks live on a device. Errors: those of reaching it when nothing is known of it yet. */
  place(device: Device, signal?: AbortSignal): Promise<StackPlace>
  /**
   * Does the work, and does it again when the device was away and came back: for undoing, which must not give up because
   * of a reboot. All work under one name shares one limit, so that a device that stays away is not waited for each time.
   */
  patiently<T>(name: string, device: Device, signal: AbortSignal, work: (place: StackPlace) => Promise<T>): Promise<T>
  /** Forgets the limit of a name. */
  settle(name: string): void
}

const away: readonly Code[] = [
  'DeviceUnreachable',
  'PortClosed',
  'DeviceSilent',
  'DeviceConnectionLost',
  // A device that is booting refuses logins and has no Docker yet.
  'LoginRefused',
  'DockerStopped',
]
const administrators: readonly string[] = ['root', 'sudo', 'sudo-password']
const firstWaitMs = 1000
const longestWaitMs = 15_000

/** Whether an error means that the device cannot be reached for now. */
export function isAway(error: unknown): boolean {
  return error instanceof AppError && away.includes(error.code)
}

/** Makes the reach; `patienceMs` is how long a device may stay away in all. */
export function createDeviceReach(
  { inventory, monitoring, clock }: { readonly inventory: Inventory; readonly monitoring: Monitoring; readonly clock: Clock },
  patienceMs: number,
): DeviceReach {
  const limits = new Map<string, number>()

  async function place(device: Device, signal?: AbortSignal): Promise<StackPlace> {
    let { facts, problem } = monitoring.view(device)
    if (!facts) ({ facts, problem } = await monitoring.pollNow(device, signal))
    if (!facts) {
      if (problem) throw new AppError(problem.code, problem.data)
      throw new AppError('DeviceGarbled', { device: device.name, what: 'what kind of computer it is' })
    }
    const session = await inventory.session(device)
    return { device: device.name, session, appsDir: facts.appsDir, asRoot: administrators.includes(facts.privilege), clock }
  }

  async function patiently<T>(name: string, device: Device, signal: AbortSignal, work: (place: StackPlace) => Promise<T>): Promise<T> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      try {
        return await work(await place(device, signal))
      } catch (error) {
        if (!isAway(error)) throw error
        const limit = limits.get(name) ?? clock.monotonic() + patienceMs
        limits.set(name, limit)
        if (clock.monotonic() + waitMs > limit) throw error
        await clock.wait(waitMs, signal)
      }
    }
  }

  return {
    place,
    patiently,
    settle: name => {
      limits.delete(name)
    },
  }
}
