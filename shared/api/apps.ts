import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { appViewSchema, deployPreviewSchema, deployRequestSchema, generatedFileSchema, logBatchSchema } from '../model/app.ts'
import { portSchema } from '../model/name.ts'
import { placementProfileSchema, placementRecordSchema } from '../model/placement.ts'
import { recipeSchema, recipeSummarySchema } from '../model/recipe.ts'
import { appCallErrors, call } from './base.ts'

const ref = z.object({ app: z.string() })
const jobRef = z.object({ job: z.string() })

export const catalog = {
  list: call('view')
    .route({ method: 'GET', path: '/catalog', summary: 'All recipes with where they fit' })
    .output(z.array(recipeSummarySchema).readonly()),
  get: call('view')
    .errors(appCallErrors)
    .route({ method: 'GET', path: '/catalog/{slug}', summary: 'One recipe' })
    .input(z.object({ slug: z.string() }))
    .output(recipeSchema),
}

export const placement = {
  /** Decides where a recipe would go, stores the record and answers with it. */
  place: call('view')
    .errors(appCallErrors)
    .route({ method: 'POST', path: '/placement', summary: 'Which box, and why' })
    .input(z.object({ recipe: z.string(), profile: placementProfileSchema.default('balanced'), excluded: z.array(z.string()).default([]) }))
    .output(placementRecordSchema),
  get: call('view')
    .route({ method: 'GET', path: '/placement/{decision}', summary: 'A stored decision record' })
    .input(z.object({ decision: z.string() }))
    .output(placementRecordSchema),
}

export const apps = {
  list: call('view').route({ method: 'GET', path: '/apps', summary: 'All apps' }).output(z.array(appViewSchema).readonly()),
  get: call('view').route({ method: 'GET', path: '/apps/{app}', summary: 'One app' }).input(ref).output(appViewSchema),
  preview: call('view')
    .errors(appCallErrors)
    .route({ method: 'POST', path: '/apps/preview', summary: 'What a deploy would do' })
    .input(deployRequestSchema)
    .output(deployPreviewSchema),
  deploy: call('admin')
    .errors(appCallErrors)
    .route({ method: 'POST', path: '/apps', summary: 'Deploy an app; answers with a job once the intent is stored' })
    .input(deployRequestSchema)
    .output(jobRef.extend({ app: z.string(), device: z.string(), decision: z.string().optional() })),
  /** Changes settings, ports or the compose file of a running app; only what differs is made anew. */
  change: call('admin')
    .errors(appCallErrors)
    .route({ method: 'PATCH', path: '/apps/{app}', summary: 'Change settings; answers with a job' })
    .input(
      ref.extend({
        settings: z.record(z.string(), z.string()).default({}),
        ports: z.record(z.string(), portSchema).default({}),
        compose: z.string().nullable().optional(),
      }),
    )
    .output(jobRef),
  start: call('operate')
    .errors(appCallErrors)
    .route({ method: 'POST', path: '/apps/{app}/start', summary: 'Start; answers with a job' })
    .input(ref)
    .output(jobRef),
  stop: call('operate')
    .errors(appCallErrors)
    .route({ method: 'POST', path: '/apps/{app}/stop', summary: 'Stop; answers with a job' })
    .input(ref)
    .output(jobRef),
  restart: call('operate')
    .errors(appCallErrors)
    .route({ method: 'POST', path: '/apps/{app}/restart', summary: 'Restart; answers with a job' })
    .input(ref)
    .output(jobRef),
  /** What removing loses and what stays. */
  removalPreview: call('view')
    .route({ method: 'GET', path: '/apps/{app}/removal', summary: 'What removing would lose and leave' })
    .input(ref)
    .output(z.object({ lost: z.array(z.string()), stays: z.array(z.string()), dataBytes: z.number().optional() })),
  remove: call('admin')
    .errors(appCallErrors)
    .route({ method: 'DELETE', path: '/apps/{app}', summary: 'Remove an app; answers with a job' })
    .input(ref.extend({ keepData: z.coerce.boolean().default(false), approved: z.coerce.boolean().default(false) }))
    .output(jobRef),
  logs: call('view')
    .errors(appCallErrors)
    .route({ method: 'GET', path: '/apps/{app}/logs', summary: 'Log lines, followed live when asked' })
    .input(
      ref.extend({
        tail: z.coerce.number().int().min(0).max(10_000).default(500),
        follow: z.coerce.boolean().default(true),
        service: z.string().optional(),
      }),
    )
    .output(eventIterator(logBatchSchema)),
  /** The files as they lie on the device, secrets masked. */
  files: call('view')
    .errors(appCallErrors)
    .route({ method: 'GET', path: '/apps/{app}/files', summary: 'Generated files, secrets masked' })
    .input(ref)
    .output(z.array(generatedFileSchema).readonly()),
  /** A generated password, shown once asked for by an admin; the reading is audited. */
  revealSecret: call('admin')
    .route({ method: 'POST', path: '/apps/{app}/secrets/{key}', summary: 'Show a generated password' })
    .input(ref.extend({ key: z.string() }))
    .output(z.object({ value: z.string() })),
}
