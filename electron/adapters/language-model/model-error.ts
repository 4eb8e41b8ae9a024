import { APIConnectionError, APIError } from 'openai'
import { AppError } from '../../../shared/errors/app-error.ts'

/** What the library or the server failed with, as an error of the catalogue; what the server wrote is not repeated, for it may repeat the question. */
export function modelError(error: unknown, address: string, model?: string): unknown {
  const own = causes(error).find(cause => cause instanceof AppError)
  if (own) return own
  const options = { cause: error }
  if (error instanceof APIConnectionError) return new AppError('ModelUnreachable', { address, because: whyUnreachable(error) }, options)
  const status = error instanceof APIError ? error.status : undefined
  switch (status) {
    case 401:
    case 403:
      return new AppError('ModelRefused', { address }, options)
    case 402:
      return new AppError('ModelBusy', { address, because: 'The account there has no credit left.' }, options)
    case 404:
      return model !== undefined && error instanceof APIError && isExplained(error)
        ? new AppError('ModelUnknown', { address, model }, options)
        : new AppError('ModelUnreachable', { address, because: 'Something else answers at this address.' }, options)
    case 429: {
      const because = isOutOfCredit(error) ? 'The account there has no credit left.' : 'It was asked too much in a short time.'
      return new AppError('ModelBusy', { address, because }, options)
    }
    default: {
      const because = status === undefined ? 'Its answer broke off or was garbled.' : `It answered with error ${status}.`
      return new AppError('ModelAnswersBadly', { address, because }, options)
    }
  }
}

/** Whether a server refuses how it is asked rather than what: another way of asking may do. */
export function isRefusedWay(error: unknown): boolean {
  return error instanceof APIError && (error.status === 400 || error.status === 422) && error.code !== 'context_length_exceeded'
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there.',
  ENOTFOUND: 'The name is not known.',
  EAI_AGAIN: 'The name could not be looked up.',
  EHOSTUNREACH: 'There is no way to it.',
  ENETUNREACH: 'There is no way to it.',
  ETIMEDOUT: 'It does not answer.',
  UND_ERR_CONNECT_TIMEOUT: 'It does not answer.',
}

function whyUnreachable(error: unknown): string {
  for (const cause of causes(error)) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
    const reason = reasons[code]
    if (reason !== undefined) return reason
    if (/CERT|SELF_SIGNED|TLS|SSL/.test(code)) return 'Its certificate is not trusted by this computer.'
  }
  return 'The connection was lost.'
}

function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = []
  for (let next = error; next !== undefined && found.length < 8; next = next instanceof Error ? next.cause : undefined) {
    found.push(next)
    if (next instanceof AggregateError) found.push(...next.errors)
  }
  return found
}

/** An error in the words of the protocol, not just any page that is not there. */
function isExplained(error: APIError): boolean {
  return typeof error.error === 'object' && error.error !== null
}

function isOutOfCredit(error: unknown): boolean {
  return error instanceof APIError && (error.code === 'insufficient_quota' || error.type === 'insufficient_quota')
}
