import { AppError } from '../../../shared/errors/app-error.ts'
import { type GuestWish, guestWishSchema } from '../../../shared/model/guest-wish.ts'
import type { PlanChange } from '../../../shared/model/plan.ts'
import { checkNode } from '../guest/choose-node.ts'
import { checkStorage } from '../guest/choose-storage.ts'
import { diffGuest, type GuestDiff, syncGuest, wishedChange } from '../guest/diff-guest.ts'
import { type GuestNow, gib, isOn, type KnownCluster, mainDisk } from '../guest/known-cluster.ts'
import { checkChange, planChange } from '../guest/plan-change.ts'
import type { FoundGuest, GuestThing } from './declared-guests.ts'
import { guestEffect } from './guest-effect.ts'
import type { Move } from './place-existing.ts'
import { type Outcome, stepOf } from './planned-changes.ts'
import { problemOfError } from './problem-of-error.ts'
import { type Room, shareOf } from './room.ts'
import { seenOfGuest } from './seen.ts'

/** What has to be done to a guest that is there so that it is as declared; `move` is where a rule has it go. */
export function changeGuest(thing: GuestThing, found: FoundGuest, move: Move | undefined, room: Room): Outcome {
  if (thing.onlyInRule && !move) return { kind: 'as-declared' }
  const { key, origin } = thing
  const entry = move ? { ...thing.entry, node: move.node } : thing.entry
  const { cluster, now } = found
  try {
    const wish = wishOf(entry, entry.name)
    const diff = diffGuest(wish, now)
    if (!diff) return { kind: 'as-declared' }
    const sync = syncGuest(wish, now)
    const { fields } = planChange(wishedChange(wish, now), now)
    checkWish(wish, now, room.now())
    if (!move) takeMore(wish, now, room)
    const effect = guestEffect(fields, sync, now, copiedBytes(wish, now, room.now()))
    const adopted = diff.action === 'adopt' ? ['MycoPod did not make it, and manages it from now on.'] : []
    return stepOf({
      id: key,
      title: titleOf(entry.name, diff, sync.node),
      action: diff.action,
      risk: effect.risk,
      because: [...adopted, ...(move ? [move.because] : []), effect.because].join(' '),
      // Our own tag is told by the sentence about who made it.
      changes: diff.changes.filter(change => change.field !== 'tags' || entry.tags !== undefined).map(change => ({ ...change })),
      downtime: effect.downtime,
      downSeconds: effect.downSeconds,
      seen: seenOfGuest(now),
      entry,
      cluster: cluster.name,
      origin,
    })
  } catch (error) {
    return { kind: 'problem', problem: problemOfError(error, entry.name, origin) }
  }
}

/** The wish that an entry is. Errors: GuestInputInvalid naming the field. */
export function wishOf(entry: GuestThing['entry'], name: string): GuestWish {
  const parsed = guestWishSchema.safeParse(entry)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = String(issue?.path[0] ?? 'name')
  const because = `${issue?.message ?? 'It cannot be so'}.`
  throw new AppError('GuestInputInvalid', { guest: name, field, because, instead: 'Correct it in the text.' })
}

function checkWish(wish: GuestWish, now: GuestNow, known: KnownCluster): void {
  const { name, type } = now
  checkChange(wishedChange(wish, now), now, known)
  const node = wish.node ?? now.node
  if (node !== now.node) checkNode(name, node, wish.memoryMiB ?? now.config.memoryMiB, known)
  const disk = mainDisk(now.config)
  if (wish.storage === undefined || disk?.storage === wish.storage) return
  const diskGiB = wish.diskGiB ?? (disk?.sizeBytes ?? 0) / gib
  checkStorage(wish.storage, { guest: name, type, node, diskGiB }, known)
}

/** What it takes more than before is not there for others; a new node has to hold all of it. */
function takeMore(wish: GuestWish, now: GuestNow, room: Room): void {
  const disk = mainDisk(now.config)
  const memoryMiB = isOn(now) || wish.state === 'running' ? (wish.memoryMiB ?? now.config.memoryMiB) : 0
  const moves = wish.node !== undefined && wish.node !== now.node
  const grown = Math.max(0, (wish.diskGiB ?? 0) - (disk?.sizeBytes ?? 0) / gib)
  room.take({
    node: wish.node ?? now.node,
    memoryMiB: moves ? memoryMiB : memoryMiB - shareOf(now).memoryMiB,
    disks: wish.diskGiB === undefined || disk?.storage === undefined ? [] : [{ storage: disk.storage, gib: grown }],
  })
}

/** Bytes that a move has to copy: disks that the new node does not see, or that change their storage. */
function copiedBytes(wish: GuestWish, now: GuestNow, known: KnownCluster): number {
  const moves = wish.node !== undefined && wish.node !== now.node
  const shared = new Set(known.storages.filter(storage => storage.node === undefined).map(storage => storage.name))
  const main = mainDisk(now.config)
  return now.config.disks
    .filter(({ slot, storage, kind }) => {
      if (kind === 'cdrom' || storage === undefined) return false
      return (moves && !shared.has(storage)) || (slot === main?.slot && wish.storage !== undefined && wish.storage !== storage)
    })
    .reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0)
}

function titleOf(name: string, { action, changes }: GuestDiff, node: string | undefined): string {
  const fields = changes.map(({ field }) => field).filter(field => field !== 'tags')
  const [only] = fields.length === 1 ? changes.filter(({ field }) => field === fields[0]) : []
  if (fields.length === 0 && action === 'adopt') return `Manage ${name}`
  if (only?.field === 'disk') return `Grow the disk of ${name}`
  if (only?.field === 'node' && node !== undefined) return `Move ${name} to ${node}`
  if (only?.field === 'state') return `${(only as PlanChange).to === 'running' ? 'Start' : 'Stop'} ${name}`
  return `Change ${name}`
}
