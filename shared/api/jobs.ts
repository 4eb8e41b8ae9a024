import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { auditEntrySchema } from '../model/audit.ts'
import { jobEventSchema, jobViewSchema, whatIDidSchema } from '../model/job.ts'
import { call } from './base.ts'

const ref = z.object({ job: z.string() })

export const jobs = {
  list: call('view')
    .route({ method: 'GET', path: '/jobs', summary: 'Jobs, newest first' })
    .input(
      z.object({
        limit: z.coerce.number().int().min(1).max(1000).default(200),
        subject: z.string().optional(),
        status: z.enum(['all', 'running', 'failed']).default('all'),
      }),
    )
    .output(z.array(jobViewSchema).readonly()),
  get: call('view').route({ method: 'GET', path: '/jobs/{job}', summary: 'One job' }).input(ref).output(jobViewSchema),
  /** Events after `after`, then live ones until the job ended; batched, at most 20 batches a second; `dropped` counts lines and progress left out for a slow reader. */
  follow: call('view')
    .route({ method: 'GET', path: '/jobs/{job}/events', summary: 'Events of a job, live' })
    .input(ref.extend({ after: z.coerce.number().int().min(0).default(0) }))
    .output(eventIterator(z.object({ events: z.array(jobEventSchema).readonly(), dropped: z.number().int().default(0) }))),
  cancel: call('operate')
    .route({ method: 'POST', path: '/jobs/{job}/cancel', summary: 'Cancel; what was made so far is undone' })
    .input(ref)
    .output(jobViewSchema),
  whatIDid: call('view')
    .route({ method: 'GET', path: '/jobs/{job}/what-i-did', summary: 'Everything that was run and written, secrets masked' })
    .input(ref)
    .output(whatIDidSchema),
}

export const audit = {
  list: call('view')
    .route({ method: 'GET', path: '/audit', summary: 'Who changed what, newest first' })
    .input(
      z.object({
        since: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(10_000).default(500),
        search: z.string().optional(),
      }),
    )
    .output(z.array(auditEntrySchema).readonly()),
  /** With `archive`, also the entries that left the database for the files of the archive. */
  verify: call('view')
    .route({ method: 'GET', path: '/audit/verify', summary: 'Whether any entry was altered' })
    .input(z.object({ archive: z.coerce.boolean().default(false) }).prefault({}))
    .output(
      z.object({
        /** How many entries were looked at; of them `archived` have left the database. */
        entries: z.number().int(),
        archived: z.number().int(),
        since: z.number().nullable(),
        /** The number of the first entry that is missing or not as it was written. */
        altered: z.number().int().nullable(),
      }),
    ),
}
