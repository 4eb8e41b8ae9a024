import { createHash } from 'node:crypto'
import { digest } from '../../chance.ts'
import type { PveGuest } from '../world.ts'

/** What names the guest's settings as they are: 40 hexadecimal digits that change with any setting, pending change or snapshot. */
export function digestOf({ vmid, config, pending, snapshots, parent, template }: PveGuest): string {
  const waiting = Object.entries(pending).map(([key, value]) => [key, value ?? null])
  const words = [vmid, sorted(config), waiting, snapshots, parent ?? null, template]
  return createHash('sha1').update(JSON.stringify(words)).digest('hex')
}

function sorted(config: PveGuest['config']): readonly (readonly [string, string])[] {
  return Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** A hardware address of Proxmox's own range that is always the same for the same words. */
export function hardwareAddress(...words: readonly (string | number)[]): string {
  const digits = digest('mac', ...words).toUpperCase()
  return `BC:24:11:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`
}

/** An identifier in the form of a UUID that is always the same for the same words. */
export function uuidOf(...words: readonly (string | number)[]): string {
  const digits = digest('uuid', ...words)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}
