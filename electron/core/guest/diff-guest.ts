import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestChange, GuestWish } from '../../../shared/model/guest-wish.ts'
import { type GuestNow, isOn, mainDisk } from './known-cluster.ts'
import { ourTag, tagSet } from './ownership.ts'
import { type Growth, planChange } from './plan-change.ts'

/** How a guest that is there differs from a wish, field by field. */
export interface GuestDiff {
  /** `adopt`: it is not ours, so it is touched only with consent, and becomes ours. */
  readonly action: 'update' | 'adopt'
  readonly changes: readonly { readonly field: string; readonly from: string; readonly to: string }[]
}

/** What besides its settings has to be done to a guest, each absent where it is so already. */
export interface GuestSync {
  readonly grow: readonly Growth[]
  /** The storage that its main disk goes to. */
  readonly storage?: { readonly slot: string; readonly name: string }
  readonly node?: string
  readonly state?: 'running' | 'stopped'
}

/** Compares a guest with a wish; undefined where nothing is to be done. Errors: DiskWouldShrink, GuestInputInvalid. */
export function diffGuest(wish: GuestWish, now: GuestNow): GuestDiff | undefined {
  const { fields } = planChange(wishedChange(wish, now), now)
  const { storage, node, state } = syncGuest(wish, now)
  const changes = [
    ...fields.map(({ field, from, to }) => ({ field, from, to })),
    ...(storage ? [{ field: 'storage', from: mainDisk(now.config)?.storage ?? 'none', to: storage.name }] : []),
    ...(node === undefined ? [] : [{ field: 'node', from: now.node, to: node }]),
    ...(state === undefined ? [] : [{ field: 'state', from: now.state, to: state }]),
  ]
  return changes.length === 0 ? undefined : { action: now.ours ? 'update' : 'adopt', changes }
}

/** What besides its settings a wish asks of a guest that is there. Errors: DiskWouldShrink, GuestInputInvalid. */
export function syncGuest(wish: GuestWish, now: GuestNow): GuestSync {
  if (wish.type !== undefined && wish.type !== now.type) {
    const [is, wanted] = now.type === 'vm' ? ['a virtual machine', 'a container'] : ['a container', 'a virtual machine']
    const because = `${now.name} is ${is} and cannot become ${wanted}.`
    throw new AppError('GuestInputInvalid', { guest: now.name, field: 'type', because, instead: 'Give the new guest another name.' })
  }
  const { grow } = planChange(wishedChange(wish, now), now)
  const disk = mainDisk(now.config)
  const state = now.template || wish.state === 'absent' ? undefined : wish.state
  return {
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
