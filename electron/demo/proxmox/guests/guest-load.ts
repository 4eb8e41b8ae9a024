import { between } from '../../chance.ts'
import { loadCurve } from '../../load-curve.ts'
import type { PveGuest, PveWorld } from '../world.ts'
import { coresOf, diskBytesOf, memoryBytesOf } from './guest-sizes.ts'
import { nameOf } from './guest-words.ts'
import { mib } from './sizes.ts'

/** What a guest uses at a moment; all is 0 while it is off. Counters are from its start. */
export interface GuestLoad {
  /** Part of the cores it may use, 0 to 1. */
  readonly cpu: number
  readonly memoryBytes: number
  /** What the node's memory it takes, with the emulator's own. */
  readonly hostMemoryBytes: number
  readonly diskReadBytes: number
  readonly diskWriteBytes: number
  readonly netInBytes: number
  readonly netOutBytes: number
  /** How full a container's root is; Proxmox does not know it of virtual machines. */
  readonly diskUsedBytes: number
  readonly uptimeSeconds: number
}

const nothing: GuestLoad = {
  cpu: 0,
  memoryBytes: 0,
  hostMemoryBytes: 0,
  diskReadBytes: 0,
  diskWriteBytes: 0,
  netInBytes: 0,
  netOutBytes: 0,
  diskUsedBytes: 0,
  uptimeSeconds: 0,
}

const curves = new Map<string, ReturnType<typeof loadCurve>>()

function curveOf(guest: PveGuest): ReturnType<typeof loadCurve> {
  const words = `${guest.vmid} ${nameOf(guest)}`
  const curve = curves.get(words) ?? loadCurve('guest', words)
  curves.set(words, curve)
  return curve
}

/** What the guest uses now, or at another moment in milliseconds; always the same for the same guest and moment. */
export function loadOf(guest: PveGuest, world: PveWorld, now: number = world.time.now()): GuestLoad {
  if (guest.status === 'stopped' || now < guest.startedAt) return nothing
  const name = nameOf(guest)
  const chosen = (low: number, high: number, what: string) => between(low, high, what, guest.vmid, name)
  const curve = curveOf(guest)
  const height = curve.at(now)
  const seconds = Math.floor((now - guest.startedAt) / 1000)
  const total = memoryBytesOf(guest)
  // A machine without a system only has its firmware running.
  const busy = guest.obeys && !guest.paused
  const warm = Math.min(1, (seconds + 5) / 60)
  const share = busy ? Math.min(0.95, chosen(0.25, 0.6, 'memory') * (0.8 + 0.2 * height) * (0.4 + 0.6 * warm)) : 0
  const memoryBytes = Math.floor(busy ? total * share : Math.min(total, 36 * mib))
  const area = busy ? Math.max(0, curve.area(now) - curve.area(guest.startedAt)) : 0
  const counter = (low: number, high: number, what: string) => Math.floor(area * chosen(low, high, what))
  return {
    cpu: busy ? Math.min(1, chosen(0.01, 0.12, 'cpu') * height) : 0,
    memoryBytes,
    hostMemoryBytes:
      guest.type === 'qemu' && busy ? Math.floor(Math.max(memoryBytes, total * Math.min(1, share + 0.25)) + 40 * mib) : memoryBytes,
    // The firmware reads the first sector of an empty disk, long before anyone could pause it.
    diskReadBytes: busy ? counter(2_000, 60_000, 'read') : seconds >= 4 || guest.paused ? 512 : 0,
    diskWriteBytes: counter(5_000, 120_000, 'write'),
    netInBytes: counter(1_000, 90_000, 'in'),
    netOutBytes: counter(1_000, 60_000, 'out'),
    diskUsedBytes: guest.type === 'lxc' ? Math.floor(diskBytesOf(guest) * chosen(0.12, 0.55, 'disk')) : 0,
    uptimeSeconds: seconds,
  }
}

/** Bytes of one counter in each second around a moment, for load over time. */
export function rateOf(
  guest: PveGuest,
  world: PveWorld,
  at: number,
  counter: 'diskReadBytes' | 'diskWriteBytes' | 'netInBytes' | 'netOutBytes',
): number {
  const span = 10_000
  const [before, after] = [loadOf(guest, world, at - span), loadOf(guest, world, at)]
  return Math.max(0, (after[counter] - before[counter]) / (span / 1000))
}

/** The cores the guest counts on its node. */
export function coresOn(guest: PveGuest, world: PveWorld): number {
  return coresOf(guest, world.nodes.get(guest.node)?.cores ?? 1)
}
