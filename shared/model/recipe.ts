import { z } from 'zod'
import { hardwareSchema } from './device.ts'
import { architectureSchema, portSchema, slugSchema } from './name.ts'

/** One thing a person may set before deploying; it becomes a variable of the compose file. */
export const recipeSettingSchema = z
  .strictObject({
    /** The variable in compose.yaml, for example ADMIN_PASSWORD. */
    key: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/)
      .describe('The variable of compose.yaml that it fills'),
    label: z.string().min(1).describe('What people read beside the field'),
    help: z.string().optional().describe('One sentence below the field'),
    kind: z.enum(['text', 'password', 'number', 'switch', 'choice', 'email', 'url', 'time-zone']).describe('How it is asked'),
    default: z.string().optional().describe('What is used when nothing is typed'),
    generate: z
      .strictObject({
        length: z.number().int().min(16).max(128).describe('How many characters'),
        alphabet: z.enum(['letters-digits', 'hex', 'base64']).default('letters-digits').describe('Of what it is made'),
      })
      .optional()
      .describe('Make a strong secret when nothing is typed'),
    required: z.boolean().default(false).describe('Whether it must have a value'),
    options: z
      .array(z.strictObject({ value: z.string().describe('What the app is given'), label: z.string().describe('What people read') }))
      .optional()
      .describe('For a choice: two or more'),
    pattern: z.string().optional().describe('A regular expression the value must match'),
    minimum: z.number().optional().describe('For a number'),
    maximum: z.number().optional().describe('For a number'),
    depth: z.enum(['basic', 'advanced', 'expert']).default('basic').describe('From which depth on it is shown'),
    /** Changing it after the first start has no effect, because the app keeps its own copy. */
    onlyAtFirstStart: z.boolean().default(false).describe('The app reads it only once'),
  })
  .describe('A setting with its default')
export type RecipeSetting = z.output<typeof recipeSettingSchema>

/** A port the app opens on its device. The host port is the variable `<ID>_PORT` of compose.yaml, for example WEB_PORT. */
export const recipePortSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .describe('Names the variable: web is WEB_PORT'),
  purpose: z.string().describe('What it is for, in plain words'),
  service: z.string().describe('The service of compose.yaml that answers'),
  container: portSchema.describe('The port inside the container'),
  host: portSchema.describe('The port asked for first'),
  protocol: z.enum(['tcp', 'udp']).default('tcp').describe('How it is spoken to'),
  fixed: z.boolean().default(false).describe('True where another port would not work, such as DNS on 53'),
})
export type RecipePort = z.output<typeof recipePortSchema>

const amount = z.strictObject({
  minimum: z.number().nonnegative().describe('The least that works; for cpu, when idle'),
  typical: z.number().nonnegative().describe('What a household uses; for cpu, when busy'),
})

/** What an app is and needs: manifest.yaml beside a plain compose.yaml. */
export const manifestSchema = z.strictObject({
  slug: slugSchema.describe('The folder name'),
  name: z.string().min(1).describe('As its makers write it'),
  version: z.string().min(1).describe('The pinned version of the main image'),
  checked: z.iso.date().describe('When a person last checked this recipe against the documentation of the app'),
  category: z
    .enum(['files-photos', 'media', 'home', 'documents', 'security', 'network', 'development'])
    .describe('Where the catalog shows it'),
  summary: z.string().max(140).describe('One sentence in plain words'),
  description: z.string().describe('A short paragraph'),
  website: z.url().describe('The page of its makers'),
  documentation: z.url().describe('Where its makers explain it'),
  memoryMiB: amount.describe('Working memory of all its containers: the least that works, and what a household uses'),
  storageGiB: amount.describe('Images and data: the least that works, and what a household uses in the first year'),
  cpu: amount.describe('Cores of an Intel N100: when idle in use, and at a usual busy moment'),
  downloadMiB: z.number().positive().describe('Compressed size of all images, for the time estimate before the registry tells'),
  architectures: z.array(architectureSchema).min(1).describe('Where every image of it runs'),
  hardware: z.array(strictHardware()).default([]).describe('Special hardware; required or merely helpful'),
  database: z.enum(['postgresql', 'mariadb']).optional().describe('The database engine it brings or could share'),
  web: z
    .strictObject({
      port: z.string().describe('The id of the port with its page'),
      path: z.string().default('/').describe('What follows the port in its address'),
      scheme: z.enum(['http', 'https']).default('http').describe('How the container speaks, without a proxy before it'),
    })
    .optional()
    .describe('Its page, absent for apps without one'),
  ports: z.array(recipePortSchema).default([]).describe('The doors it opens on its device'),
  data: z
    .array(
      z.strictObject({
        volume: z.string().describe('The volume name, or a folder beginning with ./'),
        purpose: z.string().describe('What it holds, in plain words'),
        class: z.enum(['precious', 'rebuildable', 'cache']).describe('What its loss would mean'),
      }),
    )
    .default([])
    .describe('Every volume and folder of compose.yaml'),
  health: z
    .strictObject({
      service: z.string().describe('The service that counts'),
      /** The compose file's own healthcheck decides; these limits say how long to wait for it. */
      startSeconds: z.number().int().min(5).max(1800).describe('How long the first start may take until it is healthy'),
      http: z
        .strictObject({
          port: z.string().describe('The id of the port'),
          path: z.string().describe('The address behind it'),
          expect: z.array(z.number().int()).default([200]).describe('The HTTP answers that are right'),
        })
        .optional()
        .describe('What has to answer through the port of the device as well'),
    })
    .describe('When it counts as running'),
  settings: z.array(recipeSettingSchema).default([]).describe('What people may set before deploying'),
  firstSteps: z.array(z.string()).describe('What to do after it runs; {url} and {SETTING} are filled in'),
  notes: z.array(z.string()).default([]).describe('What an operator should know: limits and traps'),
})
export type Manifest = z.output<typeof manifestSchema>

function strictHardware() {
  return z.strictObject({
    kind: hardwareSchema.describe('What the device has to have'),
    required: z.boolean().describe('False where it only helps'),
  })
}

/** A recipe as the catalog holds it. */
export const recipeSchema = z.object({
  manifest: manifestSchema,
  /** The text of compose.yaml. */
  compose: z.string(),
  /** The text of icon.svg. */
  icon: z.string().optional(),
  source: z.enum(['built-in', 'imported']),
})
export type Recipe = z.output<typeof recipeSchema>

/** A catalog card. */
export const recipeSummarySchema = z.object({
  slug: slugSchema,
  name: z.string(),
  version: z.string(),
  category: manifestSchema.shape.category,
  summary: z.string(),
  memoryMiB: amount,
  storageGiB: amount,
  source: recipeSchema.shape.source,
  icon: z.string().optional(),
  /** Names of devices it fits now, of how many, and why the first other one does not. */
  fits: z.object({ devices: z.array(z.string()), of: z.number().int(), obstacle: z.string().optional() }),
  /** Apps made from it. */
  apps: z.array(z.object({ name: z.string(), device: z.string() })),
})
export type RecipeSummary = z.output<typeof recipeSummarySchema>
