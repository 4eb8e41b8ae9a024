import type { Clock } from '../../ports/clock.ts'
import { createDevice, passwordOf } from '../create-device.ts'
import { type DeviceProfile, freshDevice } from '../device-profiles.ts'
import { seedDirectory } from '../file-system.ts'
import type { SimulatedDevice } from '../simulated-device.ts'
import { openSshDoor, type SshDoor } from '../ssh-server.ts'
import { cardsOf } from './guests/guest-network.ts'
import { coresOf, diskBytesOf, memoryBytesOf } from './guests/guest-sizes.ts'
import { nameOf } from './guests/guest-words.ts'
import type { PveGuest, PveWorld } from './world.ts'

/** The Linux systems inside simulated guests, each behind an SSH door on loopback. */
export interface GuestInteriors {
  /** The port on loopback of the system at an address of the simulated network; undefined where none runs there. */
  portAt(address: string): Promise<number | undefined>
  /** The same, for one that was asked for before. */
  knownPortAt(address: string): number | undefined
  close(): Promise<void>
}

interface Interior {
  readonly guest: PveGuest
  readonly device: SimulatedDevice
  readonly door: SshDoor
}

const lookEveryMs = 1_000

/** Who logs in to a guest: as it was told when it was made, else with words of the demo. */
export function demoLoginOf(guest: PveGuest): { readonly user: string; readonly password: string } {
  const user = guest.config.ciuser ?? 'root'
  return { user, password: guest.login?.password ?? passwordOf(user, nameOf(guest)) }
}

/** Makes the interiors of a world's guests, each when it is reached first; a door is shut while its guest is off. */
export function createGuestInteriors({
  world,
  seed,
  clock,
}: {
  readonly world: PveWorld
  readonly seed: string
  readonly clock: Clock
}): GuestInteriors {
  const interiors = new Map<PveGuest, Promise<Interior>>()
  const ports = new Map<string, number>()
  const stop = clock.every(lookEveryMs, look)

  /** A guest that was switched off or removed answers no more. */
  async function look(): Promise<void> {
    for (const interior of await Promise.all(interiors.values())) {
      const { guest, door } = interior
      await (runs(guest) && world.guests.get(guest.vmid) === guest ? door.open() : door.shut())
    }
  }

  async function open(guest: PveGuest): Promise<Interior> {
    const device = createDevice({ profile: profileOf(guest), seed, time: world.time, imageFault: () => undefined, reboot: () => undefined })
    letIn(device, keysOf(guest))
    return { guest, device, door: await openSshDoor(device) }
  }

  return {
    portAt: async address => {
      const guest = [...world.guests.values()].find(each => runs(each) && addressesOf(each).includes(address))
      if (!guest) return undefined
      const opening = interiors.get(guest) ?? open(guest)
      interiors.set(guest, opening)
      const { door } = await opening
      await door.open()
      ports.set(address, door.port)
      return door.port
    },
    knownPortAt: address => ports.get(address),
    close: async () => {
      stop()
      for (const { device, door } of await Promise.all(interiors.values())) {
        device.engine.close()
        await door.shut()
      }
    },
  }
}

/** Whether a Linux that can be logged in to is inside and on. */
function runs({ status, paused, template, config }: PveGuest): boolean {
  return status === 'running' && !paused && !template && !(config.ostype ?? '').startsWith('w')
}

function addressesOf(guest: PveGuest): readonly string[] {
  return cardsOf(guest).flatMap(({ inet }) => (inet === undefined ? [] : [inet.split('/')[0] ?? '']))
}

function keysOf({ login, config }: PveGuest): readonly string[] {
  const given = decodeURIComponent(config.sshkeys ?? '').split('\n')
  return [...(login?.keys ?? []), ...given.filter(line => line.trim() !== '')]
}

function letIn({ files, user }: SimulatedDevice, keys: readonly string[]): void {
  if (keys.length === 0) return
  seedDirectory(files, `${user.home}/.ssh`, { mode: 0o700, owner: user.name })
  files.write(`${user.home}/.ssh/authorized_keys`, Buffer.from(`${keys.join('\n')}\n`), user, { mode: 0o600 })
}

function profileOf(guest: PveGuest): DeviceProfile {
  const name = nameOf(guest)
  const login = demoLoginOf(guest)
  return {
    ...freshDevice,
    ...login,
    name,
    description: `The inside of ${name}`,
    vendor: 'QEMU',
    model: guest.type === 'lxc' ? 'Container of Proxmox VE' : 'Standard PC (i440FX + PIIX, 1996)',
    cores: coresOf(guest, freshDevice.cores),
    memoryBytes: memoryBytesOf(guest),
    systemMemoryBytes: Math.round(memoryBytesOf(guest) * 0.15),
    diskBytes: diskBytesOf(guest),
    diskUsedBytes: Math.round(diskBytesOf(guest) * 0.2),
    networkInterface: 'eth0',
    sudo: login.user === 'root' ? 'root' : 'free',
    upDays: 0,
  }
}
