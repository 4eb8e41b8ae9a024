import { ORPCError } from '@orpc/server'
import { AppError } from '../../shared/errors/app-error.ts'
import { catalog } from '../../shared/errors/catalog.ts'
import type { CallContext } from '../handlers/call.ts'

/** The largest request that is read, in bytes. */
export const largestRequest = 1024 * 1024

/** Lets a request through to its call; one that cannot be read is refused in words of the catalogue. For the handler of every face. */
export async function readable<T>({ context, next }: { readonly context: CallContext; next(): Promise<T> }): Promise<T> {
  try {
    return await next()
  } catch (error) {
    if (error instanceof ORPCError && error.code in catalog) throw error
    const { code, data } = context.lab.wireError(refusal(error))
    throw new ORPCError(code, { status: catalog[code].status, data })
  }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof ORPCError)) return unreadable
  if (error.code === 'PAYLOAD_TOO_LARGE') return new AppError('TooMuch', { what: 'The request', limit: largestRequest })
  return error.status < 500 ? unreadable : error
}

const unreadable = new AppError('BadInput', { issues: [{ field: '', message: 'The request cannot be read: its body has to be JSON.' }] })
