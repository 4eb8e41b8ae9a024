import { z } from 'zod'
import { call } from './base.ts'

/** Calls about signing in. */
export const session = {
  /** A link that signs in one browser, once, within ten minutes. */
  link: call('admin')
    .route({ method: 'POST', path: '/session/links', summary: 'A sign-in link that works once' })
    .output(z.object({ url: z.url(), expiresAt: z.number().int() })),
}
