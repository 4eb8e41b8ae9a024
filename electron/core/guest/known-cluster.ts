import type { NodeView, StorageContent, StorageView } from '../../../shared/model/cluster.ts'
import type { GuestConfig, GuestState, GuestType, Image } from '../../../shared/model/guest.ts'

/** What of a cluster guests are decided on. */
export interface KnownCluster {
  readonly name: string
  readonly nodes: readonly NodeView[]
  readonly storages: readonly StorageView[]
  readonly guests: readonly KnownGuest[]
  /** Networks with the nodes that have them. */
  readonly bridges: readonly { readonly name: string; readonly nodes: readonly string[] }[]
  readonly images: readonly Image[]
}

/** What identifies a guest, and what a copy of it takes. */
export interface KnownGuest {
  readonly vmid: number
  readonly name: string
  readonly type: GuestType
  readonly node: string
  readonly template: boolean
  readonly diskTotalBytes?: number | undefined
  /** Where its disks are, for one that is copied. */
  readonly storages?: readonly string[] | undefined
}

/** A guest as it is now. */
export interface GuestNow {
  readonly vmid: number
  readonly name: string
  readonly type: GuestType
  readonly node: string
  readonly state: GuestState
  readonly template: boolean
  /** Whether it bears our tag. */
  readonly ours: boolean
  readonly config: GuestConfig
}

/** Bytes in a GiB, which people call GB. */
export const gib = 1024 ** 3

/** The storages a node sees. */
export function storagesOn(known: Pick<KnownCluster, 'storages'>, node: string): readonly StorageView[] {
  return known.storages.filter(storage => storage.node === undefined || storage.node === node)
}

/** What disks of a type of guest are, in a storage's words. */
export function diskContent(type: GuestType): StorageContent {
  return type === 'vm' ? 'images' : 'rootdir'
}

/** Free bytes of a storage; nothing where it does not tell. */
export function freeBytes({ totalBytes, usedBytes }: StorageView): number | undefined {
  return totalBytes === undefined ? undefined : Math.max(0, totalBytes - (usedBytes ?? 0))
}

/** Free bytes of a node's memory. */
export function freeMemoryBytes({ memoryTotalBytes = 0, memoryUsedBytes = 0 }: NodeView): number {
  return Math.max(0, memoryTotalBytes - memoryUsedBytes)
}

/** Whether it runs, also where it is only paused: then some changes wait for a restart. */
export function isOn({ state }: { readonly state: GuestState }): boolean {
  return state === 'running' || state === 'paused'
}

/** The disk that it starts from: the first of its boot order, else its first. */
export function mainDisk({ type, bootOrder, disks }: GuestConfig): GuestConfig['disks'][number] | undefined {
  if (type === 'lxc') return disks.find(disk => disk.slot === 'rootfs')
  const own = disks.filter(disk => disk.kind === 'disk')
  return bootOrder.map(slot => own.find(disk => disk.slot === slot)).find(disk => disk !== undefined) ?? own[0]
}
