import { z } from 'zod'
import { wireErrorSchema } from '../errors/wire-error.ts'
import { bytesSchema, idSchema, momentSchema, nameSchema } from './name.ts'

/** SHA-256 of a certificate as Proxmox prints it: 32 upper-case hexadecimal bytes with colons between. */
export const fingerprintSchema = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/, 'A fingerprint is 32 pairs of 0–9 and A–F with colons between')

/** A person's login such as `root@pam`, or a token such as `mycopod@pve!mycopod`. */
export const clusterLoginInputSchema = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('password'),
    user: z.string().trim().min(1).max(64),
    password: z.string().min(1),
    code: z.string().optional(),
  }),
  z.object({
    method: z.literal('token'),
    tokenId: z
      .string()
      .trim()
      .regex(/^[^\s@!]+@[^\s@!]+![^\s@!]+$/, 'A token is written user@realm!name'),
    secret: z.string().min(1),
  }),
])
export type ClusterLoginInput = z.output<typeof clusterLoginInputSchema>

/** A way to a cluster: one of its nodes. Without a fingerprint its certificate has to be signed by a known authority. */
export const clusterDoorSchema = z.object({ node: z.string().optional(), url: z.url(), fingerprint: fingerprintSchema.optional() })
export type ClusterDoor = z.output<typeof clusterDoorSchema>

/** A Proxmox VE cluster, or one node that is in none, as stored: how to reach it, nothing secret. */
export const clusterSchema = z.object({
  id: idSchema,
  name: nameSchema,
  /** The door the person gave first, then those of the other nodes as the cluster named them. */
  doors: z.array(clusterDoorSchema).min(1),
  login: z.discriminatedUnion('method', [
    z.object({ method: z.literal('password'), user: z.string() }),
    z.object({ method: z.literal('token'), tokenId: z.string() }),
  ]),
  demo: z.boolean(),
  addedAt: momentSchema,
})
export type Cluster = z.output<typeof clusterSchema>

export const nodeViewSchema = z.object({
  name: z.string(),
  state: z.enum(['online', 'offline', 'unknown']),
  address: z.string().optional(),
  cpuFraction: z.number().optional(),
  cores: z.number().int().optional(),
  memoryUsedBytes: bytesSchema.optional(),
  memoryTotalBytes: bytesSchema.optional(),
  /** What the running guests on it use of its memory, as the node counts it. */
  guestMemoryBytes: bytesSchema,
  diskUsedBytes: bytesSchema.optional(),
  diskTotalBytes: bytesSchema.optional(),
  uptimeSeconds: z.number().optional(),
  /** The managed device that this node is, if one is. */
  device: z.string().optional(),
})
export type NodeView = z.output<typeof nodeViewSchema>

/** What may lie in a storage. */
export const storageContentSchema = z.enum(['images', 'rootdir', 'iso', 'vztmpl', 'backup', 'snippets', 'import'])
export type StorageContent = z.output<typeof storageContentSchema>

/** A storage: one entry where it is shared, one a node where it is not. */
export const storageViewSchema = z.object({
  name: z.string(),
  /** Absent where it is shared by all nodes. */
  node: z.string().optional(),
  kind: z.string(),
  shared: z.boolean(),
  available: z.boolean(),
  content: z.array(storageContentSchema),
  usedBytes: bytesSchema.optional(),
  totalBytes: bytesSchema.optional(),
})
export type StorageView = z.output<typeof storageViewSchema>

/** A network that guests can be on. */
export const bridgeViewSchema = z.object({
  name: z.string(),
  nodes: z.array(z.string()),
  comment: z.string().optional(),
  cidr: z.string().optional(),
  vlanAware: z.boolean(),
  /** Absent until the settings of every guest were read. */
  guests: z.number().int().optional(),
})
export type BridgeView = z.output<typeof bridgeViewSchema>

/** A task of Proxmox: what runs or ran there, whoever began it. */
export const clusterTaskSchema = z.object({
  /** Proxmox's own identity of it (UPID). */
  id: z.string(),
  node: z.string(),
  /** Proxmox's word, for example `qmsnapshot`. */
  type: z.string(),
  /** A phrase in the past or the present, for example "Snapshot of db-1". */
  title: z.string(),
  vmid: z.number().int().optional(),
  user: z.string(),
  state: z.enum(['running', 'succeeded', 'warned', 'failed', 'unknown']),
  /** Proxmox's own words where it failed or warned. */
  outcome: z.string().optional(),
  startedAt: momentSchema,
  endedAt: momentSchema.optional(),
})
export type ClusterTask = z.output<typeof clusterTaskSchema>

/** A cluster with what the last poll saw of it. */
export const clusterViewSchema = clusterSchema.extend({
  state: z.enum(['healthy', 'degraded', 'no-quorum', 'unreachable', 'unknown']),
  problem: wireErrorSchema.optional(),
  /** What the cluster calls itself; absent for a node that is in none. */
  clusterName: z.string().optional(),
  version: z.string().optional(),
  nodesOnline: z.number().int(),
  nodesTotal: z.number().int(),
  nodes: z.array(nodeViewSchema),
  storages: z.array(storageViewSchema),
  guests: z.object({ running: z.number().int(), stopped: z.number().int(), templates: z.number().int() }),
  /** When it was last read, on this computer's clock. */
  seenAt: momentSchema.optional(),
})
export type ClusterView = z.output<typeof clusterViewSchema>
