import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestChange, GuestWish } from '../../../shared/model/guest-wish.ts'
import { type GuestNow, isOn, mainDisk } from './known-cluster.ts'
import { ourTag, tagSet } from './ownership.ts'
import { type Growth, planChange, type SettingsToWrite } from './plan-change.ts'
import { changeDowntime, moveDowntime } from './takes-effect.ts'

/** What has to be done so that a guest is as wished. */
export interface GuestDiff {
  /** `adopt`: it is not ours, so it is touched only with consent, and becomes ours. */
  readonly action: 'create' | 'update' | 'delete' | 'adopt'
  readonly risk: 'safe' | 'disruptive' | 'destructive'
  readonly because: string
  readonly changes: readonly { readonly field: string; readonly from?: string; readonly to?: string }[]
  /** What it means for who uses the guest, in words. */
  readonly downtime: string
}

/** What of an existing guest differs from a wish, for doing it. */
export interface GuestSync {
  readonly settings: SettingsToWrite
  readonly grow: readonly Growth[]
  /** The storage that its main disk goes to. */
  readonly storage?: { readonly slot: string; readonly name: string }
  readonly node?: string
  readonly state?: 'running' | 'stopped'
}

/** Compares a wish with what is there; undefined where nothing is to be done. Errors: DiskWouldShrink, GuestInputInvalid. */
export function diffGuest(wish: GuestWish, now: GuestNow | undefined): GuestDiff | undefined {
  if (wish.state === 'absent') return now && removal(now)
  if (!now) {
    const { name: _, ...fields } = wish
    const changes = Object.entries(fields).map(([field, to]) => ({ field, to: Array.isArray(to) ? to.join(', ') : String(to) }))
    return { action: 'create', risk: 'safe', because: `There is no guest called ${wish.name}.`, changes, downtime: 'It is new.' }
  }
  const { fields } = planChange(wishedChange(wish, now), now)
  const sync = syncGuest(wish, now)
  const others = [
    ...(sync.storage ? [{ field: 'storage', from: mainDisk(now.config)?.storage ?? 'none', to: sync.storage.name }] : []),
    ...(sync.node === undefined ? [] : [{ field: 'node', from: now.node, to: sync.node }]),
    ...(sync.state === undefined ? [] : [{ field: 'state', from: now.state, to: sync.state }]),
  ]
  const changes = [...fields.map(({ field, from, to }) => ({ field, from, to })), ...others]
  if (changes.length === 0) return undefined
  const stops = sync.state === 'stopped'
  const restarts = isOn(now) && now.type === 'lxc' && (sync.node !== undefined || sync.storage !== undefined)
  const names = changes.map(change => change.field).join(', ')
  return {
    action: now.ours ? 'update' : 'adopt',
    risk: stops || restarts ? 'disruptive' : 'safe',
    because: now.ours ? `It differs in ${names}.` : `It was not made by MycoPod and differs in ${names}.`,
    changes,
    downtime: [
      ...(stops ? ['It is shut down.'] : []),
      ...(sync.node === undefined ? [] : [moveDowntime(now, false)]),
      ...(sync.storage && restarts && sync.node === undefined ? ['It is shut down while its disk moves, and started again.'] : []),
      ...(stops || sync.node !== undefined || (sync.storage && restarts) ? [] : [changeDowntime(fields, now)]),
    ].join(' '),
  }
}

/** What has to be done to an existing guest. Errors: DiskWouldShrink, GuestInputInvalid. */
export function syncGuest(wish: GuestWish, now: GuestNow): GuestSync {
  if (wish.type !== undefined && wish.type !== now.type) {
    const [is, wanted] = now.type === 'vm' ? ['a virtual machine', 'a container'] : ['a container', 'a virtual machine']
    const because = `${now.name} is ${is} and cannot become ${wanted}.`
    throw new AppError('GuestInputInvalid', { guest: now.name, field: 'type', because, instead: 'Give the new guest another name.' })
  }
  const { settings, grow } = planChange(wishedChange(wish, now), now)
  const disk = mainDisk(now.config)
  const state = now.template || wish.state === 'absent' ? undefined : wish.state
  return {
    settings,
    grow,
    ...(wish.storage !== undefined && disk && disk.storage !== wish.storage && { storage: { slot: disk.slot, name: wish.storage } }),
    ...(wish.node !== undefined && wish.node !== now.node && { node: wish.node }),
    ...(state !== undefined && (state === 'running') !== isOn(now) && { state }),
  }
}

/** The settings in a wish for a guest; keeping a guest by a wish makes it ours. */
export function wishedChange(wish: GuestWish, now: GuestNow): GuestChange {
  const { cores, memoryMiB, diskGiB, startOnBoot, bridge, vlan, address, gateway } = wish
  const onNetwork = [bridge, vlan, address, gateway].some(each => each !== undefined)
  const slot = now.config.networks[0]?.slot ?? 'net0'
  return {
    cores,
    memoryMiB,
    diskGiB,
    startOnBoot,
    tags: [...tagSet([...(wish.tags ?? now.config.tags), ourTag])],
    ...(onNetwork && { network: { slot, bridge, vlan, address, gateway } }),
  }
}

function removal(now: GuestNow): GuestDiff {
  return {
    action: 'delete',
    risk: 'destructive',
    because: now.ours ? 'It is there and is to be gone.' : 'It is there and is to be gone, and was not made by MycoPod.',
    changes: [{ field: 'state', from: now.state, to: 'absent' }],
    downtime: 'It is gone for good, with its disks.',
  }
}
