import type { z } from 'zod'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestBackup, Image, LoadPoint } from '../../../shared/model/guest.ts'
import type { ClusterSession } from '../../ports/cluster-access.ts'
import type { Log } from '../../ports/log.ts'
import * as answers from './answers.ts'
import type { Call, Client } from './client.ts'
import { aboutGuest, type GuestNames, guestPath } from './guest-calls.ts'
import { contentKinds, present } from './see-cluster.ts'

type Storage = z.output<typeof answers.storages>[number]
type Content = z.output<typeof answers.storageContent>[number]

/** Reads of what one node has, and of histories. */
export function readNode(
  client: Client,
  names: GuestNames,
  log: Log,
): Pick<ClusterSession, 'bridges' | 'images' | 'backups' | 'nodeLoad' | 'guestLoad'> {
  /** What lies in the storages of a node that hold one of these kinds; a storage that fails does not hide the others. */
  async function contents(node: string, kinds: readonly string[], signal: AbortSignal | undefined) {
    const call: Call = { method: 'GET', path: ['nodes', node, 'storage'], doing: `the storages of ${node}` }
    const storages = (await client.ask(call, answers.storages, signal)).filter(storage => storage.active && storage.enabled)
    const wanted = storages.flatMap(storage =>
      contentKinds(storage.content)
        .filter(kind => kinds.includes(kind))
        .map(kind => ({ storage, kind })),
    )
    const found = await Promise.all(wanted.map(({ storage, kind }) => content(node, storage, kind, signal)))
    return found.flat()
  }

  async function content(node: string, storage: Storage, kind: string, signal: AbortSignal | undefined) {
    const path = ['nodes', node, 'storage', storage.storage, 'content']
    const call: Call = {
      method: 'GET',
      path,
      parameters: { content: kind },
      doing: `what is in the storage ${storage.storage}`,
      storage: storage.storage,
    }
    try {
      return (await client.ask(call, answers.storageContent, signal)).map(file => ({ storage, file }))
    } catch (error) {
      if (!isOfOneStorage(error)) throw error
      log.warn('a Proxmox storage could not be read', { storage: storage.storage, node, because: error.message })
      return []
    }
  }

  async function load(call: Call, signal: AbortSignal | undefined): Promise<readonly LoadPoint[]> {
    try {
      return (await client.ask(call, answers.rrdPoints, signal)).map(loadPoint)
    } catch (error) {
      // A node or guest that is new has no history yet.
      if (error instanceof AppError && error.is('ClusterRefused') && error.data.words.startsWith('RRD error')) return []
      throw error
    }
  }

  return {
    bridges: async (node, signal) => {
      const call: Call = {
        method: 'GET',
        path: ['nodes', node, 'network'],
        parameters: { type: 'any_bridge' },
        doing: `the networks of ${node}`,
      }
      return (await client.ask(call, answers.networks, signal)).map(row => ({
        name: row.iface,
        node,
        vlanAware: row.bridge_vlan_aware,
        ...present({ comment: row.comments?.trim() || undefined, cidr: row.cidr }),
      }))
    },
    images: async (node, signal) => {
      const found = await contents(node, ['iso', 'vztmpl', 'import'], signal)
      return found.map(({ storage, file }) => image(node, storage, file)).filter(each => each !== undefined)
    },
    backups: async (node, signal) => {
      const found = await contents(node, ['backup'], signal)
      return found.map(({ storage, file }) => backup(node, storage, file)).filter(each => each !== undefined)
    },
    nodeLoad: (node, range, signal) =>
      load({ method: 'GET', path: ['nodes', node, 'rrddata'], parameters: { timeframe: range }, doing: `the history of ${node}` }, signal),
    guestLoad: (guest, range, signal) => {
      const about = aboutGuest(names, guest, 'the history of %')
      return load({ method: 'GET', path: guestPath(guest, 'rrddata'), parameters: { timeframe: range }, ...about }, signal)
    },
  }
}

function isOfOneStorage(error: unknown): error is AppError {
  const codes = ['ClusterRefused', 'ClusterForbidden', 'ClusterGarbled', 'StorageFull']
  return error instanceof AppError && codes.includes(error.code)
}

const imageKinds: Readonly<Record<string, Image['kind']>> = { iso: 'iso', vztmpl: 'container-template', import: 'disk-image' }

function image(node: string, storage: Storage, file: Content): Image | undefined {
  const kind = imageKinds[file.content]
  // An appliance (OVA) holds disks but is none.
  if (kind === undefined || (kind === 'disk-image' && !['qcow2', 'raw', 'vmdk'].includes(file.format ?? ''))) return undefined
  return {
    volume: file.volid,
    kind,
    name: file.volid.slice(file.volid.search(/[^:/]+$/)),
    storage: storage.storage,
    sizeBytes: file.size ?? 0,
    ...(!storage.shared && { node }),
  }
}

function backup(node: string, storage: Storage, file: Content): GuestBackup | undefined {
  const named = /vzdump-(qemu|lxc)-(\d+)-/.exec(file.volid)
  const kind = file.subtype ?? named?.[1] ?? (/[:/]backup\/(vm|ct)\//.exec(file.volid)?.[1] === 'vm' ? 'qemu' : 'lxc')
  const vmid = file.vmid ?? (named ? Number(named[2]) : undefined)
  if (file.content !== 'backup' || vmid === undefined) return undefined
  return {
    volume: file.volid,
    storage: storage.storage,
    node,
    vmid,
    type: kind === 'qemu' ? 'vm' : 'lxc',
    at: (file.ctime ?? 0) * 1000,
    sizeBytes: file.size ?? 0,
    notes: (file.notes ?? '').trim(),
    protected: file.protected,
  }
}

function loadPoint(point: z.output<typeof answers.rrdPoints>[number]): LoadPoint {
  return {
    at: point.time * 1000,
    ...present({
      cpuFraction: point.cpu,
      memoryUsedBytes: point.memused ?? point.mem,
      memoryTotalBytes: point.memtotal ?? point.maxmem,
      receivedBytesPerSecond: point.netin,
      sentBytesPerSecond: point.netout,
    }),
  }
}
