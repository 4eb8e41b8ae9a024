import { type Asked, Refusal } from '../route.ts'
import type { PveGuest, PveWorld } from '../world.ts'
import { type GuestKind, missingConfig, wordOf } from './guest-words.ts'

/** The guest of the path. Refuses in Proxmox's words where the node has none of that kind and number. */
export function findGuest({ world, node, params }: Asked, kind: GuestKind): PveGuest {
  return guestOn(world, kind, node.name, params.vmid ?? '')
}

/** The guest of that kind and number on the node. Refuses where there is none. */
function guestOn(world: PveWorld, kind: GuestKind, node: string, vmid: string | number): PveGuest {
  const guest = world.guests.get(Number(vmid))
  if (!guest || guest.type !== kind || guest.node !== node) throw new Refusal(500, missingConfig(kind, node, vmid))
  return guest
}

/** Refuses while another operation keeps the guest locked. */
export function refuseLocked(guest: PveGuest, skipped = false): void {
  const lock = guest.config.lock
  if (lock !== undefined && !skipped) throw new Refusal(500, `${wordOf(guest.type)} is locked (${lock})`)
}

/** Refuses when the guest is not as the one who asks last saw it. */
export function refuseStale(asked: Asked, digest: string): void {
  if (asked.params.digest !== undefined && asked.params.digest !== digest)
    throw new Refusal(500, 'checksum mismatch (file change by other user?)')
}

/** Refuses a number that a guest anywhere in the cluster has. */
export function refuseTaken(world: PveWorld, vmid: number, prefix = ''): void {
  const there = world.guests.get(vmid)
  if (there) throw new Refusal(500, `${prefix}${wordOf(there.type)} ${vmid} already exists on node '${there.node}'`)
}

/** Refuses one that lacks a privilege on a path. */
export function demand({ caller }: Asked, path: string, privilege: string): void {
  if (!caller.may(path, privilege)) throw new Refusal(403, `Permission check failed (${path}, ${privilege})`)
}

/** Refuses one that may not make a guest with that number. */
export function demandNewGuest({ caller, params }: Asked, vmid: string): void {
  const pool = params.pool
  if (caller.may(`/vms/${vmid}`, 'VM.Allocate') || (pool !== undefined && caller.may(`/pool/${pool}`, 'VM.Allocate'))) return
  throw new Refusal(403, 'Permission check failed')
}

/** Keeps the guest under a lock that others see, for as long as the work takes and whatever its end. */
export async function underLock<T>(guest: PveGuest, lock: string, work: () => Promise<T>): Promise<T> {
  guest.config = { ...guest.config, lock }
  try {
    return await work()
  } finally {
    const { lock: _, ...rest } = guest.config
    guest.config = rest
  }
}
