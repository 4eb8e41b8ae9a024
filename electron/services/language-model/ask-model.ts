import { AppError } from '../../../shared/errors/app-error.ts'
import type { ModelUsage } from '../../../shared/model/language-model.ts'
import { tokensAbout } from '../../core/second-reading/tokens-about.ts'
import type { LanguageModels, ModelQuestion } from '../../ports/language-model.ts'
import type { StoredLanguageModel } from '../../ports/store.ts'
import type { ModelRecord } from './model-record.ts'

/** A question with the money it may take. */
export interface PaidQuestion extends ModelQuestion {
  readonly money: Pick<StoredLanguageModel, 'price' | 'monthlyLimit'>
  /** Called once with what it took, also where it failed half-way. */
  readonly onSpent?: (usage: ModelUsage) => void
}

/** Asks, and gives the words of the answer as they come. Errors: ModelLimitReached before anything is sent, and those of LanguageModels. */
export type AskModel = (question: PaidQuestion, signal: AbortSignal | undefined) => AsyncGenerator<string, void>

/** Makes the asker; whatever is answered is counted. */
export function createAskModel(models: () => Promise<LanguageModels>, record: ModelRecord): AskModel {
  /** About how many tokens are sent and not counted yet: two that ask at once share the limit. */
  let underWay = 0
  return async function* ask({ money, onSpent, ...question }, signal) {
    const about = tokensAbout(question.messages.map(({ content }) => content).join(''))
    let text = ''
    let counted: { readonly tokensIn: number; readonly tokensOut: number } | undefined
    let taken = false
    underWay += about
    try {
      await record.refuseBeyondLimit(money, { tokensIn: underWay, tokensOut: 0 })
      const { ask: send } = await models()
      taken = true
      for await (const part of send(question, signal)) {
        if (part.kind === 'usage') counted = { tokensIn: part.tokensIn, tokensOut: part.tokensOut }
        else {
          text += part.words
          yield part.words
        }
      }
    } catch (error) {
      taken &&= text !== '' || !isNotTaken(error)
      throw error
    } finally {
      underWay -= about
      if (taken) {
        const usage = record.usageOf(counted ?? { tokensIn: about, tokensOut: tokensAbout(text) }, money.price)
        onSpent?.(usage)
        await record.spend(usage)
      }
    }
  }
}

/** Whether a server did not even take the question. */
function isNotTaken(error: unknown): boolean {
  return (
    error instanceof AppError &&
    (error.is('ModelUnreachable') || error.is('ModelRefused') || error.is('ModelUnknown') || error.is('ModelBusy'))
  )
}
