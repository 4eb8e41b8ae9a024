import { coresOn, loadOf } from './guests/guest-load.ts'
import { diskBytesOf, memoryBytesOf } from './guests/guest-sizes.ts'
import { nameOf } from './guests/guest-words.ts'
import { nodeLoad } from './node-load.ts'
import { usedBytes } from './volumes.ts'
import type { PveGuest, PveNode, PveStorage, PveWorld } from './world.ts'

type Row = Readonly<Record<string, unknown>>

/** What the nodes told of themselves when they last did. */
interface Told {
  at: number
  readonly guests: Map<number, Row>
  readonly nodes: Map<string, Row>
  readonly storages: Map<string, Row>
  /** When a node was last heard of. */
  readonly heard: Map<string, number>
}

const tellEveryMs = 10_000
const forgottenAfterMs = 300_000
const told = new WeakMap<PveWorld, Told>()

/** Guests as the cluster knows them: where they are and how they are locked at once, how they are doing as of some seconds ago. */
export function guestResources(world: PveWorld, guests: readonly PveGuest[]): readonly Row[] {
  const { guests: known } = toldOf(world)
  return guests.map(guest => guestResource(world, guest, known.get(guest.vmid)))
}

// One that no node has told of yet has no name either.
function guestResource(world: PveWorld, guest: PveGuest, known: Row = { status: 'unknown' }): Row {
  const pool = [...world.pools].find(([, { guests }]) => guests.has(guest.vmid))?.[0]
  const managed = world.managed.get(guest.vmid)
  const { tags, lock } = guest.config
  return {
    id: `${guest.type}/${guest.vmid}`,
    type: guest.type,
    vmid: guest.vmid,
    node: guest.node,
    ...known,
    ...(tags !== undefined && tags !== '' && { tags }),
    ...(lock !== undefined && { lock }),
    ...(pool !== undefined && { pool }),
    ...(managed !== undefined && { hastate: managed }),
  }
}

/** A node as the cluster knows it. Whoever may not look into it is only told that it is there. */
export function nodeResource(world: PveWorld, node: PveNode, seesLoad: boolean): Row {
  const row = { id: `node/${node.name}`, type: 'node', node: node.name, status: node.online ? 'online' : 'offline', level: '' }
  if (!seesLoad) return row
  const known = toldOf(world).nodes.get(node.name) ?? {}
  if (node.online) return { ...row, ...known }
  const { maxcpu, maxmem, maxdisk } = known
  return { ...row, ...(maxcpu !== undefined && { maxcpu, maxmem, maxdisk }) }
}

/** A storage on a node as the cluster knows it. */
export function storageResource(world: PveWorld, storage: PveStorage, node: PveNode): Row {
  return {
    id: `storage/${node.name}/${storage.name}`,
    type: 'storage',
    storage: storage.name,
    node: node.name,
    plugintype: storage.type,
    shared: storage.shared ? 1 : 0,
    content: storage.content.join(','),
    ...(toldOf(world).storages.get(`${node.name}/${storage.name}`) ?? { status: 'unknown' }),
  }
}

/** Whether a storage is for a node. */
export function isOn(storage: PveStorage, node: Pick<PveNode, 'name'>): boolean {
  return storage.nodes === undefined || storage.nodes.includes(node.name)
}

function toldOf(world: PveWorld): Told {
  const now = world.time.now()
  const known = told.get(world)
  if (known && Math.abs(now - known.at) < world.time.realMs(tellEveryMs)) return known
  const fresh = known ?? { at: now, guests: new Map(), nodes: new Map(), storages: new Map(), heard: new Map() }
  fresh.at = now
  for (const node of world.nodes.values()) if (node.online) fresh.heard.set(node.name, now)
  const isForgotten = (node: string) => now - (fresh.heard.get(node) ?? 0) > world.time.realMs(forgottenAfterMs)
  for (const vmid of fresh.guests.keys()) if (!world.guests.has(vmid)) fresh.guests.delete(vmid)
  for (const guest of world.guests.values()) {
    if (world.nodes.get(guest.node)?.online) fresh.guests.set(guest.vmid, guestRow(world, guest))
    else if (isForgotten(guest.node)) fresh.guests.delete(guest.vmid)
  }
  for (const node of world.nodes.values()) {
    if (node.online) fresh.nodes.set(node.name, nodeRow(world, node))
    for (const storage of world.storages.values()) {
      const key = `${node.name}/${storage.name}`
      if (node.online && isOn(storage, node) && !storage.disabled) fresh.storages.set(key, storageRow(world, storage, node))
      else if (node.online || isForgotten(node.name)) fresh.storages.delete(key)
    }
  }
  told.set(world, fresh)
  return fresh
}

function guestRow(world: PveWorld, guest: PveGuest): Row {
  const load = loadOf(guest, world)
  const memory = memoryBytesOf(guest)
  return {
    name: nameOf(guest),
    status: guest.status,
    template: guest.template ? 1 : 0,
    uptime: load.uptimeSeconds,
    cpu: load.cpu,
    maxcpu: coresOn(guest, world),
    mem: load.memoryBytes,
    ...(world.version !== '8.4' && { memhost: load.hostMemoryBytes }),
    maxmem: memory,
    disk: load.diskUsedBytes,
    maxdisk: diskBytesOf(guest),
    netin: load.netInBytes,
    netout: load.netOutBytes,
    diskread: load.diskReadBytes,
    diskwrite: load.diskWriteBytes,
  }
}

function nodeRow(world: PveWorld, node: PveNode): Row {
  const load = nodeLoad(world, node)
  return {
    cpu: load.cpu,
    maxcpu: node.cores,
    mem: load.memoryBytes,
    maxmem: node.memoryBytes,
    disk: load.diskUsedBytes,
    maxdisk: load.diskTotalBytes,
    uptime: load.uptimeSeconds,
  }
}

function storageRow(world: PveWorld, storage: PveStorage, node: PveNode): Row {
  return { status: 'available', disk: usedBytes(world, storage, node.name), maxdisk: storage.totalBytes }
}
