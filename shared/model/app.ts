import { z } from 'zod'
import { wireErrorSchema } from '../errors/wire-error.ts'
import { bytesSchema, idSchema, momentSchema, nameSchema, portSchema, slugSchema } from './name.ts'

/** A deployed app as stored. Its name is its folder, compose project and label; secret settings are only named here. */
export const appSchema = z.object({
  id: idSchema,
  name: nameSchema,
  title: z.string(),
  recipe: slugSchema,
  version: z.string(),
  deviceId: idSchema,
  /** Settings that are no secrets. */
  settings: z.record(z.string(), z.string()),
  /** Keys of settings whose values are in the secret store under `app/<id>/<KEY>`. */
  secretSettings: z.array(z.string()),
  ports: z.array(z.object({ id: z.string(), host: portSchema, protocol: z.enum(['tcp', 'udp']) })),
  /** The compose file when edited by hand in Expert, otherwise absent. */
  customCompose: z.string().optional(),
  decisionId: idSchema.optional(),
  stage: z.enum(['deploying', 'deployed', 'removing']),
  createdAt: momentSchema,
  updatedAt: momentSchema,
})
export type App = z.output<typeof appSchema>

/** What an app is doing: from its stage and the last poll of its device. */
export const appStateSchema = z.enum(['deploying', 'starting', 'running', 'unhealthy', 'stopped', 'missing', 'removing', 'unknown'])
export type AppState = z.output<typeof appStateSchema>

/** An app as screens and scripts see it. */
export const appViewSchema = appSchema.extend({
  device: nameSchema,
  state: appStateSchema,
  problem: wireErrorSchema.optional(),
  memoryBytes: bytesSchema.optional(),
  cpuFraction: z.number().optional(),
  /** Where its page is, absent for apps without one. */
  url: z.string().optional(),
  icon: z.string().optional(),
  containers: z.array(
    z.object({
      name: z.string(),
      service: z.string().optional(),
      image: z.string(),
      state: z.string(),
      health: z.string(),
      memoryBytes: bytesSchema.optional(),
    }),
  ),
  /** Where its ports were last seen open; `ports` is where they should be. Left out are those that nothing opens. */
  openPorts: z.array(z.object({ id: z.string(), host: portSchema })).optional(),
  /** Job that works on it now. */
  job: idSchema.optional(),
})
export type AppView = z.output<typeof appViewSchema>

/** What a person asks for. Absent things are chosen: device by placement, name from the recipe, ports by what is free. */
export const deployRequestSchema = z.object({
  recipe: slugSchema,
  device: z.string().optional(),
  name: nameSchema.optional(),
  settings: z.record(z.string(), z.string()).default({}),
  ports: z.record(z.string(), portSchema).default({}),
  profile: z.enum(['balanced', 'save-power', 'performance', 'keep-together']).default('balanced'),
  /** Expert: another compose file in place of the recipe's. */
  compose: z.string().optional(),
  /** The stored decision record the person chose the device from. */
  decision: idSchema.optional(),
})
export type DeployRequest = z.output<typeof deployRequestSchema>

/** A file MycoPod would write, secrets masked. */
export const generatedFileSchema = z.object({ path: z.string(), mode: z.string(), content: z.string() })

/** What a deploy would do, before it is done. */
export const deployPreviewSchema = z.object({
  app: nameSchema,
  title: z.string(),
  device: z.string().optional(),
  ports: z.array(
    z.object({
      id: z.string(),
      purpose: z.string(),
      host: portSchema,
      wanted: portSchema,
      takenBy: z.string().optional(),
      protocol: z.enum(['tcp', 'udp']),
    }),
  ),
  files: z.array(generatedFileSchema),
  /** Sentences: "2 containers, Nextcloud and Redis". */
  willMake: z.array(z.string()),
  downloadBytes: bytesSchema,
  storagePath: z.string().optional(),
  /** From measured past runs, else from the recipe. */
  estimatedSeconds: z.number(),
  problems: z.array(wireErrorSchema),
})
export type DeployPreview = z.output<typeof deployPreviewSchema>

/** One line of an app's log. */
export const logLineSchema = z.object({
  at: momentSchema.optional(),
  container: z.string(),
  stream: z.enum(['out', 'err']),
  text: z.string(),
})
export type LogLine = z.output<typeof logLineSchema>

/** Lines in batches; `dropped` counts what was left out because it came too fast. */
export const logBatchSchema = z.object({ lines: z.array(logLineSchema), dropped: z.number().int() })
export type LogBatch = z.output<typeof logBatchSchema>
