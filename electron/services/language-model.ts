import { AppError } from '../../shared/errors/app-error.ts'
import type { LanguageModel, ModelPrice, ReadingEvent } from '../../shared/model/language-model.ts'
import type { LanguageModels } from '../ports/language-model.ts'
import type { Log } from '../ports/log.ts'
import type { Randomness } from '../ports/randomness.ts'
import type { StoredLanguageModel } from '../ports/store.ts'
import type { Audit } from './audit.ts'
import type { Changes } from './changes.ts'
import type { Declarations } from './declarations/declarations-service.ts'
import { createAskModel } from './language-model/ask-model.ts'
import { createModelRecord, type ModelRecordDependencies, type TypedAddress } from './language-model/model-record.ts'
import type { ReadAsk, SecondReader } from './language-model/second-reader.ts'

/** The language model that reads declarations beside the built-in reading, where one is set. It proposes words and never acts. */
export interface LanguageModelService {
  get(): Promise<LanguageModel | undefined>
  /** Sets it after it answered one small question; undefined takes it away with its key. Errors: BadInput and those of LanguageModels. */
  set(ask: ModelAsk | undefined, who: string, signal?: AbortSignal): Promise<LanguageModel | undefined>
  /** The models that an address offers. Errors: BadInput and those of LanguageModels. */
  models(typed: TypedAddress, signal?: AbortSignal): Promise<readonly string[]>
  /** What it writes, then one second reading. Errors: NoLanguageModel; whatever else fails is a notice of that reading. */
  read(ask: ReadAsk, signal: AbortSignal): AsyncIterable<ReadingEvent>
}

/** What is asked for a language model. */
export interface ModelAsk extends TypedAddress {
  readonly model: string
  readonly hideNames: boolean
  readonly price?: ModelPrice | undefined
  readonly monthlyLimit?: number | undefined
}

export interface LanguageModelDependencies extends ModelRecordDependencies {
  /** Opens the ways to language models, which a lab without one does without. */
  readonly openLanguageModels: () => Promise<LanguageModels>
  readonly declarations: Pick<Declarations, 'basis'>
  readonly log: Log
  readonly randomness: Randomness
  readonly audit: Audit
  readonly changes: Changes
}

const smallQuestion = {
  messages: [
    { role: 'system', content: 'You answer with JSON only.' },
    { role: 'user', content: 'Answer with {"ready":true}' },
  ],
  schema: { type: 'object', properties: { ready: { type: 'boolean' } }, required: ['ready'], additionalProperties: false },
} as const

/** Makes the service; who sets no model pays nothing for it. */
export function createLanguageModel(dependencies: LanguageModelDependencies): LanguageModelService {
  const { openLanguageModels, audit, changes } = dependencies
  const record = createModelRecord(dependencies)
  let opened: Promise<LanguageModels> | undefined
  let reader: Promise<SecondReader> | undefined

  function models(): Promise<LanguageModels> {
    opened ??= openLanguageModels().catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
  const ask = createAskModel(models, record)

  async function openReader(): Promise<SecondReader> {
    const { createSecondReader } = await import('./language-model/second-reader.ts')
    return createSecondReader({ ...dependencies, ask, basis: dependencies.declarations.basis })
  }

  async function turnOff(who: string): Promise<void> {
    const before = await record.get()
    await record.keep(undefined)
    reader = undefined
    if (before) await audit.record({ who, action: 'languageModel.set', what: 'Turned the language model off', before: inWords(before) })
    changes.tell('settings')
  }

  return {
    get: record.view,
    set: async (wanted, who, signal) => {
      if (!wanted) return void (await turnOff(who))
      const { model, hideNames, price, monthlyLimit } = wanted
      if (monthlyLimit !== undefined && price === undefined)
        throw new AppError('BadInput', { issues: [{ field: 'monthlyLimit', message: 'a limit needs the price of the model' }] })
      const at = await record.addressOf(wanted)
      const before = await record.get()
      for await (const _ of ask({ ...smallQuestion, at, model, money: { price } }, signal));
      const after: StoredLanguageModel = { provider: at.provider, url: at.url, model, hideNames, price, monthlyLimit }
      await record.keep(after, at.key)
      reader = undefined
      await audit.record({
        who,
        action: 'languageModel.set',
        what: 'Let a language model read too',
        ...(before && { before: inWords(before) }),
        after: inWords(after),
      })
      changes.tell('settings')
      return record.view()
    },
    models: async (typed, signal) => {
      const at = await record.addressOf(typed)
      return (await models()).list(at, signal)
    },
    read: async function* (asked, signal) {
      const model = await record.known()
      reader ??= openReader()
      yield* (await reader)(asked, model, signal)
    },
  }
}

function inWords({ model, url, hideNames, price, monthlyLimit }: StoredLanguageModel): string {
  const limit = price && monthlyLimit !== undefined ? `, at most ${monthlyLimit} ${price.currency} a month` : ''
  return `${model} at ${url}, names ${hideNames ? 'hidden' : 'shown'}${limit}`
}
