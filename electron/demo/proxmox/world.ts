import type { DemoTime } from '../demo-time.ts'

/** Which Proxmox VE the simulation answers as. */
export type PveVersion = '9.2' | '8.4'

/** A simulated node. Amounts are in bytes. */
export interface PveNode {
  readonly name: string
  readonly address: string
  readonly number: number
  readonly cores: number
  readonly memoryBytes: number
  online: boolean
  bootedAt: number
  /** What it uses besides its guests. */
  readonly ownMemoryBytes: number
}

/** A simulated storage definition; amounts are per node unless shared. */
export interface PveStorage {
  readonly name: string
  readonly type: 'dir' | 'lvmthin' | 'zfspool' | 'rbd' | 'nfs'
  readonly shared: boolean
  /** Absent: on every node. */
  nodes?: readonly string[]
  content: readonly string[]
  readonly path?: string
  readonly totalBytes: number
  /** What else its definition says. */
  settings?: Readonly<Record<string, string>>
  /** Taken by what is no volume of the simulation, on each node; the fault that fills a storage sets it. */
  otherBytes?: number
  disabled: boolean
}

/** A network interface of a node with its settings as they were given: `type` → `bridge`, `cidr` → `192.168.1.11/24`. */
export interface PveInterface {
  readonly iface: string
  readonly settings: Readonly<Record<string, string>>
}

/** A file or disk in a storage. */
export interface PveVolume {
  /** `local:iso/debian.iso`. */
  readonly volid: string
  readonly storage: string
  /** Where it lies; of a shared storage any node sees it. */
  node: string
  readonly content: string
  readonly format: string
  sizeBytes: number
  usedBytes: number
  readonly ctime: number
  vmid?: number
  notes?: string
  protected?: boolean
  /** The volume a linked copy rests on. */
  parent?: string
  /** Of a backup: the settings of the guest as they were. */
  backupOf?: PveGuest
}

/** The settings of a guest as Proxmox holds them: `memory` → `512`, `scsi0` → `local-lvm:vm-100-disk-0,size=32G`. */
export type PveConfig = Readonly<Record<string, string>>

export interface PveSnapshot {
  readonly name: string
  readonly description: string
  /** Seconds since 1970. */
  readonly at: number
  readonly parent?: string
  readonly config: PveConfig
  readonly vmstate: boolean
}

/** A simulated guest. */
export interface PveGuest {
  readonly vmid: number
  readonly type: 'qemu' | 'lxc'
  node: string
  config: PveConfig
  /** Waiting for a restart: `undefined` stands for a deletion. */
  pending: Readonly<Record<string, string | undefined>>
  snapshots: readonly PveSnapshot[]
  /** The snapshot it now stands on. */
  parent?: string
  status: 'running' | 'stopped'
  paused: boolean
  startedAt: number
  template: boolean
  /** Whether a system is inside that obeys a shutdown and answers as guest agent. */
  obeys: boolean
  /** The IPv4 address its network gives it when its own settings name none. */
  address?: string
  /** Of a container: who may log in as root, as it was told when it was made; Proxmox keeps nothing of it. */
  login?: { readonly keys: readonly string[]; readonly password?: string }
}

/** A simulated task. */
export interface PveTask {
  readonly upid: string
  readonly node: string
  readonly pid: number
  readonly pstart: number
  readonly startedAt: number
  readonly type: string
  readonly id: string
  readonly user: string
  endedAt?: number
  exitstatus?: string
  readonly log: string[]
  readonly abort: AbortController
}

/** All that the simulated cluster holds; guests and volumes are what `routes-*` change. */
export interface PveWorld {
  readonly version: PveVersion
  /** Absent for one node that is in no cluster. */
  readonly clusterName?: string
  readonly time: DemoTime
  readonly nodes: Map<string, PveNode>
  readonly storages: Map<string, PveStorage>
  /** By `volumeKey` of `volumes.ts`: the same name may lie on several nodes. */
  readonly volumes: Map<string, PveVolume>
  readonly guests: Map<number, PveGuest>
  readonly tasks: PveTask[]
  /** Guests that high availability manages, by number: the state asked for. */
  readonly managed: Map<number, string>
  readonly pools: Map<string, { comment?: string; readonly guests: Set<number>; readonly storages: Set<string> }>
  /** Cluster options as set, for example `next-id`. */
  readonly options: Map<string, string>
  /** By node; and what was changed there but not applied. */
  readonly networks: Map<string, readonly PveInterface[]>
  readonly stagedNetworks: Map<string, PveInterface[]>
  /** The certificate of each node, by its name. */
  readonly certificates: Map<string, PveCertificate>
  /** That of the cluster, which signed those of the nodes; it is made when the doors are opened. */
  authority?: PveCertificate
  /** Firewall rules of guests, by number. */
  readonly firewall: Map<number, readonly Readonly<Record<string, string>>[]>
  /** Backup jobs by their id. */
  readonly backupJobs: Map<string, Readonly<Record<string, string>>>
  /** What happened, newest first. */
  readonly log: PveEvent[]
}

/** A certificate as it is shown: its text and its SHA-256, upper case with colons. */
export interface PveCertificate {
  readonly pem: string
  readonly fingerprint: string
}

/** A line of the cluster's log; `at` in milliseconds. */
export interface PveEvent {
  readonly node: string
  readonly user: string
  readonly at: number
  readonly message: string
  readonly failed: boolean
}
