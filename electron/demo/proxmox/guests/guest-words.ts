import type { PveGuest } from '../world.ts'

/** The two kinds of guests. */
export type GuestKind = PveGuest['type']

/** How Proxmox calls a guest of a kind in its sentences. */
export function wordOf(kind: GuestKind): 'VM' | 'CT' {
  return kind === 'qemu' ? 'VM' : 'CT'
}

/** The type of a task: `qmstart`, `vzstart`. */
export function taskType(kind: GuestKind, verb: string): string {
  if (kind === 'qemu' && verb === 'migrate') return 'qmigrate'
  return `${kind === 'qemu' ? 'qm' : 'vz'}${verb}`
}

/** The name a guest goes by. */
export function nameOf(guest: PveGuest): string {
  return (guest.type === 'qemu' ? guest.config.name : guest.config.hostname) ?? `${wordOf(guest.type)} ${guest.vmid}`
}

/** What Proxmox says when a guest's file is not there. */
export function missingConfig(kind: GuestKind, node: string, vmid: string | number): string {
  return `Configuration file 'nodes/${node}/${kind === 'qemu' ? 'qemu-server' : 'lxc'}/${vmid}.conf' does not exist`
}

/** The version of the emulator on every node. */
export const emulatorVersion = '10.0.13'
