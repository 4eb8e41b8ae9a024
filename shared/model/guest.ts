import { z } from 'zod'
import { bytesSchema, idSchema, momentSchema } from './name.ts'

/** A virtual machine or a container of Proxmox. */
export const guestTypeSchema = z.enum(['vm', 'lxc'])
export type GuestType = z.output<typeof guestTypeSchema>

export const guestStateSchema = z.enum(['running', 'stopped', 'paused', 'unknown'])
export type GuestState = z.output<typeof guestStateSchema>

/** The number Proxmox knows a guest by. */
export const vmidSchema = z.number().int().min(100).max(999_999_999)

/** A guest as a poll saw it. */
export const guestViewSchema = z.object({
  cluster: z.string(),
  vmid: vmidSchema,
  name: z.string(),
  type: guestTypeSchema,
  node: z.string(),
  state: guestStateSchema,
  template: z.boolean(),
  tags: z.array(z.string()),
  /** Whether MycoPod made it or was allowed to keep it: it bears the tag `mycopod`. */
  ours: z.boolean(),
  cpuFraction: z.number().optional(),
  cores: z.number().optional(),
  /** What the guest itself uses of its memory. */
  memoryUsedBytes: bytesSchema.optional(),
  /** What it takes of the node's memory, where Proxmox tells (9.x). */
  memoryHostBytes: bytesSchema.optional(),
  memoryTotalBytes: bytesSchema.optional(),
  diskTotalBytes: bytesSchema.optional(),
  uptimeSeconds: z.number().optional(),
  /** Proxmox's word for what holds it, for example `backup`. */
  lock: z.string().optional(),
  /** Whether Proxmox itself keeps it running (high availability). */
  highlyAvailable: z.boolean(),
  /** The managed device that this guest is, if one is. */
  device: z.string().optional(),
})
export type GuestView = z.output<typeof guestViewSchema>

/** A disk, a drive or a mount of a guest. */
export const guestDiskSchema = z.object({
  /** As Proxmox names it: `scsi0`, `rootfs`, `mp0`, `unused0`. */
  slot: z.string(),
  kind: z.enum(['disk', 'cdrom', 'cloud-init', 'unused', 'other']),
  storage: z.string().optional(),
  volume: z.string().optional(),
  sizeBytes: bytesSchema.optional(),
  /** Where a container sees it. */
  path: z.string().optional(),
})
export type GuestDisk = z.output<typeof guestDiskSchema>

/** A network card of a guest. */
export const guestNetworkSchema = z.object({
  slot: z.string(),
  bridge: z.string().optional(),
  vlan: z.number().int().optional(),
  mac: z.string().optional(),
  model: z.string().optional(),
  /** `dhcp` or CIDR, where Proxmox sets it (containers, cloud-init). */
  address: z.string().optional(),
  gateway: z.string().optional(),
})
export type GuestNetwork = z.output<typeof guestNetworkSchema>

/** The settings of a guest. */
export const guestConfigSchema = z.object({
  type: guestTypeSchema,
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  cores: z.number(),
  memoryMiB: z.number(),
  /** The least a virtual machine is left with when the node runs short (ballooning); 0 when that is off. */
  leastMemoryMiB: z.number().optional(),
  swapMiB: z.number().optional(),
  disks: z.array(guestDiskSchema),
  networks: z.array(guestNetworkSchema),
  bootOrder: z.array(z.string()),
  startOnBoot: z.boolean(),
  os: z.string().optional(),
  cloudInit: z.object({ user: z.string().optional(), hasKeys: z.boolean() }).optional(),
  unprivileged: z.boolean().optional(),
  features: z.array(z.string()),
  protected: z.boolean(),
  agent: z.boolean(),
  template: z.boolean(),
  lock: z.string().optional(),
  /** What was read: a change that names another is refused by Proxmox. */
  digest: z.string(),
})
export type GuestConfig = z.output<typeof guestConfigSchema>

/** A setting that waits for a restart of the guest. */
export const pendingChangeSchema = z.object({ field: z.string(), now: z.string().optional(), next: z.string().optional() })
export type PendingChange = z.output<typeof pendingChangeSchema>

export const guestSnapshotSchema = z.object({
  name: z.string(),
  description: z.string(),
  at: momentSchema.optional(),
  parent: z.string().optional(),
  withMemory: z.boolean(),
  /** Whether the guest now stands on this one. */
  current: z.boolean(),
})
export type GuestSnapshot = z.output<typeof guestSnapshotSchema>

/** A backup that vzdump made. */
export const guestBackupSchema = z.object({
  /** The whole volume name, for example `local:backup/vzdump-lxc-200-….tar.zst`. */
  volume: z.string(),
  storage: z.string(),
  node: z.string(),
  vmid: z.number().int(),
  type: guestTypeSchema,
  at: momentSchema,
  sizeBytes: bytesSchema,
  notes: z.string(),
  protected: z.boolean(),
})
export type GuestBackup = z.output<typeof guestBackupSchema>

/** Something a guest can be made from, or booted with, that lies in a storage. */
export const imageSchema = z.object({
  volume: z.string(),
  kind: z.enum(['iso', 'container-template', 'disk-image']),
  /** The file's name without its folder. */
  name: z.string(),
  storage: z.string(),
  /** Absent where every node sees it. */
  node: z.string().optional(),
  sizeBytes: bytesSchema,
})
export type Image = z.output<typeof imageSchema>

/** All that a guest's own page shows. */
export const guestDetailSchema = z.object({
  guest: guestViewSchema,
  config: guestConfigSchema,
  pending: z.array(pendingChangeSchema),
  snapshots: z.array(guestSnapshotSchema),
  /** Addresses it has now, where the guest agent or the container tells. */
  addresses: z.array(z.string()),
  /** Where Proxmox shows its screen. */
  consoleUrl: z.string(),
})
export type GuestDetail = z.output<typeof guestDetailSchema>

/** A point of a guest's or node's history. */
export const loadPointSchema = z.object({
  at: momentSchema,
  cpuFraction: z.number().optional(),
  memoryUsedBytes: bytesSchema.optional(),
  memoryTotalBytes: bytesSchema.optional(),
  receivedBytesPerSecond: z.number().optional(),
  sentBytesPerSecond: z.number().optional(),
})
export type LoadPoint = z.output<typeof loadPointSchema>

/** Which guest, when it is surely known: by its number in its cluster. */
export const guestKeySchema = z.object({ cluster: idSchema, vmid: vmidSchema })
export type GuestKey = z.output<typeof guestKeySchema>
