import { setDockerRunning } from './commands/system-commands.ts'
import type { SimulatedDevice } from './simulated-device.ts'
import type { SshDoor } from './ssh-server.ts'
import { type ImageFault, noTroubles, type Troubles } from './troubles.ts'

/** Ends a fault; more than once is fine. */
export type Undo = () => Promise<void>

/** One device with its door, as the homelab keeps them. */
export interface Housed {
  readonly device: SimulatedDevice
  readonly door: SshDoor
}

/** What can be made to go wrong. Devices are named; each answer ends the fault. */
export interface Faults {
  /** No connection is possible; its containers stop until it is on again. */
  deviceOff(name: string): Promise<Undo>
  /** Connections are taken and nothing is answered. */
  hang(name: string): Promise<Undo>
  /** Whatever it is asked, it answers with noise. */
  garbage(name: string): Promise<Undo>
  /** Pulls take so many times longer. */
  slowPull(name: string, times: number): Promise<Undo>
  /** The registry cannot be reached. */
  registryGone(name: string): Promise<Undo>
  /** The registry goes away when two fifths of the bytes have come. */
  registryGoneMidPull(name: string): Promise<Undo>
  /** So many bytes are left on its disk. */
  diskFull(name: string, leftBytes?: number): Promise<Undo>
  /** Its clock is wrong by so many seconds; ahead when positive. */
  wrongClock(name: string, seconds: number): Promise<Undo>
  dockerStopped(name: string): Promise<Undo>
  dockerMissing(name: string): Promise<Undo>
  /** It shows another host key. */
  hostKeyChanged(name: string): Promise<Undo>
  /** Its user may not become root. */
  noSudo(name: string): Promise<Undo>
  /** Another program listens on a port. */
  portTaken(name: string, port: number, protocol?: 'tcp' | 'udp'): Promise<Undo>
  /** It restarts now, after so many seconds of the simulated world if given; resolves when it answers again. */
  reboot(name: string, afterSeconds?: number): Promise<void>
  /** Containers of images whose name contains this text never become healthy. */
  neverHealthy(image: string): Promise<Undo>
  /** They are ended for lack of memory soon after they start. */
  outOfMemory(image: string): Promise<Undo>
  /** They end with 1 soon after they start. */
  crash(image: string): Promise<Undo>
}

const restartMs = 25_000

/** Restarts a device: everything ends at once, the door opens again when it has started. */
export async function restartDevice({ device, door }: Housed, signal: AbortSignal): Promise<void> {
  device.engine.powerCut()
  await door.shut()
  await device.time.pass(restartMs, signal)
  device.bootedAt = device.time.now()
  if (device.docker.running) device.engine.startAgain()
  await door.open()
}

/** The faults of a homelab. */
export function createFaults(housed: (name: string) => Housed, imageFaults: Map<string, ImageFault>, closed: AbortSignal): Faults {
  const undo = (take: () => Promise<void> | void): Undo => {
    let taken: Promise<void> | undefined
    return () => {
      taken ??= Promise.resolve(take())
      return taken
    }
  }
  const change = (name: string, make: (device: SimulatedDevice) => void, take: (device: SimulatedDevice) => void): Promise<Undo> => {
    const { device } = housed(name)
    make(device)
    return Promise.resolve(undo(() => take(device)))
  }
  const trouble = <K extends keyof Troubles>(name: string, what: K, value: Troubles[K]): Promise<Undo> =>
    change(
      name,
      device => {
        device.troubles[what] = value
      },
      device => {
        device.troubles[what] = noTroubles()[what]
      },
    )
  const image = (name: string, fault: ImageFault): Promise<Undo> => {
    imageFaults.set(name, fault)
    return Promise.resolve(undo(() => void imageFaults.delete(name)))
  }
  return {
    deviceOff: async name => {
      const { device, door } = housed(name)
      device.engine.powerCut()
      await door.shut()
      return undo(async () => {
        device.bootedAt = device.time.now()
        if (device.docker.running) device.engine.startAgain()
        await door.open()
      })
    },
    hang: name => {
      const { door } = housed(name)
      door.hang(true)
      return Promise.resolve(undo(() => door.hang(false)))
    },
    garbage: name => trouble(name, 'garbage', true),
    slowPull: (name, times) => trouble(name, 'slowPull', times),
    registryGone: name => trouble(name, 'registry', 'gone'),
    registryGoneMidPull: name => trouble(name, 'registry', 'gone-mid-pull'),
    diskFull: (name, leftBytes = 0) => trouble(name, 'diskLeftBytes', leftBytes),
    wrongClock: (name, seconds) => trouble(name, 'clockSkewMs', seconds * 1000),
    dockerStopped: name =>
      change(
        name,
        device => setDockerRunning(device, false),
        device => setDockerRunning(device, true),
      ),
    dockerMissing: name =>
      change(
        name,
        device => {
          setDockerRunning(device, false)
          device.docker.installed = false
          device.docker.compose = false
        },
        device => {
          device.docker.installed = true
          device.docker.compose = true
          setDockerRunning(device, true)
        },
      ),
    hostKeyChanged: name => {
      const { door } = housed(name)
      door.useHostKey('other')
      return Promise.resolve(undo(() => door.useHostKey('first')))
    },
    noSudo: name =>
      change(
        name,
        device => {
          device.troubles.noSudo = true
          device.user.groups = device.user.groups.filter(group => group !== 'sudo')
        },
        device => {
          device.troubles.noSudo = false
          if (!device.user.root) device.user.groups = [...device.user.groups, 'sudo']
        },
      ),
    portTaken: (name, port, protocol = 'tcp') => {
      const taken = { port, protocol }
      return change(
        name,
        device => {
          device.troubles.takenPorts = [...device.troubles.takenPorts, taken]
        },
        device => {
          device.troubles.takenPorts = device.troubles.takenPorts.filter(one => one !== taken)
        },
      )
    },
    reboot: async (name, afterSeconds = 0) => {
      const one = housed(name)
      await one.device.time.pass(afterSeconds * 1000, closed)
      await restartDevice(one, closed)
    },
    neverHealthy: name => image(name, 'neverHealthy'),
    outOfMemory: name => image(name, 'outOfMemory'),
    crash: name => image(name, 'crash'),
  }
}
