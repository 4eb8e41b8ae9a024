import { AppError } from '../../../shared/errors/app-error.ts'
import type { LanguageModel, ModelPrice, ModelProvider, ModelUsage } from '../../../shared/model/language-model.ts'
import { leavesHome, modelUrl } from '../../core/second-reading/model-address.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ModelAddress } from '../../ports/language-model.ts'
import type { Redaction } from '../../ports/log.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Store, StoredLanguageModel } from '../../ports/store.ts'

/** An address as a person gives it; without a key the one that is kept for it. */
export interface TypedAddress {
  readonly provider: ModelProvider
  readonly url: string
  readonly key?: string | undefined
}

/** The language model that is set, its key, and what was spent on it. */
export interface ModelRecord {
  get(): Promise<StoredLanguageModel | undefined>
  view(): Promise<LanguageModel | undefined>
  /** What is set with its key. Errors: NoLanguageModel, SecretStoreLocked. */
  known(): Promise<StoredLanguageModel & { readonly at: ModelAddress }>
  /** Where a person means, masked from now on. A key is not sent to another address than it was given for. Errors: BadInput. */
  addressOf(typed: TypedAddress): Promise<ModelAddress>
  /** Keeps it with its key; undefined forgets both. */
  keep(model: StoredLanguageModel | undefined, key?: string): Promise<void>
  /** What tokens cost at a price. */
  usageOf(tokens: Tokens, price: ModelPrice | undefined): ModelUsage
  spend(usage: ModelUsage): Promise<void>
  /** Errors: ModelLimitReached where these tokens would pass the limit of the month. */
  refuseBeyondLimit(model: Pick<StoredLanguageModel, 'price' | 'monthlyLimit'>, tokens: Tokens): Promise<void>
}

export interface Tokens {
  readonly tokensIn: number
  readonly tokensOut: number
}

export interface ModelRecordDependencies {
  readonly store: Pick<Store, 'languageModel' | 'modelSpending'>
  readonly secrets: Secrets
  readonly redaction: Redaction
  readonly clock: Clock
}

const keyName = 'language-model/key'
const million = 1_000_000

/** Makes the record over the store and the secrets. */
export function createModelRecord({ store, secrets, redaction, clock }: ModelRecordDependencies): ModelRecord {
  const month = () => new Date(clock.now()).toISOString().slice(0, 7)

  async function keptKey(): Promise<string | undefined> {
    const key = await secrets.get(keyName)
    if (key !== undefined) redaction.register(key)
    return key
  }

  async function spent(price: ModelPrice | undefined): Promise<ModelUsage> {
    const all = await store.modelSpending.of(month())
    const amount = price && (all.find(each => each.currency === price.currency)?.amount ?? 0)
    return {
      tokensIn: all.reduce((sum, each) => sum + each.tokensIn, 0),
      tokensOut: all.reduce((sum, each) => sum + each.tokensOut, 0),
      ...(price && { cost: { amount: amount ?? 0, currency: price.currency } }),
    }
  }

  function usageOf(tokens: Tokens, price: ModelPrice | undefined): ModelUsage {
    const { tokensIn, tokensOut } = tokens
    if (!price) return { tokensIn, tokensOut }
    const amount = (tokensIn * price.perMillionIn + tokensOut * price.perMillionOut) / million
    return { tokensIn, tokensOut, cost: { amount, currency: price.currency } }
  }

  return {
    get: () => store.languageModel.get(),
    view: async () => {
      const model = await store.languageModel.get()
      if (!model) return undefined
      return {
        ...model,
        hasKey: (await secrets.names(keyName)).includes(keyName),
        leavesHome: leavesHome(model.url),
        spent: await spent(model.price),
      }
    },
    known: async () => {
      const model = await store.languageModel.get()
      if (!model) throw new AppError('NoLanguageModel', {})
      const { provider, url } = model
      return { ...model, at: { provider, url, key: await keptKey() } }
    },
    addressOf: async ({ provider, url: typed, key }) => {
      const found = modelUrl(provider, typed)
      if ('wrong' in found) throw new AppError('BadInput', { issues: [{ field: 'url', message: found.wrong }] })
      const given = key?.trim()
      if (given !== undefined && given !== '') redaction.register(given)
      const kept = given === undefined && (await store.languageModel.get())?.url === found.url ? await keptKey() : undefined
      return { provider, url: found.url, key: given || kept }
    },
    keep: async (model, key) => {
      // Whatever fails on the way, no key is kept beside an address that it was not given for.
      if (model?.url !== (await store.languageModel.get())?.url) await store.languageModel.save(undefined)
      if (model && key !== undefined) await secrets.set(keyName, key)
      await store.languageModel.save(model)
      if (key === undefined || !model) await secrets.remove(keyName)
    },
    usageOf,
    spend: ({ tokensIn, tokensOut, cost }) =>
      store.modelSpending.add({ month: month(), currency: cost?.currency ?? '', tokensIn, tokensOut, amount: cost?.amount ?? 0 }),
    refuseBeyondLimit: async ({ price, monthlyLimit }, tokens) => {
      if (!price || monthlyLimit === undefined) return
      const already = (await spent(price)).cost?.amount ?? 0
      const more = usageOf(tokens, price).cost?.amount ?? 0
      if (already + more > monthlyLimit)
        throw new AppError('ModelLimitReached', { limit: monthlyLimit, spent: already, currency: price.currency })
    },
  }
}
