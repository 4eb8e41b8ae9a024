import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLanguageModels } from '../../../electron/adapters/language-model/language-models.ts'
import { usualLimits } from '../../../electron/adapters/language-model/limits.ts'
import type { LanguageModels, ModelQuestion } from '../../../electron/ports/language-model.ts'
import { AppError } from '../../../shared/errors/app-error.ts'
import { createHandClock, type HandClock } from '../../support/hand-clock.ts'
import { passUntil } from '../../support/job-world.ts'
import { type Answer, type ScriptedModel, startScriptedModel } from '../../support/scripted-model.ts'

const key = 'sk-scripted-0123456789'
let model: ScriptedModel
let clock: HandClock
let models: LanguageModels
beforeEach(async () => {
  model = await startScriptedModel({ key, models: ['small', 'large', 'small'] })
  clock = createHandClock()
  models = createLanguageModels({ clock, limits: { ...usualLimits, answerCharacters: 500, bodyBytes: 20_000 } })
})
afterEach(() => model.close())

const question = (more: Partial<ModelQuestion> = {}): ModelQuestion => ({
  at: { provider: 'other', url: model.url, key },
  model: 'small',
  messages: [{ role: 'user', content: 'Hello' }],
  schema: { type: 'object' },
  ...more,
})

async function answerTo(asked: ModelQuestion, signal?: AbortSignal) {
  const words: string[] = []
  let usage: { tokensIn: number; tokensOut: number } | undefined
  for await (const part of models.ask(asked, signal)) {
    if (part.kind === 'words') words.push(part.words)
    else usage = { tokensIn: part.tokensIn, tokensOut: part.tokensOut }
  }
  return { text: words.join(''), parts: words.length, usage }
}

/** The code of an error with the reason in it. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) return String(error)
  return `${error.code}${'because' in error.data ? `: ${error.data.because}` : ''}`
}

describe('a language model that behaves', () => {
  test('offers its models in order, each once', async () => {
    expect(await models.list(question().at)).toEqual(['large', 'small'])
  })

  test('is asked for a shape and without chance, and its answer comes in parts with what it took', async () => {
    model.answers('{"entries":[]} and more words')
    expect(await answerTo(question())).toEqual({
      text: '{"entries":[]} and more words',
      parts: 5,
      usage: { tokensIn: 1000, tokensOut: 200 },
    })
    const [asked] = model.asked
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({
      model: 'small',
      temperature: 0,
      stream: true,
      response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } },
      max_tokens: usualLimits.answerTokens,
    })
  })

  test('is told nothing of this computer but the question', async () => {
    await answerTo(question())
    expect(Object.keys(model.asked[0]?.headers ?? {}).sort()).toEqual(
      expect.arrayContaining(['accept', 'authorization', 'content-type', 'host', 'user-agent']),
    )
    expect(JSON.stringify(model.asked[0]?.headers)).not.toMatch(/stainless|openai|node|linux/i)
  })

  test('of Anthropic lists its models in its own way, and is asked as the others', async () => {
    const at = { provider: 'anthropic', url: model.url, key } as const
    await failureOf(models.list(at))
    await answerTo(question({ at }))
    expect(model.asked.map(({ headers }) => [headers['x-api-key'], headers.authorization])).toEqual([
      [key, undefined],
      [undefined, `Bearer ${key}`],
    ])
  })

  test('that counts wrongly is not believed', async () => {
    model.answers(reply => {
      reply.say('{}')
      reply.end({ prompt_tokens: -5, completion_tokens: 1e300 })
    })
    expect((await answerTo(question())).usage).toEqual({ tokensIn: 0, tokensOut: 10_000_000 })
  })

  test('is not sent the key of the environment', async () => {
    const before = process.env.OPENAI_API_KEY
    process.env.OPENAI_API_KEY = 'sk-of-the-environment'
    try {
      await failureOf(answerTo(question({ at: { provider: 'other', url: model.url } })))
      expect(model.asked[0]?.headers.authorization).toBeUndefined()
    } finally {
      if (before === undefined) delete process.env.OPENAI_API_KEY
      else process.env.OPENAI_API_KEY = before
    }
  })

  test('that knows no schemas is asked in plainer ways', async () => {
    const plain: Answer = reply => {
      if (reply.question.response_format !== undefined || reply.question.temperature !== undefined) reply.refuse(400)
      else {
        reply.say('{}')
        reply.end()
      }
    }
    model.answers(plain)
    expect(await answerTo(question())).toEqual({ text: '{}', parts: 1, usage: undefined })
    expect(model.asked.map(({ body }) => JSON.parse(body).response_format?.type)).toEqual([
      'json_schema',
      'json_schema',
      'json_object',
      undefined,
    ])
  })
})

const misbehaviours: readonly (readonly [string, Answer, string])[] = [
  ['says nothing', reply => reply.end(), 'ModelAnswersBadly: Its answer was empty.'],
  [
    'calls what is not there',
    reply => reply.chunk({ delta: { tool_calls: [{ index: 0, id: 't', type: 'function', function: { name: 'rm', arguments: '{}' } }] } }),
    'ModelAnswersBadly: It tried to call something that is not there.',
  ],
  ['refuses', reply => reply.chunk({ delta: { refusal: 'I will not.' } }), 'ModelAnswersBadly: It refused to answer.'],
  ['is filtered', reply => reply.chunk({ finish_reason: 'content_filter' }), 'ModelAnswersBadly: It refused to answer.'],
  [
    'is cut short',
    reply => {
      reply.say('{"entries":[')
      reply.chunk({ finish_reason: 'length' })
      reply.response.end()
    },
    'ModelAnswersBadly: Its answer was cut short before its end.',
  ],
  ['never ends', reply => reply.say('x'.repeat(501)), 'ModelAnswersBadly: Its answer does not end.'],
  [
    'sends no end of nothing',
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (let line = 0; line < 300; line += 1) response.write(`: ${'.'.repeat(100)}\n\n`)
    },
    'ModelAnswersBadly: Its answer does not end.',
  ],
  [
    'garbles',
    ({ response }) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"choi\n\n'),
    'ModelAnswersBadly: Its answer broke off or was garbled.',
  ],
  [
    'is a web page',
    ({ response }) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    'ModelAnswersBadly: What answers there is something else than a language model.',
  ],
  ['breaks', ({ refuse }) => refuse(500), 'ModelAnswersBadly: It answered with error 500.'],
  ['takes no question in any way', ({ refuse }) => refuse(400), 'ModelAnswersBadly: It answered with error 400.'],
  ['is asked too much', ({ refuse }) => refuse(429), 'ModelBusy: It was asked too much in a short time.'],
  ['wants money', ({ refuse }) => refuse(429, { code: 'insufficient_quota' }), 'ModelBusy: The account there has no credit left.'],
  ['lacks the model', ({ refuse }) => refuse(404, { code: 'model_not_found' }), 'ModelUnknown'],
  ['is not there', ({ response }) => response.writeHead(404).end(), 'ModelUnreachable: Something else answers at this address.'],
  ['hangs up', ({ response }) => response.destroy(), 'ModelUnreachable: The connection was lost.'],
]

describe('a language model that misbehaves', () => {
  test.each(misbehaviours)('%s', async (_, answer, failure) => {
    model.answers(answer)
    expect(await failureOf(answerTo(question()))).toBe(failure)
  })

  test('refuses another key', async () => {
    const at = { ...question().at, key: 'sk-wrong' }
    expect(await failureOf(answerTo(question({ at })))).toBe('ModelRefused')
    expect(await failureOf(models.list(at))).toBe('ModelRefused')
  })

  test('goes silent half-way, and is left', async () => {
    const closed = new Promise<void>(resolve => {
      model.answers(reply => {
        reply.response.on('close', resolve)
        reply.say('{')
      })
    })
    expect(await passUntil(clock, failureOf(answerTo(question())))).toBe('ModelUnreachable: Nothing came from it within 120 seconds.')
    await closed
  })

  test('sends on to another address, which is not asked', async () => {
    let asked = 0
    const other = createServer((_, response) => {
      asked += 1
      response.end()
    })
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    model.answers(({ response }) => response.writeHead(307, { location: `http://127.0.0.1:${port}/v1/chat/completions` }).end())
    expect(await failureOf(answerTo(question()))).toBe('ModelUnreachable: It sends on to another address, which is not followed.')
    other.close()
    expect(asked).toBe(0)
  })

  test('does not listen', async () => {
    await model.close()
    expect(await failureOf(answerTo(question()))).toBe('ModelUnreachable: Nothing listens there.')
  })

  test('is cancelled, and the connection goes with it', async () => {
    const cancel = new AbortController()
    const closed = new Promise<void>(resolve => {
      model.answers(reply => {
        reply.response.on('close', resolve)
        reply.say('{')
      })
    })
    const reason = new Error('enough')
    const work = (async () => {
      for await (const _ of models.ask(question(), cancel.signal)) cancel.abort(reason)
    })()
    await expect(work).rejects.toBe(reason)
    await closed
  })
})
