import type { LanguageModel, ModelProvider, ModelUsage } from '../../shared/model/language-model.ts'
import { formatNumberOf } from './format.ts'

/** What the places are called where a language model answers. */
export const providerNames: Readonly<Record<ModelProvider, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  ollama: 'Ollama',
  'llama-cpp': 'llama.cpp',
  'lm-studio': 'LM Studio',
  other: 'Another one',
}

/** Tokens, and what they cost where prices are known: “1,200 tokens, about 0.02 EUR”. */
export function usageInWords({ tokensIn, tokensOut, cost }: ModelUsage): string {
  const tokens = formatNumberOf(tokensIn + tokensOut, 'token')
  if (cost === undefined) return tokens
  const amount = cost.amount > 0 && cost.amount < 0.01 ? 'less than 0.01' : `about ${cost.amount.toFixed(2)}`
  return `${tokens}, ${amount}\u00a0${cost.currency}`
}

/** One sentence about where what is written goes. */
export function whereItGoes({ model, provider, leavesHome, hideNames }: LanguageModel): string {
  if (!leavesHome) return `${model} reads it in your own network; nothing leaves your home.`
  const at = provider === 'other' ? '' : ` at ${providerNames[provider]}`
  return `What ${model} is asked to read is sent to it${at}, ${hideNames ? 'with your names hidden' : 'with your names as they are'}.`
}
