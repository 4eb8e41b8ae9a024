import type { z } from 'zod'
import { appErrors } from './app-errors.ts'
import { clusterErrors } from './cluster-errors.ts'
import { declarationErrors } from './declaration-errors.ts'
import { deviceErrors } from './device-errors.ts'
import { dockerErrors } from './docker-errors.ts'
import { guestErrors } from './guest-errors.ts'
import { hostErrors } from './host-errors.ts'
import { modelErrors } from './model-errors.ts'

/** Every error MycoPod can speak of; adding one touches the file of its area only. */
export const catalog = {
  ...hostErrors,
  ...deviceErrors,
  ...dockerErrors,
  ...appErrors,
  ...clusterErrors,
  ...guestErrors,
  ...declarationErrors,
  ...modelErrors,
} as const

export type Code = keyof typeof catalog
export type DataOf<C extends Code> = z.output<(typeof catalog)[C]['data']>
