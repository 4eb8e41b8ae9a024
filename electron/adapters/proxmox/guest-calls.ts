import type { GuestType } from '../../../shared/model/guest.ts'
import type { GuestPlace } from '../../ports/cluster-access.ts'
import { guestName } from './see-cluster.ts'

/** Names of guests by number, as far as they were seen. */
export type GuestNames = Map<number, string>

/** Proxmox's word for a type of guest, as paths have it. */
export function pathOf(type: GuestType): 'qemu' | 'lxc' {
  return type === 'vm' ? 'qemu' : 'lxc'
}

/** The path of a guest with further parts. */
export function guestPath({ node, type, vmid }: GuestPlace, ...parts: readonly (string | number)[]): readonly (string | number)[] {
  return ['nodes', node, pathOf(type), vmid, ...parts]
}

/** What a call about a guest is about: `%` in the phrase stands for its name. */
export function aboutGuest(names: GuestNames, { type, vmid }: GuestPlace, phrase: string) {
  const guest = names.get(vmid) ?? guestName(type, vmid)
  return { guest, vmid, doing: phrase.replace('%', () => guest) }
}
