import { type Asked, Refusal, type Rules } from '../route.ts'
import type { PveGuest } from '../world.ts'
import { splitTags } from './common-rules.ts'
import { demand, refuseLocked, refuseStale } from './find-guest.ts'
import { digestOf } from './guest-digest.ts'

/** What a change of settings asks for. */
export interface SettingChange {
  readonly sets: Readonly<Record<string, string>>
  readonly deletes: readonly string[]
  readonly reverts: readonly string[]
}

const orders = new Set(['node', 'vmid', 'delete', 'revert', 'digest', 'skiplock', 'force', 'background_delay', 'import-working-storage'])

function isKnown(rules: Rules, key: string): boolean {
  return Object.hasOwn(rules, key) || Object.hasOwn(rules, key.replace(/\d+$/, '[n]'))
}

/** Reads a change. Refuses one that says nothing, or names what is no setting. */
export function readChange({ params }: Asked, rules: Rules): SettingChange {
  const { cdrom, template: _, ...sets } = Object.fromEntries(Object.entries(params).filter(([key]) => !orders.has(key)))
  const deletes = splitTags(params.delete ?? '').map(key => (key === 'cdrom' ? 'ide2' : key))
  const reverts = splitTags(params.revert ?? '')
  const wrong = (name: string, words: string) => new Refusal(400, 'Parameter verification failed.', { [name]: words })
  for (const key of deletes) {
    if (!isKnown(rules, key) || orders.has(key)) throw wrong('delete', `unknown option '${key}'`)
    if (sets[key] !== undefined) throw wrong('delete', `you can't use '-${key}' and -delete ${key}' at the same time`)
  }
  for (const key of reverts) {
    if (!isKnown(rules, key) || orders.has(key)) throw wrong('revert', `unknown option '${key}'`)
    if (sets[key] !== undefined) throw wrong('revert', `you can't use '-${key}' and '-revert ${key}' at the same time`)
    if (deletes.includes(key)) throw wrong('revert', `you can't use '-delete ${key}' and '-revert ${key}' at the same time`)
  }
  const change = { sets: cdrom === undefined ? sets : { ...sets, ide2: cdrom }, deletes, reverts }
  if (Object.keys(change.sets).length + deletes.length + reverts.length === 0) throw new Refusal(500, 'no options specified')
  return change
}

/** Refuses a change of a guest that is locked or that changed meanwhile. */
export function refuseChange(asked: Asked, guest: PveGuest): void {
  refuseStale(asked, digestOf(guest))
  refuseLocked(guest, asked.params.skiplock === '1')
}

const privileges: readonly (readonly [RegExp, string])[] = [
  [/^(?:cores|sockets|cpu|cpulimit|cpuunits|vcpus|numa\d*|affinity|smp)$/, 'VM.Config.CPU'],
  [/^(?:memory|balloon|shares|hugepages|swap|keephugepages)$/, 'VM.Config.Memory'],
  [/^(?:ide2)$/, 'VM.Config.CDROM'],
  [/^(?:ide|sata|scsi|virtio|unused|mp|efidisk|tpmstate)\d+$|^rootfs$/, 'VM.Config.Disk'],
  [/^(?:net|ipconfig)\d+$|^(?:nameserver|searchdomain|hostname)$/, 'VM.Config.Network'],
  [/^(?:ciuser|cipassword|cicustom|citype|ciupgrade|sshkeys)$/, 'VM.Config.Cloudinit'],
  [/^(?:acpi|bios|machine|vga|scsihw|kvm|watchdog|tablet|audio0|rng0)$|^(?:serial|usb|hostpci)\d+$/, 'VM.Config.HWType'],
]

/** Refuses one that lacks the privilege for a setting it would change. */
export function demandChange(asked: Asked, { sets, deletes, reverts }: SettingChange): void {
  for (const key of [...Object.keys(sets), ...deletes, ...reverts]) {
    const privilege = privileges.find(([pattern]) => pattern.test(key))?.[1] ?? 'VM.Config.Options'
    const alike = privilege === 'VM.Config.CDROM' && asked.caller.may(`/vms/${asked.params.vmid}`, 'VM.Config.Disk')
    if (!alike) demand(asked, `/vms/${asked.params.vmid}`, privilege)
  }
}
