import { z } from 'zod'
import { guestTypeSchema } from './guest.ts'

/** A name of a guest: a DNS label or several with dots, as Proxmox allows. */
export const guestNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(63)
  .regex(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/, 'Use letters, digits and hyphens')

/** A tag as Proxmox allows: it comes back in lower case. */
export const tagSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_][a-z0-9_+.-]*$/, 'Use letters, digits, hyphens, dots and underscores')

/** What a guest should be like; absent fields are left as they are, or chosen when it is made. The fields are those of a declaration. */
export const guestWishSchema = z.object({
  name: guestNameSchema,
  type: guestTypeSchema.optional(),
  state: z.enum(['running', 'stopped', 'absent']).optional(),
  node: z.string().optional(),
  /** An operating system, for example "debian 12": the newest image of it that the node has. */
  os: z.string().optional(),
  /** A template or guest it is copied from, by name. */
  clone: z.string().optional(),
  cores: z.number().int().min(1).max(512).optional(),
  memoryMiB: z.number().int().min(16).optional(),
  diskGiB: z.number().positive().max(131_072).optional(),
  storage: z.string().optional(),
  bridge: z.string().optional(),
  vlan: z.number().int().min(1).max(4094).optional(),
  /** `dhcp` or an IPv4 or IPv6 address with its prefix length. */
  address: z.union([z.literal('dhcp'), z.cidrv4(), z.cidrv6()]).optional(),
  gateway: z.union([z.ipv4(), z.ipv6()]).optional(),
  startOnBoot: z.boolean().optional(),
  tags: z.array(tagSchema).optional(),
})
export type GuestWish = z.output<typeof guestWishSchema>

/** What a new guest is made from: one of them. `volume` is whole, for example `local:iso/debian-13.iso`. */
export const guestSourceSchema = z.discriminatedUnion('kind', [
  /** A container template. */
  z.object({ kind: z.literal('container-template'), volume: z.string() }),
  /** A disk with an operating system that cloud-init sets up at its first start. */
  z.object({ kind: z.literal('disk-image'), volume: z.string() }),
  /** A disc to install from by hand. */
  z.object({ kind: z.literal('iso'), volume: z.string() }),
  /** A copy of a template or guest: linked shares the template's disk, full does not. */
  z.object({ kind: z.literal('clone'), vmid: z.number().int(), full: z.boolean().default(true) }),
])
export type GuestSource = z.output<typeof guestSourceSchema>

/** A guest to be made. What is absent is chosen and said in the answer. */
export const guestCreationSchema = guestWishSchema.omit({ state: true, os: true, clone: true, type: true }).extend({
  type: guestTypeSchema,
  source: guestSourceSchema,
  vmid: z.number().int().min(100).max(999_999_999).optional(),
  /** Whether it is started when it is made. */
  start: z.boolean().default(true),
  /** Who can log in, where the image has cloud-init or it is a container. */
  login: z
    .object({
      user: z
        .string()
        .regex(/^[a-z_][a-z0-9_-]{0,31}$/)
        .default('root'),
      /** Public keys in OpenSSH form, a line each. */
      keys: z.array(z.string().regex(/^(?:ssh-|ecdsa-|sk-)[^\n]+$/)).default([]),
      password: z.string().min(5).optional(),
    })
    .optional(),
  /** A container: may run containers of its own (Docker). */
  nesting: z.boolean().default(true),
  unprivileged: z.boolean().default(true),
})
export type GuestCreation = z.output<typeof guestCreationSchema>

/** What of a guest is to change; what is absent stays. */
export const guestChangeSchema = z.object({
  name: guestNameSchema.optional(),
  cores: z.number().int().min(1).max(512).optional(),
  memoryMiB: z.number().int().min(16).optional(),
  /** New size of the first disk, never smaller than it is. */
  diskGiB: z.number().positive().max(131_072).optional(),
  /** New sizes of further disks by slot. */
  disks: z.record(z.string(), z.number().positive().max(131_072)).optional(),
  network: z
    .object({
      slot: z.string().default('net0'),
      bridge: z.string().optional(),
      /** null takes the VLAN away. */
      vlan: z.number().int().min(1).max(4094).nullable().optional(),
      address: guestWishSchema.shape.address,
      gateway: guestWishSchema.shape.gateway,
    })
    .optional(),
  tags: z.array(tagSchema).optional(),
  bootOrder: z.array(z.string()).min(1).optional(),
  startOnBoot: z.boolean().optional(),
  description: z.string().max(8192).optional(),
  protected: z.boolean().optional(),
})
export type GuestChange = z.output<typeof guestChangeSchema>

/** What a change of a guest would do, field by field, before it is done. */
export const guestChangePreviewSchema = z.object({
  changes: z.array(
    z.object({
      field: z.string(),
      from: z.string(),
      to: z.string(),
      /** At once, or at its next start. */
      when: z.enum(['now', 'at-restart']),
    }),
  ),
  /** One sentence about downtime, for example "It keeps running." */
  downtime: z.string(),
})
export type GuestChangePreview = z.output<typeof guestChangePreviewSchema>
