import type { HistoryPoint } from '../../shared/model/device.ts'
import type { Clock } from '../ports/clock.ts'
import { createDevice } from './create-device.ts'
import { demoTime, machineClock } from './demo-time.ts'
import { type DeviceProfile, deviceProfiles, freshDevice } from './device-profiles.ts'
import { createFaults, type Faults, type Housed, restartDevice } from './faults.ts'
import { measuredAt } from './measured-at.ts'
import { type Channel, openSshDoor } from './ssh-server.ts'
import type { ImageFault } from './troubles.ts'

/** How to log in to one simulated device. */
export interface DemoDevice {
  readonly name: string
  readonly description: string
  readonly address: '127.0.0.1'
  readonly port: number
  readonly user: string
  readonly password: string
  /** Set where sudo asks for one. */
  readonly sudoPassword?: string
  /** As OpenSSH prints it: `SHA256:` and 43 characters. */
  readonly hostKey: string
  readonly hasDocker: boolean
}

/** An app that the host deploys before the demo is shown, so that the first screen is alive. */
export interface Preinstalled {
  readonly device: string
  readonly slug: string
}

/** A running demo homelab; nothing of it is left when it is closed. */
export interface DemoHomelab {
  readonly devices: readonly DemoDevice[]
  readonly preinstalled: readonly Preinstalled[]
  readonly faults: Faults
  /** How many times faster than real life durations pass from now on: pulls, starts, health, installations. */
  setSpeed(speed: number): void
  /** Makes everything that runs look as if it had been running for so long. */
  letTimePass(seconds: number): void
  /** What a poll of a device would have measured at a moment since its containers started. */
  measuredAt(device: string, at: number): HistoryPoint
  close(): Promise<void>
}

const preinstalled: readonly Preinstalled[] = [
  { device: 'nuc-1', slug: 'jellyfin' },
  { device: 'nuc-1', slug: 'paperless-ngx' },
  { device: 'tower', slug: 'gitea' },
  { device: 'tower', slug: 'grafana' },
  { device: 'pi-4', slug: 'uptime-kuma' },
]

/**
 * Starts simulated devices behind real SSH servers on loopback. `devices` is how many (the four of the demo, then made-up
 * ones, at most 100); with `fresh` one more without Docker. The same seed gives the same devices. `heard` is told of every
 * channel that is opened on a device.
 */
export async function startDemoHomelab(
  options: {
    readonly seed?: string
    readonly speed?: number
    readonly devices?: number
    readonly fresh?: boolean
    readonly clock?: Clock
    readonly heard?: (device: string, channel: Channel) => void
  } = {},
): Promise<DemoHomelab> {
  const { seed = 'mycopod', speed = 1, devices: count = 4, fresh = false, clock = machineClock(), heard } = options
  const closed = new AbortController()
  const time = demoTime(clock, speed)
  const imageFaults = new Map<string, ImageFault>()
  const homes = new Map<string, Housed>()
  const housed = (name: string): Housed => {
    const found = homes.get(name)
    if (!found) throw new RangeError(`the demo homelab has no device ${name}`)
    return found
  }
  const settleIn = async (profile: DeviceProfile): Promise<DemoDevice> => {
    const device = createDevice({
      profile,
      seed,
      time,
      imageFault: image => [...imageFaults].find(([text]) => image.includes(text))?.[1],
      reboot: () => void restartDevice(housed(profile.name), closed.signal).catch(() => undefined),
    })
    const door = await openSshDoor(device, channel => heard?.(profile.name, channel))
    homes.set(profile.name, { device, door })
    const { user } = device
    return {
      name: profile.name,
      description: profile.description,
      address: '127.0.0.1',
      port: door.port,
      user: user.name,
      password: user.password,
      ...(user.sudo === 'password' ? { sudoPassword: user.password } : {}),
      hostKey: door.hostKey(),
      hasDocker: profile.hasDocker,
    }
  }
  const profiles = [...deviceProfiles(Math.min(count, 100), seed), ...(fresh ? [freshDevice] : [])]
  const devices: DemoDevice[] = []
  for (const profile of profiles) devices.push(await settleIn(profile))
  return {
    devices,
    preinstalled: preinstalled.filter(({ device }) => homes.has(device)),
    faults: createFaults(housed, imageFaults, closed.signal),
    setSpeed: value => time.setSpeed(value),
    letTimePass: seconds => {
      for (const { device } of homes.values()) device.engine.letTimePass(seconds * 1000)
    },
    measuredAt: (name, at) => measuredAt(housed(name).device, at),
    close: async () => {
      closed.abort(new Error('the demo homelab was closed'))
      await Promise.all(
        [...homes.values()].map(({ device, door }) => {
          device.engine.close()
          return door.shut()
        }),
      )
      homes.clear()
    },
  }
}
