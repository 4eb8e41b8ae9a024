import { z } from 'zod'

/** A name a person gives to a device or an app: lower-case letters, digits and hyphens, at most 40, as host names allow. */
export const nameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(40)
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'Use lower-case letters, digits and hyphens')

/** A catalog slug: the folder name of a recipe. */
export const slugSchema = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/)

/** A stable identity made by MycoPod; never shown in Basic. */
export const idSchema = z.string().min(1).max(64)

/** A moment: milliseconds since 1970-01-01 UTC on the clock of the computer MycoPod runs on. */
export const momentSchema = z.number().int().nonnegative()

/** An amount of memory, storage or traffic in bytes. */
export const bytesSchema = z.number().nonnegative()

/** A TCP or UDP port. */
export const portSchema = z.number().int().min(1).max(65535)

/** Processor architectures by their Docker names. */
export const architectureSchema = z.enum(['amd64', 'arm64', 'arm', 'riscv64', '386'])
export type Architecture = z.output<typeof architectureSchema>
