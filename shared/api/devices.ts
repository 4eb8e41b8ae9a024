import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import {
  deviceCheckSchema,
  deviceViewSchema,
  historyPointSchema,
  historyRangeSchema,
  hostKeySchema,
  loginInputSchema,
} from '../model/device.ts'
import { discoveryEventSchema } from '../model/discovery.ts'
import { nameSchema, portSchema } from '../model/name.ts'
import { call, deviceCallErrors } from './base.ts'

/** A device by its name or id. */
const ref = z.object({ device: z.string() })
const jobRef = z.object({ job: z.string() })

/** Where a device is and how to log in. Without an accepted host key the answer is HostKeyNotAccepted with the fingerprint. */
export const connectionInputSchema = z.object({
  address: z.string().trim().min(1).max(253),
  port: portSchema.default(22),
  user: z.string().trim().min(1).max(64),
  login: loginInputSchema,
  sudoPassword: z.string().optional(),
  acceptHostKey: hostKeySchema.optional(),
})
export type ConnectionInput = z.output<typeof connectionInputSchema>

/** What of a connection changes; the rest stays, the port too. */
export const connectionChangeSchema = connectionInputSchema.extend({ port: portSchema }).partial()
export type ConnectionChange = z.output<typeof connectionChangeSchema>

export const devices = {
  list: call('view').route({ method: 'GET', path: '/devices', summary: 'All devices' }).output(z.array(deviceViewSchema).readonly()),
  get: call('view').route({ method: 'GET', path: '/devices/{device}', summary: 'One device' }).input(ref).output(deviceViewSchema),
  /** Tests a connection and says what was found; adds nothing. */
  test: call('admin')
    .errors(deviceCallErrors)
    .route({ method: 'POST', path: '/devices/test', summary: 'Try a connection without adding the device' })
    .input(connectionInputSchema)
    .output(z.object({ suggestedName: nameSchema, checks: z.array(deviceCheckSchema).readonly(), hostKey: hostKeySchema })),
  /** Adds after a connection test. */
  add: call('admin')
    .errors(deviceCallErrors)
    .route({ method: 'POST', path: '/devices', summary: 'Add a device after a connection test' })
    .input(connectionInputSchema.extend({ name: nameSchema.optional() }))
    .output(deviceViewSchema),
  addThisComputer: call('admin')
    .errors(deviceCallErrors)
    .route({ method: 'POST', path: '/devices/this-computer', summary: 'Add this computer through its own Docker socket' })
    .input(z.object({ name: nameSchema.optional() }))
    .output(deviceViewSchema),
  /** Changes what is given; a changed connection is tested first and kept as it was when the test fails. */
  edit: call('admin')
    .errors(deviceCallErrors)
    .route({ method: 'PATCH', path: '/devices/{device}', summary: 'Rename a device or change its connection' })
    .input(ref.extend({ name: nameSchema.optional(), connection: connectionChangeSchema.optional() }))
    .output(deviceViewSchema),
  check: call('operate')
    .errors(deviceCallErrors)
    .route({ method: 'POST', path: '/devices/{device}/check', summary: 'Check what a device needs' })
    .input(ref)
    .output(z.array(deviceCheckSchema).readonly()),
  installDocker: call('admin')
    .errors(deviceCallErrors)
    .route({ method: 'POST', path: '/devices/{device}/install-docker', summary: 'Install Docker; answers with a job' })
    .input(ref.extend({ source: z.enum(['distribution', 'docker']).default('distribution') }))
    .output(jobRef),
  startDocker: call('operate')
    .errors(deviceCallErrors)
    .route({ method: 'POST', path: '/devices/{device}/start-docker', summary: 'Start the Docker service' })
    .input(ref)
    .output(deviceViewSchema),
  /** Makes an ed25519 key, installs it on the device, logs in with it and forgets the password. */
  logInByKey: call('admin')
    .errors(deviceCallErrors)
    .route({ method: 'POST', path: '/devices/{device}/use-key', summary: 'Log in with a new security key from now on' })
    .input(ref)
    .output(deviceViewSchema),
  maintenance: call('operate')
    .route({ method: 'POST', path: '/devices/{device}/maintenance', summary: 'Take out of service or back' })
    .input(ref.extend({ on: z.boolean() }))
    .output(deviceViewSchema),
  restart: call('admin')
    .errors(deviceCallErrors)
    .route({ method: 'POST', path: '/devices/{device}/restart', summary: 'Restart the device; answers with a job' })
    .input(ref)
    .output(jobRef),
  /** What would be forgotten and what stays on the device. */
  removalPreview: call('view')
    .route({ method: 'GET', path: '/devices/{device}/removal', summary: 'What removing would forget and leave' })
    .input(ref)
    .output(z.object({ forgotten: z.array(z.string()), stays: z.array(z.string()), apps: z.array(z.string()) })),
  /** Forgets the device; nothing on it changes. With apps on it, needs `approved`. */
  remove: call('admin')
    .route({ method: 'DELETE', path: '/devices/{device}', summary: 'Forget a device' })
    .input(ref.extend({ approved: z.boolean().default(false) }))
    .output(z.object({ forgotten: z.array(z.string()) })),
  history: call('view')
    .route({ method: 'GET', path: '/devices/{device}/history', summary: 'History of memory, processor, storage and network' })
    .input(ref.extend({ range: historyRangeSchema }))
    .output(z.object({ bucketMs: z.number().int(), points: z.array(historyPointSchema).readonly() })),
  discover: call('admin')
    .route({ method: 'GET', path: '/discovery', summary: 'Look for devices on the local network' })
    .input(
      z.object({
        seconds: z.coerce.number().int().min(1).max(120).default(20),
        subnet: z.cidrv4().optional(),
        sweep: z.coerce.boolean().default(true),
      }),
    )
    .output(eventIterator(discoveryEventSchema)),
}
