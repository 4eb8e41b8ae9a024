import { implement, ORPCError } from '@orpc/server'
import type { CallMeta, Permission } from '../../shared/api/base.ts'
import { contract } from '../../shared/api/contract.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import { catalog } from '../../shared/errors/catalog.ts'
import type { WireError } from '../../shared/errors/wire-error.ts'
import type { SystemInfo } from '../../shared/model/settings.ts'
import type { Services } from '../services/services.ts'

/** Who calls, and on which lab: filled in by the face that took the call. */
export interface CallContext {
  readonly person: SystemInfo['person']
  readonly lab: Lab
}

/** The lab that is shown now: the person's own, or the demo. */
export interface Lab {
  readonly services: Services
  info(person: SystemInfo['person']): Promise<SystemInfo>
  startDemo(): Promise<void>
  leaveDemo(): Promise<void>
  /** Makes a link that signs in once. Errors: NotServed where no server runs. */
  signInLink(): Promise<{ readonly url: string; readonly expiresAt: number }>
  /** The wire form of any thrown thing; what is unexpected goes to the log. */
  wireError(error: unknown): WireError
  /** Aborts when another lab is shown in its place. */
  readonly replaced: AbortSignal
}

const rights: Readonly<Record<SystemInfo['person']['role'], readonly Permission[]>> = {
  viewer: ['view'],
  operator: ['view', 'operate'],
  admin: ['view', 'operate', 'admin'],
}

/** The contract to be implemented: every call passes the check of rights, and every error leaves as code and data. */
export const calls = implement(contract)
  .$context<CallContext>()
  .use(async ({ context, next }) => {
    try {
      return await next()
    } catch (error) {
      throw onTheWire(error, context.lab)
    }
  })
  .use(({ context, procedure, next }) => {
    const { permission } = procedure['~orpc'].meta as CallMeta
    if (!rights[context.person.role].includes(permission)) throw new AppError('NotAllowed', { permission })
    return next()
  })

/** A stream whose errors leave as code and data too, and that ends when another lab is shown. */
export async function* streamed<T>(
  lab: Lab,
  signal: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncIterable<T> | Promise<AsyncIterable<T>>,
): AsyncGenerator<T, void> {
  const until = signal === undefined ? lab.replaced : AbortSignal.any([signal, lab.replaced])
  try {
    yield* await open(until)
  } catch (error) {
    if (until.aborted) return
    throw onTheWire(error, lab)
  }
}

function onTheWire(error: unknown, lab: Lab): ORPCError<string, unknown> {
  const { code, data } = error instanceof ORPCError && error.code === 'BAD_REQUEST' ? badInput(error.data) : lab.wireError(error)
  return new ORPCError(code, { status: catalog[code].status, data })
}

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[]
}

function badInput(data: unknown): WireError {
  const issues =
    typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues) ? (data.issues as readonly Issue[]) : []
  return {
    code: 'BadInput',
    data: {
      issues: issues.slice(0, 20).map(issue => ({
        field: (issue.path ?? []).map(part => String(typeof part === 'object' ? part.key : part)).join('.'),
        message: issue.message,
      })),
    },
  }
}
