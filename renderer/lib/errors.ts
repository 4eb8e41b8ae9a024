import { ORPCError } from '@orpc/client'
import { AppError, problemOf } from '../../shared/errors/app-error.ts'
import type { Problem } from '../../shared/errors/problem.ts'
import { type WireError, wireErrorSchema } from '../../shared/errors/wire-error.ts'

/** The four ways in which a call can fail; each wants another answer from the screen. */
export type Failure =
  | { readonly kind: 'connection-lost'; readonly problem: Problem }
  | { readonly kind: 'cancelled'; readonly problem: Problem }
  | { readonly kind: 'known'; readonly problem: Problem; readonly wire: WireError }
  | { readonly kind: 'internal'; readonly problem: Problem }

const unexpected: Problem = {
  title: 'Something went wrong inside MycoPod',
  because: 'Nothing was changed by this screen after it happened.',
  fixes: [{ kind: 'retry' }],
}

/** Says what kind of failure a thrown thing is, with its sentence and fixes. */
export function failureOf(thrown: unknown): Failure {
  const wire = wireOf(thrown)
  if (wire === undefined)
    return isAbort(thrown) ? failureOfWire({ code: 'Cancelled', data: {} }) : { kind: 'internal', problem: unexpected }
  return failureOfWire(wire)
}

/** What happened, why and what helps, for any thrown thing. */
export function problemFrom(thrown: unknown): Problem {
  return failureOf(thrown).problem
}

function failureOfWire(wire: WireError): Failure {
  const problem = problemOf(wire)
  if (wire.code === 'ConnectionLost') return { kind: 'connection-lost', problem }
  if (wire.code === 'Cancelled') return { kind: 'cancelled', problem }
  if (wire.code === 'Internal') return { kind: 'internal', problem }
  return { kind: 'known', problem, wire }
}

function wireOf(thrown: unknown): WireError | undefined {
  if (thrown instanceof AppError) return thrown.toWire()
  if (!(thrown instanceof ORPCError)) return undefined
  const parsed = wireErrorSchema.safeParse({ code: thrown.code, data: thrown.data })
  return parsed.success ? parsed.data : undefined
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError'
}
