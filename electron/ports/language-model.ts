import type { ModelProvider } from '../../shared/model/language-model.ts'

/** Where language models answer. Nothing is asked of any other address, and no redirection is followed. */
export interface ModelAddress {
  readonly provider: ModelProvider
  /** Base address, such as `http://127.0.0.1:11434/v1`. */
  readonly url: string
  readonly key?: string | undefined
}

/** One question to a language model; its answer is bounded in length and time. */
export interface ModelQuestion {
  readonly at: ModelAddress
  readonly model: string
  readonly messages: readonly ModelMessage[]
  /** JSON schema of the answer; a model that knows no schemas answers as it likes. */
  readonly schema: Readonly<Record<string, unknown>>
}

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** A part of an answer as it comes, or how many tokens it took where the model counts them. */
export type ModelPart =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'usage'; readonly tokensIn: number; readonly tokensOut: number }

/** Language models that speak the protocol of OpenAI. Errors: ModelUnreachable, ModelRefused, ModelUnknown, ModelBusy, ModelAnswersBadly. */
export interface LanguageModels {
  /** The names of the models that an address offers, in order. */
  list(at: ModelAddress, signal?: AbortSignal): Promise<readonly string[]>
  /** Words as they come; ends with the answer, and fails where there was none: nothing said, a refusal, a call of something, or cut short. */
  ask(question: ModelQuestion, signal?: AbortSignal): AsyncIterable<ModelPart>
}
