import { AppError } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { GuestDisk } from '../../../shared/model/guest.ts'
import type { GuestSettings } from '../../../shared/model/guest-settings.ts'
import type { GuestChange } from '../../../shared/model/guest-wish.ts'
import { addressProblem } from './address.ts'
import { checkNode } from './choose-node.ts'
import { checkStorage } from './choose-storage.ts'
import { type GuestNow, gib, type KnownCluster, mainDisk } from './known-cluster.ts'
import { ourTag, tagSet } from './ownership.ts'
import { checkBridge, checkCores, checkName } from './plan-creation.ts'
import { takesEffect, type When } from './takes-effect.ts'

/** A field that changes, in words. */
export interface FieldChange {
  readonly field: string
  readonly from: string
  readonly to: string
  readonly when: When
}

/** A disk that grows to a size. */
export interface Growth {
  readonly slot: string
  readonly gib: number
}

/** What differs between a wished change and a guest; all empty when nothing does. */
export interface PlannedChange {
  readonly fields: readonly FieldChange[]
  readonly settings: GuestSettings
  readonly grow: readonly Growth[]
}

/** Storages round sizes up to their blocks; less than that is no difference. */
const blockBytes = 8 * 1024 ** 2

/** Works out what of a change is not so yet. Errors: DiskWouldShrink, GuestInputInvalid where it does not fit the guest itself. */
export function planChange(change: GuestChange, guest: GuestNow): PlannedChange {
  const { config } = guest
  const fields: FieldChange[] = []
  const differs = (field: string, from: string, to: string): boolean => {
    if (from === to) return false
    fields.push({ field, from, to, when: takesEffect(field, guest) })
    return true
  }
  const { name, cores, memoryMiB, bootOrder, startOnBoot, description } = change
  const tags = change.tags && tagSet(guest.ours ? [...change.tags, ourTag] : change.tags)
  if (bootOrder) checkBootOrder(bootOrder, guest)
  const settings: GuestSettings = {
    ...(name !== undefined && differs('name', config.name, name) && { name }),
    ...(cores !== undefined && differs('cores', config.cores === 0 ? 'all' : String(config.cores), String(cores)) && { cores }),
    ...(memoryMiB !== undefined && differs('memory', memoryInWords(config.memoryMiB), memoryInWords(memoryMiB)) && { memoryMiB }),
    ...(change.network && networkToWrite(change.network, guest, differs)),
    ...(tags && differs('tags', inRow(tagSet(config.tags)), inRow(tags)) && { tags }),
    ...(bootOrder && differs('boot order', inRow(config.bootOrder), inRow(bootOrder)) && { bootOrder }),
    ...(startOnBoot !== undefined && differs('start on boot', yesNo(config.startOnBoot), yesNo(startOnBoot)) && { startOnBoot }),
    ...(description !== undefined && differs('description', config.description, description.trimEnd()) && { description }),
    ...(change.protected !== undefined &&
      differs('protection', yesNo(config.protected), yesNo(change.protected)) && { protected: change.protected }),
  }
  const main = change.diskGiB === undefined ? [] : [growth(mainDisk(config), change.diskGiB, guest, differs)]
  const others = Object.entries(change.disks ?? {}).map(([slot, size]) =>
    growth(
      config.disks.find(disk => disk.slot === slot),
      size,
      guest,
      differs,
      slot,
    ),
  )
  return { fields, settings, grow: [...main, ...others].filter(each => each !== undefined) }
}

/** Checks a change against the cluster. Errors: those of planChange, NodeShort, StorageFull, GuestInputInvalid naming the field. */
export function checkChange(change: GuestChange, guest: GuestNow, known: KnownCluster): void {
  const { settings, grow } = planChange(change, guest)
  if (settings.name !== undefined) checkName(settings.name, known, guest.vmid)
  if (settings.cores !== undefined) checkCores(guest.name, settings.cores, guest.node, known)
  if (settings.memoryMiB !== undefined) checkNode(guest.name, guest.node, settings.memoryMiB, known)
  const { network } = settings
  if (network?.bridge !== undefined) checkBridge(guest.name, network.bridge, guest.node, known)
  if (network) {
    const held = guest.config.networks.find(each => each.slot === network.slot)
    const address = network.address ?? held?.address
    const gateway = network.gateway ?? (network.address === undefined ? held?.gateway : undefined)
    const wrong = addressProblem(address, gateway)
    if (wrong) throw invalid(guest, wrong.field, wrong.because)
  }
  for (const { slot, gib: size } of grow) {
    const disk = guest.config.disks.find(each => each.slot === slot)
    if (disk?.storage === undefined) continue
    const diskGiB = size - (disk.sizeBytes ?? 0) / gib
    checkStorage(disk.storage, { guest: guest.name, type: guest.type, node: guest.node, diskGiB }, known)
  }
}

type Differs = (field: string, from: string, to: string) => boolean

function networkToWrite(
  { slot, bridge, vlan, address, gateway }: NonNullable<GuestChange['network']>,
  guest: GuestNow,
  differs: Differs,
): Pick<GuestSettings, 'network'> {
  const held = guest.config.networks.find(each => each.slot === slot)
  if (!held && bridge === undefined) {
    throw invalid(guest, 'network', `It has no network card ${slot}.`, 'Say which network the new card is on.')
  }
  const field = (name: string) => (slot === 'net0' ? name : `${name} of ${slot}`)
  const parts = {
    ...(bridge !== undefined && differs(field('bridge'), held?.bridge ?? 'none', bridge) && { bridge }),
    ...(vlan !== undefined && differs(field('vlan'), String(held?.vlan ?? 'none'), String(vlan ?? 'none')) && { vlan }),
    ...(address !== undefined &&
      differs(field('address'), held?.address ?? 'none', address.toLowerCase()) && { address: address.toLowerCase() }),
    ...(gateway !== undefined &&
      differs(field('gateway'), held?.gateway ?? 'none', gateway.toLowerCase()) && { gateway: gateway.toLowerCase() }),
  }
  if (Object.keys(parts).length === 0) return {}
  // A new address takes the old way out with it, so both are written together.
  const kept = parts.address !== undefined && parts.address !== 'dhcp' && gateway !== undefined ? { gateway: gateway.toLowerCase() } : {}
  return { network: { slot, ...parts, ...kept } }
}

function growth(disk: GuestDisk | undefined, size: number, guest: GuestNow, differs: Differs, slot = 'disk'): Growth | undefined {
  if (disk === undefined || disk.kind === 'cdrom' || disk.kind === 'cloud-init') {
    const known = guest.config.disks.filter(each => each.kind === 'disk').map(each => each.slot)
    throw invalid(guest, 'disk', `It has no disk called ${slot}.`, known.length === 0 ? undefined : `It has ${inRow(known)}.`)
  }
  const from = disk.sizeBytes ?? 0
  const to = size * gib
  if (to < from - blockBytes) {
    throw new AppError('DiskWouldShrink', {
      guest: guest.name,
      slot: disk.slot,
      fromGiB: Math.round((from / gib) * 100) / 100,
      toGiB: size,
    })
  }
  if (to <= from + blockBytes) return undefined
  differs(slot === 'disk' ? 'disk' : `disk ${slot}`, bytesInWords(from), bytesInWords(to))
  return { slot: disk.slot, gib: size }
}

function checkBootOrder(order: readonly string[], guest: GuestNow): void {
  if (guest.type === 'lxc') throw invalid(guest, 'boot order', 'A container has none: it starts from its only disk.', 'Leave it out.')
  const slots = [...guest.config.disks.filter(disk => disk.kind !== 'unused'), ...guest.config.networks].map(each => each.slot)
  const unknown = order.find(slot => !slots.includes(slot))
  if (unknown !== undefined) throw invalid(guest, 'boot order', `It has no ${unknown} to start from.`, `It has ${inRow(slots)}.`)
}

function invalid({ name }: GuestNow, field: string, because: string, instead?: string): AppError {
  return new AppError('GuestInputInvalid', { guest: name, field, because, ...(instead !== undefined && { instead }) })
}

function memoryInWords(mebibytes: number): string {
  return bytesInWords(mebibytes * 1024 ** 2)
}

function inRow(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ')
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
