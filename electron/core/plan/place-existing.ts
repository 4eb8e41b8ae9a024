import { isOn, storagesOn } from '../guest/known-cluster.ts'
import type { GuestThing } from './declared-guests.ts'
import { placeOfNode } from './observed-world.ts'
import type { Placing } from './placing.ts'
import { byName, type Outcome, problemAbout } from './planned-changes.ts'
import { memoryLeft, type Room, shareOf } from './room.ts'
import type { Partner, Rules } from './rules.ts'

/** The node that a rule has a guest go to. */
export interface Move {
  readonly node: string
  readonly because: string
}

/** What decides where guests that are there come to be. */
export interface PlaceHow {
  readonly rules: Rules
  readonly placing: Placing
  readonly rooms: ReadonlyMap<string, Room>
}

/**
 * Settles where the guests that are there will be: those that a node is named for and those left alone first, then the others
 * of each rule, of which as many as can stay where they are. Running containers stay rather than machines that move unnoticed.
 */
export function placeExisting(
  things: readonly GuestThing[],
  how: PlaceHow,
): { readonly moves: ReadonlyMap<string, Move>; readonly settled: ReadonlyMap<string, Outcome> } {
  const { rules, placing } = how
  const moves = new Map<string, Move>()
  const settled = new Map<string, Outcome>()
  const inRules = things.filter(thing => thing.found && thing.entry.state !== 'absent' && rules.partners.has(thing.key))
  const stays = (thing: GuestThing) => thing.entry.node !== undefined || rules.leftAlone.has(thing.key)
  const ordered = [...inRules].sort(
    (one, other) => Number(stays(other)) - Number(stays(one)) || costOf(other) - costOf(one) || byName(one.key, other.key),
  )
  const movers: GuestThing[] = []
  for (const thing of ordered) {
    const { found, entry, key } = thing
    if (!found) continue
    const node = entry.node ?? found.now.node
    const place = placeOfNode(found.cluster.name, node)
    const against = placing.forbids(key, place)
    if (!against) placing.put(key, place)
    else if (!stays(thing)) movers.push(thing)
    else {
      const why = `${entry.name} is to be ${keptWords(against)}, and to stay on ${node}.`
      settled.set(key, { kind: 'problem', problem: problemAbout(entry.name, why, 'Take one of the two wishes out.', against.origin) })
    }
  }
  for (const thing of movers) {
    const { found, entry, key } = thing
    if (!found) continue
    const { cluster, now } = found
    const against = placing.forbids(key, placeOfNode(cluster.name, now.node))
    const move = against && moveOf(thing, how)
    if (move) moves.set(key, move)
    else if (against) {
      const why = `${entry.name} is to be ${keptWords(against)}, and no other node of ${cluster.name} can take it.`
      const instead = 'Add a node, or take one of them out of the rule.'
      settled.set(key, { kind: 'problem', problem: problemAbout(entry.name, why, instead, against.origin) })
    }
    placing.put(key, placeOfNode(cluster.name, move?.node ?? now.node))
  }
  return { moves, settled }
}

function keptWords({ rule, name }: Partner): string {
  return rule === 'apart' ? `kept apart from ${name}` : `kept together with ${name}`
}

/** How much a move would be noticed. */
function costOf({ found }: GuestThing): number {
  if (!found || !isOn(found.now)) return 0
  return found.now.type === 'lxc' ? 2 : 1
}

/** The best node that the rules allow a guest, among those that can take it as it is. */
function moveOf({ key, found }: GuestThing, { placing, rooms, rules }: PlaceHow): Move | undefined {
  if (!found) return undefined
  const { cluster, now } = found
  const room = rooms.get(cluster.name)
  if (!room) return undefined
  const known = room.now()
  const share = shareOf(now)
  const shared = new Set(known.storages.filter(storage => storage.node === undefined).map(storage => storage.name))
  const fits = known.nodes.filter(node => {
    const place = placeOfNode(cluster.name, node.name)
    const storages = storagesOn(known, node.name).filter(storage => storage.available)
    return (
      node.state === 'online' &&
      node.name !== now.node &&
      !rules.leftAlone.has(place) &&
      !placing.forbids(key, place) &&
      memoryLeft(node) >= share.memoryMiB * 1024 ** 2 &&
      share.disks.every(({ storage }) => shared.has(storage) || storages.some(each => each.name === storage)) &&
      now.config.networks.every(
        ({ bridge }) => bridge === undefined || known.bridges.some(each => each.name === bridge && each.nodes.includes(node.name)),
      )
    )
  })
  const [best] = fits.sort((one, other) => memoryLeft(other) - memoryLeft(one) || byName(one.name, other.name))
  if (!best) return undefined
  room.take({ ...share, node: best.name, disks: share.disks.filter(({ storage }) => !shared.has(storage)) })
  return { node: best.name, because: placing.sentenceFor(key) }
}
