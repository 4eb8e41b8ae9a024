import { z } from 'zod'
import { hardwareSchema } from './device.ts'
import { architectureSchema, bytesSchema, idSchema, momentSchema, portSchema } from './name.ts'

export const placementProfileSchema = z.enum(['balanced', 'save-power', 'performance', 'keep-together'])
export type PlacementProfile = z.output<typeof placementProfileSchema>

const rules = z.enum(['apart', 'together'])

/** What is asked of placement. */
export const placementAskSchema = z.object({
  app: z.string(),
  recipe: z.string().optional(),
  memoryBytes: z.object({ minimum: bytesSchema, typical: bytesSchema }),
  storageBytes: z.object({ minimum: bytesSchema, typical: bytesSchema }),
  /** In cores of an Intel N100. */
  cpu: z.object({ minimum: z.number(), typical: z.number() }),
  architectures: z.array(architectureSchema),
  hardware: z.array(z.object({ kind: hardwareSchema, required: z.boolean() })),
  ports: z.array(z.object({ id: z.string(), port: portSchema, protocol: z.enum(['tcp', 'udp']), fixed: z.boolean() })),
  images: z.array(z.string()),
  database: z.enum(['postgresql', 'mariadb']).optional(),
  /** A device name when data pins the app there. */
  dataOn: z.string().optional(),
  rules: z.array(z.object({ rule: rules, with: z.string() })),
  excluded: z.array(z.string()),
  profile: placementProfileSchema,
})
export type PlacementAsk = z.output<typeof placementAskSchema>

/** A device as placement sees it: plain numbers, so that a record replays to the same bytes. */
export const placementDeviceSchema = z.object({
  name: z.string(),
  state: z.enum(['unknown', 'online', 'degraded', 'offline']),
  maintenance: z.boolean(),
  sampleAgeMs: z.number().nullable(),
  architecture: architectureSchema.nullable(),
  memoryTotalBytes: bytesSchema,
  memoryAvailableBytes: bytesSchema,
  storageTotalBytes: bytesSchema,
  storageFreeBytes: bytesSchema,
  cores: z.number(),
  coreSpeed: z.number(),
  /** Mean busy share over the last minutes, 0 to 1. */
  cpuFraction: z.number(),
  /** Share of polls answered in the last 7 days, 0 to 1; null for a device that is new here. */
  answeredFraction: z.number().nullable(),
  /** Deploys that failed there in the last 7 days. */
  failedDeploys: z.number().int(),
  docker: z.boolean(),
  compose: z.boolean(),
  takenPorts: z.array(z.object({ port: portSchema, protocol: z.enum(['tcp', 'udp']), by: z.string() })),
  hardware: z.array(hardwareSchema),
  apps: z.array(z.object({ name: z.string(), recipe: z.string(), memoryBytes: bytesSchema })),
  imagesPresent: z.array(z.string()),
  databases: z.array(z.enum(['postgresql', 'mariadb'])),
  /** The metal below a guest, so that twins are not put on the same one. */
  metal: z.string().nullable(),
})
export type PlacementDevice = z.output<typeof placementDeviceSchema>

/** One filter that a device did not pass. */
export const rejectionSchema = z.object({
  rule: z.enum([
    'offline',
    'maintenance',
    'stale-sample',
    'architecture',
    'memory',
    'storage',
    'port-taken',
    'hardware',
    'docker-missing',
    'compose-missing',
    'data-elsewhere',
    'apart',
    'together',
    'excluded',
  ]),
  /** A sentence without the device's name: "needs 100 GB of storage, has 15 GB free". */
  reason: z.string(),
  needed: z.number().optional(),
  free: z.number().optional(),
  unit: z.enum(['bytes', 'ms', 'port']).optional(),
  /** A port that is free there instead. */
  freePort: portSchema.optional(),
  /** Whether something a person can do changes it. */
  curable: z.boolean(),
})
export type Rejection = z.output<typeof rejectionSchema>

export const factorSchema = z.enum(['memory', 'storage', 'cpu', 'load', 'reliability'])
export type Factor = z.output<typeof factorSchema>

/** A scored device. Points are rounded to a tenth and the total is their exact sum. */
export const candidateSchema = z.object({
  device: z.string(),
  total: z.number(),
  points: z.record(factorSchema, z.number()),
  bonuses: z.array(
    z.object({
      name: z.enum(['image-present', 'database-present', 'data-present', 'spread', 'pack', 'together']),
      points: z.number(),
      because: z.string(),
    }),
  ),
  memoryAfterFraction: z.number(),
  storageAfterFraction: z.number(),
  /** Free ports to use where the preferred one is taken, by port id. */
  ports: z.record(z.string(), portSchema),
})
export type Candidate = z.output<typeof candidateSchema>

/** The decision record of design/placement.md: what was asked, seen, found and why; replaying it gives the same bytes. */
export const placementRecordSchema = z.object({
  id: idSchema,
  at: momentSchema,
  version: z.literal(1),
  ask: placementAskSchema,
  devices: z.array(placementDeviceSchema),
  /** Most points of each factor under the profile; they sum to 100. */
  weights: z.record(factorSchema, z.number()),
  chosen: z.string().nullable(),
  ranked: z.array(candidateSchema),
  rejected: z.array(z.object({ device: z.string(), reasons: z.array(rejectionSchema) })),
  explanation: z.object({
    /** Basic: one sentence about the winner, or why there is none. */
    sentence: z.string(),
    runnerUp: z.string().nullable(),
    /** Winner less runner-up, exactly summing to the lead; largest first. */
    differences: z.array(z.object({ label: z.string(), points: z.number() })),
    lead: z.number().nullable(),
    /** The smallest change that would flip the choice. */
    flip: z.string().nullable(),
  }),
})
export type PlacementRecord = z.output<typeof placementRecordSchema>
