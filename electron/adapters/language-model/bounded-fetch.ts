import { AppError } from '../../../shared/errors/app-error.ts'
import type { ModelProvider } from '../../../shared/model/language-model.ts'

/**
 * A fetch that tells a server nothing but what is asked of it (no headers of the library or of the environment), follows no redirection,
 * takes only JSON or a stream of events, and ends a body beyond `bodyBytes`.
 * Errors: ModelAnswersBadly, ModelUnreachable.
 */
export function boundedFetch({ address, provider, key, bodyBytes }: Bounds): typeof fetch {
  return async (url, init) => {
    const headers = {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'user-agent': 'MycoPod',
      ...(key !== undefined && proofOf(provider, key, init?.method)),
    }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    if (response.status >= 300 && response.status < 400)
      throw new AppError('ModelUnreachable', { address, because: 'It sends on to another address, which is not followed.' })
    const type = response.headers.get('content-type') ?? ''
    if (response.ok && !/\b(?:json|event-stream)\b/i.test(type))
      throw new AppError('ModelAnswersBadly', { address, because: 'What answers there is something else than a language model.' })
    const { status, headers: given } = response
    return new Response(response.body?.pipeThrough(endAfter(bodyBytes, address)) ?? null, { status, headers: given })
  }
}

/** Where one answers, with what key, and how much is read of an answer. */
interface Bounds {
  readonly address: string
  readonly provider: ModelProvider
  readonly key: string | undefined
  readonly bodyBytes: number
}

/** Anthropic takes questions in the protocol of OpenAI, but lists its models in its own. */
function proofOf(provider: ModelProvider, key: string, method: string | undefined): Readonly<Record<string, string>> {
  return provider === 'anthropic' && method?.toUpperCase() === 'GET'
    ? { 'x-api-key': key, 'anthropic-version': '2023-06-01' }
    : { authorization: `Bearer ${key}` }
}

function endAfter(bytes: number, address: string): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let passed = 0
  return new TransformStream({
    transform: (chunk, controller) => {
      passed += chunk.byteLength
      if (passed > bytes) controller.error(new AppError('ModelAnswersBadly', { address, because: 'Its answer does not end.' }))
      else controller.enqueue(chunk)
    },
  })
}
