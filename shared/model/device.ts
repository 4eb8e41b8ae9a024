import { z } from 'zod'
import { wireErrorSchema } from '../errors/wire-error.ts'
import { guestKeySchema } from './guest.ts'
import { architectureSchema, bytesSchema, idSchema, momentSchema, nameSchema, portSchema } from './name.ts'

/** How MycoPod reaches a device: over SSH, or this computer's own Docker socket. */
export const deviceKindSchema = z.enum(['ssh', 'local'])
export type DeviceKind = z.output<typeof deviceKindSchema>

export const loginMethodSchema = z.enum(['password', 'key', 'agent', 'none'])
export type LoginMethod = z.output<typeof loginMethodSchema>

/** What the person typed to log in. Secrets in it go to the secret store at once and are never stored or sent back. */
export const loginInputSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('password'), password: z.string().min(1) }),
  z.object({ method: z.literal('key'), privateKey: z.string().min(1), passphrase: z.string().optional() }),
  z.object({ method: z.literal('agent') }),
])
export type LoginInput = z.output<typeof loginInputSchema>

/** A host key as OpenSSH prints it: `SHA256:` and 43 characters of unpadded base64. */
export const hostKeySchema = z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/)

/** A managed box as stored: how to reach it, nothing secret. */
export const deviceSchema = z.object({
  id: idSchema,
  name: nameSchema,
  kind: deviceKindSchema,
  address: z.string(),
  port: portSchema,
  user: z.string(),
  loginMethod: loginMethodSchema,
  /** The pinned host key; absent for this computer. */
  hostKey: hostKeySchema.optional(),
  hasSudoPassword: z.boolean(),
  maintenance: z.boolean(),
  demo: z.boolean(),
  /** The guest of Proxmox that it is, where it is one. */
  guest: guestKeySchema.optional(),
  addedAt: momentSchema,
})
export type Device = z.output<typeof deviceSchema>

/** How MycoPod becomes root there: is root, sudo without or with password, only a member of the docker group, or not at all. */
export const privilegeSchema = z.enum(['root', 'sudo', 'sudo-password', 'docker-group', 'none'])
export type Privilege = z.output<typeof privilegeSchema>

/** Special hardware an app may need. */
export const hardwareSchema = z.enum(['gpu', 'dri', 'zigbee', 'tun', 'kvm'])
export type Hardware = z.output<typeof hardwareSchema>

export const filesystemSchema = z.object({ mount: z.string(), totalBytes: bytesSchema, freeBytes: bytesSchema })

/** What seldom changes about a device, read with a check or a poll. */
export const deviceFactsSchema = z.object({
  hostname: z.string(),
  os: z.object({ id: z.string(), version: z.string(), name: z.string() }),
  kernel: z.string(),
  architecture: architectureSchema,
  /** Board or chassis as the firmware names it, for example "Intel NUC 11" or "Raspberry Pi 4 Model B". */
  model: z.string().optional(),
  cpu: z.object({
    model: z.string(),
    cores: z.number().int().positive(),
    /** Speed of one core where 1.0 is one core of an Intel N100 (core/place/cpu-class.ts says where it comes from). */
    coreSpeed: z.number().positive(),
  }),
  memoryTotalBytes: bytesSchema,
  privilege: privilegeSchema,
  hardware: z.array(hardwareSchema),
  cgroupMemory: z.boolean(),
  docker: z.object({ version: z.string(), composeVersion: z.string().optional(), rootDir: z.string(), running: z.boolean() }).optional(),
  /** Where MycoPod keeps app folders there: /opt/mycopod, or ~/.mycopod without root. */
  appsDir: z.string(),
})
export type DeviceFacts = z.output<typeof deviceFactsSchema>

/** A container as a poll saw it. Memory is the working set: usage less inactive file cache, as `docker stats` counts. */
export const containerSampleSchema = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  health: z.enum(['healthy', 'unhealthy', 'starting', 'none']),
  /** The MycoPod app it belongs to (label io.mycopod.app). */
  app: z.string().optional(),
  /** The compose project it belongs to, MycoPod's or somebody else's. */
  project: z.string().optional(),
  service: z.string().optional(),
  memoryBytes: bytesSchema.optional(),
  /** CPU time used since it started, in microseconds. */
  cpuUsageMicroseconds: z.number().nonnegative().optional(),
  startedAt: momentSchema.optional(),
  exitCode: z.number().int().optional(),
  /** True when the kernel ended it for lack of memory. */
  outOfMemory: z.boolean().optional(),
  /** Published host ports. */
  ports: z.array(z.object({ host: portSchema, container: portSchema, protocol: z.enum(['tcp', 'udp']) })),
})
export type ContainerSample = z.output<typeof containerSampleSchema>

/** One look at a device, one round trip. */
export const sampleSchema = z.object({
  at: momentSchema,
  /** Busy share of all cores since the sample before, 0 to 1. Absent in the first sample. */
  cpuFraction: z.number().min(0).max(1).optional(),
  load: z.tuple([z.number(), z.number(), z.number()]),
  memoryTotalBytes: bytesSchema,
  /** MemAvailable of the kernel: what can be had without swapping. */
  memoryAvailableBytes: bytesSchema,
  filesystems: z.array(filesystemSchema),
  /** Since the sample before. */
  networkBytesPerSecond: z.object({ received: z.number(), sent: z.number() }).optional(),
  diskBytesPerSecond: z.object({ read: z.number(), written: z.number() }).optional(),
  uptimeSeconds: z.number().nonnegative(),
  /** The device's clock less ours, corrected by half the round trip. */
  clockSkewMs: z.number(),
  roundTripMs: z.number(),
  /** Absent where Docker does not answer. */
  containers: z.array(containerSampleSchema).optional(),
  listeningPorts: z.array(z.object({ port: portSchema, protocol: z.enum(['tcp', 'udp']) })),
})
export type Sample = z.output<typeof sampleSchema>

export const deviceStateSchema = z.enum(['unknown', 'online', 'degraded', 'offline'])
export type DeviceState = z.output<typeof deviceStateSchema>

/** A device as screens and scripts see it. */
export const deviceViewSchema = deviceSchema.extend({
  state: deviceStateSchema,
  /** Why it is not simply online. */
  problem: wireErrorSchema.optional(),
  lastSeenAt: momentSchema.optional(),
  facts: deviceFactsSchema.optional(),
  sample: sampleSchema.optional(),
})
export type DeviceView = z.output<typeof deviceViewSchema>

/** One requirement of a device, with what was found and what helps. */
export const deviceCheckSchema = z.object({
  id: z.enum([
    'reachable',
    'login',
    'sudo',
    'os',
    'architecture',
    'docker',
    'compose',
    'storage',
    'memory',
    'clock',
    'cgroup-memory',
    'ports',
  ]),
  result: z.enum(['passed', 'warning', 'failed', 'unknown']),
  /** Plain words for Basic, for example "Docker". */
  title: z.string(),
  /** What was found, for example "version 28.5" or "19.9 GB free". */
  found: z.string(),
  problem: wireErrorSchema.optional(),
})
export type DeviceCheck = z.output<typeof deviceCheckSchema>

/** A point of a history graph: means over the bucket that starts at `at`. */
export const historyPointSchema = z.object({
  at: momentSchema,
  cpuFraction: z.number().optional(),
  memoryUsedBytes: bytesSchema.optional(),
  memoryTotalBytes: bytesSchema.optional(),
  storageUsedBytes: bytesSchema.optional(),
  storageTotalBytes: bytesSchema.optional(),
  receivedBytesPerSecond: z.number().optional(),
  sentBytesPerSecond: z.number().optional(),
  diskReadBytesPerSecond: z.number().optional(),
  diskWrittenBytesPerSecond: z.number().optional(),
})
export type HistoryPoint = z.output<typeof historyPointSchema>
export const historyRangeSchema = z.enum(['2h', '24h', '7d', '90d'])
export type HistoryRange = z.output<typeof historyRangeSchema>
