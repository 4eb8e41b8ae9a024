import { useMutation } from '@tanstack/react-query'
import type { Problem } from '../../../shared/errors/problem.ts'
import { failureOf } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { readDoor } from './setup-draft.ts'

/** Asks whether a remote login answers at an address. Nobody logs in: without an accepted fingerprint the host stops before that. */
export function useAddressCheck(): {
  readonly problem: Problem | undefined
  readonly checking: boolean
  readonly check: (where: { readonly address: string; readonly door: string }, onAnswered: () => void) => void
  readonly forget: () => void
} {
  const test = useMutation(api.devices.test.mutationOptions())
  const failure = test.error === null ? undefined : failureOf(test.error)
  return {
    problem: failure === undefined || answered(failure) ? undefined : failure.problem,
    checking: test.isPending,
    check: ({ address, door }, onAnswered) =>
      test.mutate(
        { address, port: readDoor(door) ?? 22, user: 'nobody', login: { method: 'password', password: 'none' } },
        { onError: error => answered(failureOf(error)) && onAnswered() },
      ),
    forget: test.reset,
  }
}

function answered(failure: ReturnType<typeof failureOf>): boolean {
  return failure.kind === 'known' && failure.wire.code === 'HostKeyNotAccepted'
}
