import type { Asked } from '../route.ts'
import { removeVolume } from '../volumes.ts'
import type { PveGuest, PveVolume } from '../world.ts'

/** Takes back a guest that could not be made, with what was made for it. */
export function undoGuest({ world }: Asked, guest: PveGuest, made: readonly PveVolume[]): void {
  for (const volume of made) removeVolume(world, volume)
  world.guests.delete(guest.vmid)
  for (const pool of world.pools.values()) pool.guests.delete(guest.vmid)
}

/** Why a guest could not be made, in Proxmox's words; what was aborted stays as it is. */
export function failure(prefix: string, error: unknown, signal: AbortSignal): unknown {
  return signal.aborted || !(error instanceof Error) ? error : new Error(`${prefix}${error.message}`, { cause: error })
}
