import { z } from 'zod'
import { portSchema } from './name.ts'

/** Something that answered on the local network, with what it seems to be. */
export const foundDeviceSchema = z.object({
  address: z.string(),
  port: portSchema,
  name: z.string().optional(),
  kind: z.enum(['proxmox', 'opnsense', 'docker-host', 'nas', 'raspberry-pi', 'linux', 'this-computer', 'unknown']),
  /** A sentence for people, for example "Linux computer, Debian". */
  description: z.string(),
  dockerFound: z.boolean().optional(),
  foundBy: z.array(z.enum(['mdns', 'neighbour', 'sweep', 'local', 'demo'])),
  alreadyAdded: z.boolean(),
})
export type FoundDevice = z.output<typeof foundDeviceSchema>

/** A running discovery: found things one by one, and how far it came. */
export const discoveryEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('found'), device: foundDeviceSchema }),
  z.object({ type: z.literal('progress'), fraction: z.number().min(0).max(1), secondsLeft: z.number() }),
  z.object({ type: z.literal('done') }),
])
export type DiscoveryEvent = z.output<typeof discoveryEventSchema>
