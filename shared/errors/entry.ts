import type { z } from 'zod'
import type { Problem } from './problem.ts'

/** One code of the catalogue. */
export interface Entry<S extends z.ZodType> {
  readonly data: S
  readonly blame: 'user' | 'world' | 'us'
  /** HTTP status of the REST interface. */
  readonly status: number
  problem(data: z.output<S>): Problem
}

/** Ties an entry's sentence to the shape of its data. */
export const entry = <S extends z.ZodType>(value: Entry<S>): Entry<S> => value
