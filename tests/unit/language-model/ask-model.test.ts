import { expect, test } from 'vitest'
import type { LanguageModels, ModelPart } from '../../../electron/ports/language-model.ts'
import { createAskModel } from '../../../electron/services/language-model/ask-model.ts'
import { createModelRecord } from '../../../electron/services/language-model/model-record.ts'
import { AppError } from '../../../shared/errors/app-error.ts'
import { createHandClock } from '../../support/hand-clock.ts'
import { createMemoryStore } from '../../support/memory-store.ts'
import { codeOf } from '../../support/small-lab.ts'
import { createMemorySecrets, createPlainRedaction } from '../../support/small-ports.ts'

/** A price of a unit a token, so that money and tokens are the same number. */
const price = { currency: 'EUR', perMillionIn: 1_000_000, perMillionOut: 1_000_000 }
const at = { provider: 'other', url: 'http://127.0.0.1:1/v1' } as const
const lastDay = Date.UTC(2026, 0, 31, 23, 59)

function world(answer: () => AsyncIterable<ModelPart>) {
  const clock = createHandClock(lastDay)
  const record = createModelRecord({ store: createMemoryStore(), secrets: createMemorySecrets(), redaction: createPlainRedaction(), clock })
  const models: LanguageModels = { list: async () => [], ask: answer }
  const ask = createAskModel(async () => models, record)
  /** Asks with a question of so many tokens. */
  const put = async (tokens: number, monthlyLimit?: number): Promise<string> => {
    const messages = [{ role: 'user', content: 'word'.repeat(tokens) }] as const
    let text = ''
    for await (const words of ask({ at, model: 'm', messages, schema: {}, money: { price, monthlyLimit } }, undefined)) text += words
    return text
  }
  const leftOf = (limit: number, tokensIn: number) =>
    codeOf(record.refuseBeyondLimit({ price, monthlyLimit: limit }, { tokensIn, tokensOut: 0 }))
  return { clock, put, leftOf }
}

test('where a model does not count, its words are counted by their length', async () => {
  const { put, leftOf } = world(async function* () {
    yield { kind: 'words', words: 'four four ' }
  })
  expect(await put(10)).toBe('four four ')
  // 10 asked, 10 characters answered.
  expect([await leftOf(14, 1), await leftOf(14, 2)]).toEqual(['nothing', 'ModelLimitReached'])
})

test('two that ask at once share the limit', async () => {
  const { put } = world(async function* () {
    yield { kind: 'usage', tokensIn: 0, tokensOut: 0 }
  })
  const outcomes = await Promise.all([codeOf(put(10, 15)), codeOf(put(10, 15))])
  expect(outcomes.sort()).toEqual(['ModelLimitReached', 'nothing'])
  expect(await codeOf(put(10, 15))).toBe('nothing')
})

test('a month that is over is forgotten', async () => {
  const { clock, put } = world(async function* () {
    yield { kind: 'usage', tokensIn: 10, tokensOut: 5 }
  })
  expect(await codeOf(put(10, 15))).toBe('nothing')
  expect(await codeOf(put(10, 15))).toBe('ModelLimitReached')
  await clock.pass(60_000)
  expect(await codeOf(put(10, 15))).toBe('nothing')
})

test('what fails half-way is counted, and what was not taken is not', async () => {
  let words = ''
  const { put, leftOf } = world(async function* () {
    if (words !== '') yield { kind: 'words', words }
    throw new AppError('ModelUnreachable', { address: 'here', because: 'It went away.' })
  })
  expect(await codeOf(put(10))).toBe('ModelUnreachable')
  expect(await leftOf(10, 10)).toBe('nothing')
  words = 'four'
  expect(await codeOf(put(10))).toBe('ModelUnreachable')
  expect([await leftOf(12, 1), await leftOf(12, 2)]).toEqual(['nothing', 'ModelLimitReached'])
})
