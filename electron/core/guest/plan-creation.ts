import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestType, Image } from '../../../shared/model/guest.ts'
import { guestSizes } from '../../../shared/model/guest-sizes.ts'
import type { GuestCreation, GuestSource } from '../../../shared/model/guest-wish.ts'
import { freeName } from '../naming/free-name.ts'
import { addressProblem } from './address.ts'
import { checkNode, chooseNode } from './choose-node.ts'
import { checkStorage, chooseStorage } from './choose-storage.ts'
import { gib, type KnownCluster, type KnownGuest, storagesOn } from './known-cluster.ts'
import { ourTag, tagSet } from './ownership.ts'

/** A guest to be made with everything chosen; of a copy, what is absent stays as its source has it. It holds no secret. */
export interface PlannedGuest {
  readonly type: GuestType
  readonly name: string
  readonly vmid?: number | undefined
  readonly node: string
  readonly source: GuestSource
  /** Where the source of a copy is. */
  readonly copied?: KnownGuest | undefined
  readonly cores?: number | undefined
  readonly memoryMiB?: number | undefined
  readonly diskGiB?: number | undefined
  readonly storage?: string | undefined
  readonly network?:
    | {
        readonly bridge: string
        readonly vlan?: number | undefined
        readonly address?: string | undefined
        readonly gateway?: string | undefined
      }
    | undefined
  readonly login?: { readonly user: string; readonly keys: readonly string[] } | undefined
  readonly tags: readonly string[]
  readonly startOnBoot: boolean
  readonly start: boolean
  readonly nesting: boolean
  readonly unprivileged: boolean
  /** Why what was left open was chosen so. */
  readonly because: readonly string[]
}

/**
 * Checks a wish against the cluster and chooses what it leaves open. Errors: GuestInputInvalid naming the field, NodeDown,
 * NodeShort, StorageFull, VmidTaken.
 */
export function planCreation(wish: GuestCreation, known: KnownCluster): PlannedGuest {
  checkName(wish.name, known)
  if (wish.vmid !== undefined && known.guests.some(guest => guest.vmid === wish.vmid))
    throw new AppError('VmidTaken', { cluster: known.name, vmid: wish.vmid })
  const wrong = addressProblem(wish.address, wish.gateway)
  if (wrong) throw invalid(wish.name, wrong.field, wrong.because)
  return wish.source.kind === 'clone' ? planCopy(wish, wish.source, known) : planFromImage(wish, wish.source, known)
}

/** Refuses a name that a guest of the cluster has already. Errors: GuestInputInvalid. */
export function checkName(name: string, { name: cluster, guests }: Pick<KnownCluster, 'name' | 'guests'>, except?: number): void {
  const twin = guests.find(guest => guest.vmid !== except && guest.name.toLowerCase() === name.toLowerCase())
  if (!twin) return
  const other = freeName(
    name,
    guests.map(guest => guest.name),
  )
  throw invalid(name, 'name', `The guest ${twin.vmid} of ${cluster} is called ${twin.name} already.`, `Call it ${other}.`)
}

/** Refuses a network that a node does not have. Errors: GuestInputInvalid. */
export function checkBridge(guest: string, bridge: string, node: string, { bridges }: Pick<KnownCluster, 'bridges'>): void {
  if (bridges.some(each => each.name === bridge && each.nodes.includes(node))) return
  const there = bridges.filter(each => each.nodes.includes(node)).map(each => each.name)
  const instead = there.length === 0 ? 'Choose another node.' : `${node} has ${there.join(', ')}.`
  throw invalid(guest, 'bridge', `${node} has no network called ${bridge}.`, instead)
}

function planFromImage(wish: GuestCreation, source: Exclude<GuestSource, { kind: 'clone' }>, known: KnownCluster): PlannedGuest {
  const { name, type } = wish
  const size = guestSizes[type].small
  const amounts = { cores: wish.cores ?? size.cores, memoryMiB: wish.memoryMiB ?? size.memoryMiB, diskGiB: wish.diskGiB ?? size.diskGiB }
  const images = checkImages(wish, source, known)
  const holders = known.nodes.map(node => node.name).filter(node => images.some(image => holds(node, image, known)))
  if (wish.node !== undefined) {
    checkNode(name, wish.node, amounts.memoryMiB, known)
    if (!holders.includes(wish.node))
      throw invalid(name, 'node', `${wish.node} does not see ${source.volume}.`, `On ${holders.join(', ')} it is there.`)
  }
  const chosen = wish.node === undefined ? chooseNode(name, holders, amounts.memoryMiB, known) : undefined
  const node = chosen?.node.name ?? wish.node ?? ''
  checkCores(name, amounts.cores, node, known)
  const disk = { guest: name, type, node, diskGiB: amounts.diskGiB }
  const stored = wish.storage === undefined ? chooseStorage(disk, known) : { storage: checkStorage(wish.storage, disk, known) }
  const network = planNetwork(wish, node, known)
  return {
    ...common(wish),
    ...amounts,
    node,
    source,
    storage: stored.storage.name,
    network,
    because: [...(chosen ? [chosen.because] : []), ...('because' in stored ? [stored.because] : [])],
  }
}

function planCopy(wish: GuestCreation, source: Extract<GuestSource, { kind: 'clone' }>, known: KnownCluster): PlannedGuest {
  const { name } = wish
  const copied = known.guests.find(guest => guest.vmid === source.vmid)
  if (!copied) throw invalid(name, 'source', `${known.name} has no guest ${source.vmid} to copy.`)
  if (copied.type !== wish.type) throw invalid(name, 'source', `${copied.name} is ${inWords(copied.type)} and not ${inWords(wish.type)}.`)
  if (!source.full && !copied.template)
    throw invalid(name, 'source', `Only a template can share its disk, and ${copied.name} is none.`, 'Make a full copy.')
  const node = wish.node ?? copied.node
  checkNode(name, node, wish.memoryMiB ?? 0, known)
  if (node !== copied.node) checkReach(wish, copied, known)
  if (wish.cores !== undefined) checkCores(name, wish.cores, node, known)
  const heldGiB = (copied.diskTotalBytes ?? 0) / gib
  if (wish.storage !== undefined && source.full) {
    checkStorage(wish.storage, { guest: name, type: wish.type, node, diskGiB: wish.diskGiB ?? heldGiB }, known)
  } else if (wish.storage !== undefined)
    throw invalid(name, 'storage', 'A copy that shares the disk of its template lies where that is.', 'Make a full copy.')
  const network =
    wish.bridge === undefined && wish.vlan === undefined && wish.address === undefined ? undefined : planNetwork(wish, node, known)
  const { cores, memoryMiB, diskGiB, storage } = wish
  return { ...common(wish), node, source, copied, cores, memoryMiB, diskGiB, storage, network, because: [] }
}

/** A copy can be put on another node at once only where every node sees the disks. */
function checkReach({ name }: GuestCreation, copied: KnownGuest, known: KnownCluster): void {
  const shared = new Set(known.storages.filter(storage => storage.node === undefined).map(storage => storage.name))
  const own = (copied.storages ?? []).find(storage => !shared.has(storage))
  if (own === undefined) return
  const because = `${copied.name} has a disk in ${own}, which only ${copied.node} sees.`
  throw invalid(name, 'node', because, `Make it on ${copied.node} and move it later.`)
}

/** What it is made from; the same file may lie on several nodes. */
function checkImages(
  { name, type }: GuestCreation,
  source: Exclude<GuestSource, { kind: 'clone' }>,
  known: KnownCluster,
): readonly Image[] {
  if ((source.kind === 'container-template') !== (type === 'lxc'))
    throw invalid(name, 'source', `${inWords(type).replace(/^a/, 'A')} cannot be made from ${source.volume}.`)
  const images = known.images.filter(image => image.volume === source.volume && image.kind === source.kind)
  if (images.length === 0) throw invalid(name, 'source', `${source.volume} is in no storage of ${known.name}.`)
  return images
}

function holds(node: string, image: Image, known: KnownCluster): boolean {
  return (image.node === undefined || image.node === node) && storagesOn(known, node).some(storage => storage.name === image.storage)
}

function planNetwork(wish: GuestCreation, node: string, known: KnownCluster): PlannedGuest['network'] {
  const bridge =
    wish.bridge ??
    known.bridges
      .filter(each => each.nodes.includes(node))
      .map(each => each.name)
      .sort()[0]
  if (bridge === undefined) {
    if (wish.vlan === undefined && wish.address === undefined) return undefined
    throw invalid(wish.name, 'bridge', `${node} has no network.`, 'Make one in Proxmox first.')
  }
  checkBridge(wish.name, bridge, node, known)
  return { bridge, vlan: wish.vlan, address: wish.address, gateway: wish.gateway }
}

/** Refuses more cores than a node has. Errors: GuestInputInvalid. */
export function checkCores(guest: string, cores: number, node: string, { nodes }: Pick<KnownCluster, 'nodes'>): void {
  const has = nodes.find(each => each.name === node)?.cores
  if (has !== undefined && cores > has) throw invalid(guest, 'cores', `${node} has ${has} of them.`, `Choose ${has} or fewer.`)
}

function common(wish: GuestCreation) {
  const { type, name, vmid, login, start, nesting, unprivileged } = wish
  return {
    type,
    name,
    vmid,
    ...(login && { login: { user: login.user, keys: login.keys } }),
    tags: tagSet([...(wish.tags ?? []), ourTag]),
    startOnBoot: wish.startOnBoot ?? false,
    start,
    nesting,
    unprivileged,
  }
}

function inWords(type: GuestType): string {
  return type === 'vm' ? 'a virtual machine' : 'a container'
}

function invalid(guest: string, field: string, because: string, instead?: string): AppError {
  return new AppError('GuestInputInvalid', { guest, field, because, ...(instead !== undefined && { instead }) })
}
