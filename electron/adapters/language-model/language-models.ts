import OpenAI from 'openai'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LanguageModels, ModelAddress, ModelPart, ModelQuestion } from '../../ports/language-model.ts'
import { boundedFetch } from './bounded-fetch.ts'
import { type ModelLimits, usualLimits } from './limits.ts'
import { isRefusedWay, modelError } from './model-error.ts'

type Ask = OpenAI.ChatCompletionCreateParamsStreaming
type Chunk = OpenAI.ChatCompletionChunk

/** Opens the ways to language models. */
export function createLanguageModels({
  clock,
  limits = usualLimits,
}: {
  readonly clock: Clock
  readonly limits?: ModelLimits
}): LanguageModels {
  function clientOf({ provider, url, key }: ModelAddress): OpenAI {
    // What is left out would be taken from the environment.
    return new OpenAI({
      baseURL: url,
      apiKey: key ?? 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      timeout: limits.wholeMs,
      logLevel: 'off',
      fetch: boundedFetch({ address: hostOf(url), provider, key, bodyBytes: limits.bodyBytes }),
    })
  }

  /** The value, unless nothing comes in time. */
  async function inTime<T>(work: Promise<T>, ms: number, address: string): Promise<T> {
    const over = new AbortController()
    const silence = clock.wait(ms, over.signal).then(() => {
      throw new AppError('ModelUnreachable', { address, because: `Nothing came from it within ${Math.ceil(ms / 1000)} seconds.` })
    })
    try {
      return await Promise.race([work, silence])
    } finally {
      over.abort()
    }
  }

  async function open(client: OpenAI, question: ModelQuestion, signal: AbortSignal): Promise<AsyncIterable<Chunk>> {
    let refused: unknown
    for (const way of waysToAsk(question, limits.answerTokens)) {
      try {
        return await client.chat.completions.create(way, { signal })
      } catch (error) {
        if (!isRefusedWay(error)) throw error
        refused = error
      }
    }
    throw refused
  }

  async function* ask(question: ModelQuestion, signal?: AbortSignal): AsyncGenerator<ModelPart, void> {
    const address = hostOf(question.at.url)
    const end = clock.monotonic() + limits.wholeMs
    const ended = new AbortController()
    const until = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal
    const within = <T>(work: Promise<T>) => inTime(work, Math.min(limits.silentMs, Math.max(end - clock.monotonic(), 0)), address)
    const bad = (because: string) => new AppError('ModelAnswersBadly', { address, because })
    try {
      const stream = (await within(open(clientOf(question.at), question, until)))[Symbol.asyncIterator]()
      let characters = 0
      for (;;) {
        const { done, value: chunk } = await within(stream.next())
        if (done) break
        const [choice] = chunk.choices ?? []
        const words = choice?.delta?.content
        if (choice?.delta?.tool_calls?.length) throw bad('It tried to call something that is not there.')
        if (choice?.delta?.refusal || choice?.finish_reason === 'content_filter') throw bad('It refused to answer.')
        if (typeof words === 'string' && words !== '') {
          characters += words.length
          if (characters > limits.answerCharacters) throw bad('Its answer does not end.')
          yield { kind: 'words', words }
        }
        if (choice?.finish_reason === 'length') throw bad('Its answer was cut short before its end.')
        if (chunk.usage) yield usageOf(chunk.usage)
      }
      // The library ends a stream that is cancelled as if it were whole.
      if (signal?.aborted) throw signal.reason
      if (characters === 0) throw bad('Its answer was empty.')
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      throw modelError(error, address, question.model)
    } finally {
      ended.abort()
    }
  }

  return {
    list: async (at, signal) => {
      const address = hostOf(at.url)
      const ended = new AbortController()
      try {
        const until = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal
        const { data } = await inTime(clientOf(at).models.list({ signal: until }), limits.silentMs, address)
        if (!Array.isArray(data)) throw new AppError('ModelAnswersBadly', { address, because: 'It does not say which models it has.' })
        return [...new Set(data.flatMap(({ id }) => (typeof id === 'string' && id !== '' ? [id] : [])))].sort().slice(0, mostModels)
      } catch (error) {
        if (signal?.aborted) throw signal.reason
        throw modelError(error, address)
      } finally {
        ended.abort()
      }
    },
    ask,
  }
}

const mostModels = 1000
/** More than any model takes: what claims more is wrong. */
const mostTokens = 10_000_000

/** How a question may be put, best first: servers differ in what they accept. */
function waysToAsk({ at, model, messages, schema }: ModelQuestion, answerTokens: number): readonly Ask[] {
  const least: Ask = {
    model,
    messages: [...messages],
    stream: true,
    ...(at.provider === 'openai' ? { max_completion_tokens: answerTokens } : { max_tokens: answerTokens }),
  }
  const counted: Ask = { ...least, stream_options: { include_usage: true } }
  const shaped: Ask = { ...counted, response_format: { type: 'json_schema', json_schema: { name: 'reading', schema } } }
  return [{ ...shaped, temperature: 0 }, shaped, { ...counted, response_format: { type: 'json_object' } }, least]
}

function usageOf({ prompt_tokens, completion_tokens }: OpenAI.CompletionUsage): ModelPart {
  const count = (tokens: unknown) => (typeof tokens === 'number' && tokens > 0 ? Math.min(Math.round(tokens), mostTokens) : 0)
  return { kind: 'usage', tokensIn: count(prompt_tokens), tokensOut: count(completion_tokens) }
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}
