import type { z } from 'zod'
import { type StorageContent, storageContentSchema } from '../../../shared/model/cluster.ts'
import type { GuestState, GuestType } from '../../../shared/model/guest.ts'
import type { SeenCluster, SeenGuest, SeenNode, SeenStorage } from '../../../shared/model/seen-cluster.ts'
import type { clusterStatus, resources, tasks } from './answers.ts'
import { readFlag, readList, readNumber, readTags, readText } from './scalars.ts'
import { seenTask } from './seen-task.ts'

type Row = Readonly<Record<string, unknown>>

/** What three answers say of a cluster. Rows that name nothing are passed over: one of thousands must not hide the others. */
export function seeCluster(
  status: z.output<typeof clusterStatus>,
  rows: z.output<typeof resources>,
  taskRows: z.output<typeof tasks>,
  fingerprints: ReadonlyMap<string, string>,
): SeenCluster {
  const cluster = status.find(row => row.type === 'cluster')
  const guests = rows.map(seenGuestRow).filter(guest => guest !== undefined)
  const names = new Map(guests.map(guest => [guest.vmid, guest.name]))
  const nodeRows = new Map(rows.filter(row => row.type === 'node').map(row => [row.node, row]))
  return {
    ...(cluster?.name !== undefined && { name: cluster.name }),
    quorate: cluster?.quorate ?? true,
    nodes: status
      .filter(row => row.type === 'node' && row.name !== undefined)
      .map(row => seenNode(row.name ?? '', row.online, row.ip, fingerprints.get(row.name ?? ''), nodeRows.get(row.name) ?? {}))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    guests,
    storages: rows.map(seenStorageRow).filter(storage => storage !== undefined),
    tasks: taskRows.map(row => seenTask(row, vmid => names.get(vmid))).sort((one, other) => other.startedAt - one.startedAt),
  }
}

/** A guest as a row of the cluster's list tells of it; undefined where the row is of something else. */
export function seenGuestRow(row: Row): SeenGuest | undefined {
  const type: GuestType | undefined = row.type === 'qemu' ? 'vm' : row.type === 'lxc' ? 'lxc' : undefined
  const vmid = readNumber(row.vmid)
  if (type === undefined || vmid === undefined || typeof row.node !== 'string') return undefined
  const haState = readText(row.hastate)
  return {
    vmid,
    type,
    node: row.node,
    name: readText(row.name) ?? guestName(type, vmid),
    state: guestState(row.status),
    template: readFlag(row.template),
    tags: readTags(readText(row.tags)),
    highlyAvailable: haState !== undefined && haState !== 'ignored',
    ...present({
      cpuFraction: readNumber(row.cpu),
      cores: readNumber(row.maxcpu),
      memoryUsedBytes: readNumber(row.mem),
      memoryHostBytes: readNumber(row.memhost),
      memoryTotalBytes: readNumber(row.maxmem),
      diskTotalBytes: readNumber(row.maxdisk),
      uptimeSeconds: readNumber(row.uptime),
      lock: readText(row.lock),
    }),
  }
}

/** What Proxmox itself calls a guest that has no name. */
export function guestName(type: GuestType, vmid: number): string {
  return `${type === 'vm' ? 'VM' : 'CT'} ${vmid}`
}

/** The state by Proxmox's word for it. */
export function guestState(status: unknown): GuestState {
  return status === 'running' || status === 'stopped' || status === 'paused' ? status : 'unknown'
}

/** Kinds of content out of Proxmox's comma-separated list; those unknown here are left out. */
export function contentKinds(content: string | undefined): readonly StorageContent[] {
  return readList(content)
    .map(word => storageContentSchema.safeParse(word).data)
    .filter(kind => kind !== undefined)
    .sort()
}

/** The same without the fields that are undefined. */
export function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  const kept: Partial<T> = {}
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name]
  return kept
}

function seenNode(name: string, online: boolean, address: string | undefined, fingerprint: string | undefined, row: Row): SeenNode {
  return {
    name,
    online,
    ...present({
      address,
      fingerprint,
      cores: readNumber(row.maxcpu),
      memoryTotalBytes: readNumber(row.maxmem),
      diskTotalBytes: readNumber(row.maxdisk),
    }),
    ...(online &&
      present({
        cpuFraction: readNumber(row.cpu),
        memoryUsedBytes: readNumber(row.mem),
        diskUsedBytes: readNumber(row.disk),
        uptimeSeconds: readNumber(row.uptime),
      })),
  }
}

function seenStorageRow(row: Row): SeenStorage | undefined {
  const name = readText(row.storage)
  if (row.type !== 'storage' || name === undefined || typeof row.node !== 'string') return undefined
  return {
    name,
    node: row.node,
    kind: readText(row.plugintype) ?? 'unknown',
    shared: readFlag(row.shared),
    available: row.status === 'available',
    content: contentKinds(readText(row.content)),
    ...present({ usedBytes: readNumber(row.disk), totalBytes: readNumber(row.maxdisk) }),
  }
}
