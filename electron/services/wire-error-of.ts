import { AppError } from '../../shared/errors/app-error.ts'
import type { WireError } from '../../shared/errors/wire-error.ts'
import type { Log } from '../ports/log.ts'
import type { Randomness } from '../ports/randomness.ts'

/** The code and data of any thrown value; one that is not of the catalogue is written to the log under the `ref` of Internal. */
export function wireErrorOf(error: unknown, { log, randomness }: { readonly log: Log; readonly randomness: Randomness }): WireError {
  if (error instanceof AppError) return error.toWire()
  const ref = randomness.id()
  log.error('unexpected error', { ref, error })
  return { code: 'Internal', data: { ref } }
}
