import type { ClusterTask, StorageContent } from './cluster.ts'
import type { GuestState, GuestType } from './guest.ts'

/** A node as the cluster tells of it. Loads are absent where it is offline or the login may not see them. */
export interface SeenNode {
  readonly name: string
  readonly online: boolean
  readonly address?: string
  /** Of its certificate, for the doors. */
  readonly fingerprint?: string
  readonly cpuFraction?: number
  readonly cores?: number
  readonly memoryUsedBytes?: number
  readonly memoryTotalBytes?: number
  readonly diskUsedBytes?: number
  readonly diskTotalBytes?: number
  readonly uptimeSeconds?: number
}

/** A guest as a list tells of it; lists are up to 10 s old. */
export interface SeenGuest {
  readonly vmid: number
  readonly type: GuestType
  readonly node: string
  readonly name: string
  readonly state: GuestState
  readonly template: boolean
  /** In lower case, sorted. */
  readonly tags: readonly string[]
  readonly highlyAvailable: boolean
  readonly cpuFraction?: number
  readonly cores?: number
  readonly memoryUsedBytes?: number
  readonly memoryHostBytes?: number
  readonly memoryTotalBytes?: number
  readonly diskTotalBytes?: number
  readonly uptimeSeconds?: number
  readonly lock?: string
}

export interface SeenStorage {
  readonly name: string
  readonly node: string
  readonly kind: string
  readonly shared: boolean
  readonly available: boolean
  readonly content: readonly StorageContent[]
  readonly usedBytes?: number
  readonly totalBytes?: number
}

/** What one poll reads of a cluster. */
export interface SeenCluster {
  /** Absent for a node that is in no cluster. */
  readonly name?: string
  readonly quorate: boolean
  readonly nodes: readonly SeenNode[]
  readonly guests: readonly SeenGuest[]
  readonly storages: readonly SeenStorage[]
  /** Newest first. */
  readonly tasks: readonly ClusterTask[]
}

/** A guest at this moment. */
export interface SeenGuestStatus {
  readonly state: GuestState
  readonly name: string
  readonly lock?: string
  readonly highlyAvailable: boolean
  readonly uptimeSeconds: number
  readonly memoryUsedBytes?: number
  readonly memoryTotalBytes?: number
}

/** A bridge of one node. */
export interface SeenBridge {
  readonly name: string
  readonly node: string
  readonly comment?: string
  readonly cidr?: string
  readonly vlanAware: boolean
}
