import { AppError } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { NodeView } from '../../../shared/model/cluster.ts'
import type { GuestEntry } from '../../../shared/model/declaration.ts'
import type { GuestType } from '../../../shared/model/guest.ts'
import type { GuestWish } from '../../../shared/model/guest-wish.ts'
import { gib, type KnownCluster } from '../guest/known-cluster.ts'
import { type PlannedGuest, planCreation } from '../guest/plan-creation.ts'
import { planWish } from '../guest/plan-wish.ts'
import { wishOf } from './change-guest.ts'
import type { Source } from './guest-source.ts'
import { placeOfNode } from './observed-world.ts'
import type { PlaceHow } from './place-existing.ts'
import { byName } from './planned-changes.ts'
import { memoryLeft } from './room.ts'

const mib = 1024 ** 2

/** What a new guest has where nothing is said of it. */
const usual: Readonly<Record<GuestType, Pick<Required<GuestEntry>, 'cores' | 'memoryMiB' | 'diskGiB'>>> = {
  lxc: { cores: 1, memoryMiB: 1024, diskGiB: 8 },
  vm: { cores: 1, memoryMiB: 2048, diskGiB: 20 },
}

/** Where a new guest comes to be. */
export interface Spot {
  readonly cluster: string
  readonly planned: PlannedGuest
  readonly because: string
  /** Whether there is room only after what is to be gone is gone. */
  readonly needsRemovals: boolean
}

interface Seat {
  readonly cluster: string
  readonly known: KnownCluster
  readonly node: NodeView
}

/** The best node for a new guest: where its source is, else where most memory is free. Errors: those of making it there. */
export function findSpot(key: string, entry: GuestEntry, source: Source | undefined, how: PlaceHow): Spot {
  const wish = wishOf(entry, entry.name)
  const clusters = clustersFor(entry, source, how)
  const refusals: AppError[] = []
  for (const needsRemovals of [false, true]) {
    const seats = seatsIn(clusters, entry, source, how, needsRemovals)
    const free = seats.filter(({ cluster, node }) => !isRuledOut(key, placeOfNode(cluster, node.name), how))
    for (const seat of free) {
      try {
        const planned = plannedOn(seat, { ...wish, node: seat.node.name }, source)
        return { cluster: seat.cluster, planned, because: becauseOf(key, entry, seat, seats, source, how), needsRemovals }
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        refusals.push(error)
      }
    }
    if (free.length === 0) refusals.push(ruledOut(key, entry, how))
  }
  throw refusals[0]
}

/** The clusters a new guest may be made in. Errors: GuestInputInvalid where there is none, or two have such a node. */
function clustersFor({ name: guest, node }: GuestEntry, source: Source | undefined, { rooms }: PlaceHow): readonly string[] {
  if (source) return [source.cluster]
  const refuse = (because: string, instead: string) => new AppError('GuestInputInvalid', { guest, field: 'node', because, instead })
  if (rooms.size === 0) throw refuse('There is no cluster of Proxmox yet.', 'Add one first.')
  if (node === undefined) return [...rooms.keys()]
  const having = [...rooms].filter(([, room]) => room.now().nodes.some(each => each.name === node)).map(([name]) => name)
  const all = [...rooms.values()].flatMap(room => room.now().nodes.map(each => each.name)).sort(byName)
  if (having.length === 0) throw refuse(`No cluster has a node called ${node}.`, `There are ${all.join(', ')}.`)
  if (having.length > 1)
    throw refuse(`${having.join(' and ')} each have a node called ${node}.`, 'Name another node, or rename one of them.')
  return having
}

/** The nodes that come into question, the best first. */
function seatsIn(
  clusters: readonly string[],
  { node: wanted }: GuestEntry,
  source: Source | undefined,
  { rooms }: PlaceHow,
  afterRemovals: boolean,
): readonly Seat[] {
  const seats = clusters.flatMap(cluster => {
    const room = rooms.get(cluster)
    const known = afterRemovals ? room?.afterRemovals() : room?.now()
    return known ? known.nodes.map(node => ({ cluster, known, node })) : []
  })
  const isHome = ({ node }: Seat) => Number(node.name === source?.known.node)
  const isOnline = ({ node }: Seat) => Number(node.state === 'online')
  return seats
    .filter(({ node }) => wanted === undefined || node.name === wanted)
    .sort(
      (one, other) =>
        isHome(other) - isHome(one) ||
        isOnline(other) - isOnline(one) ||
        memoryLeft(other.node) - memoryLeft(one.node) ||
        byName(placeOfNode(one.cluster, one.node.name), placeOfNode(other.cluster, other.node.name)),
    )
}

function isRuledOut(key: string, place: string, { rules, placing }: PlaceHow): boolean {
  return rules.leftAlone.has(place) || placing.forbids(key, place) !== undefined
}

function plannedOn({ known, node }: Seat, wish: GuestWish, source: Source | undefined): PlannedGuest {
  // Whether the name is free was settled before, over all clusters.
  const guests = source ? [source.known] : known.guests.filter(guest => guest.template)
  const seen = { ...known, guests: guests.filter(guest => guest.name !== wish.name) }
  const creation = planWish(wish, seen)
  const planned = planCreation(creation.source.kind === 'clone' ? creation : { ...usual[creation.type], ...creation }, seen)
  const { name: guest, copied, diskGiB } = planned
  if (copied?.diskTotalBytes !== undefined && diskGiB !== undefined && diskGiB * gib < copied.diskTotalBytes) {
    const fromGiB = Math.round((copied.diskTotalBytes / gib) * 100) / 100
    throw new AppError('DiskWouldShrink', { guest, slot: `The disk of ${copied.name}`, fromGiB, toGiB: diskGiB })
  }
  const wanted = (planned.memoryMiB ?? source?.memoryMiB ?? 0) * mib
  if (wish.state === 'running' && wanted > memoryLeft(node)) {
    const because = `It would have ${bytesInWords(wanted)}, and ${node.name} has ${bytesInWords(memoryLeft(node))} left for new guests.`
    throw new AppError('GuestInputInvalid', { guest, field: 'memory', because, instead: 'Choose less memory or another node.' })
  }
  return planned
}

function becauseOf(
  key: string,
  entry: GuestEntry,
  { cluster, node }: Seat,
  seats: readonly Seat[],
  source: Source | undefined,
  how: PlaceHow,
): string {
  if (entry.node !== undefined) return `${node.name} was asked for.`
  const [best] = seats
  const isBest = best?.cluster === cluster && best.node.name === node.name
  const ruled = best && !isBest && isRuledOut(key, placeOfNode(best.cluster, best.node.name), how)
  if (ruled) return how.placing.sentenceFor(key) || `${best.node.name} is left alone.`
  if (source?.known.node === node.name) return `${source.known.name} is on ${node.name}.`
  const free = `${bytesInWords(memoryLeft(node))} of memory free`
  if (seats.length === 1) return `${node.name} is the only node, with ${free}.`
  if (!Number.isFinite(memoryLeft(node))) return `${node.name} can take it.`
  return isBest
    ? `${node.name} has the most memory free, ${bytesInWords(memoryLeft(node))}.`
    : `${node.name} has ${free}, the most of those that can take it.`
}

function ruledOut(key: string, { name: guest }: GuestEntry, { placing }: PlaceHow): AppError {
  const kept = placing.sentenceFor(key)
  const because = kept === '' ? 'All nodes it could be on are left alone.' : `No node is left for it. ${kept}`
  return new AppError('GuestInputInvalid', { guest, field: 'node', because, instead: 'Add a node, or take something out of the rule.' })
}
