import { z } from 'zod'
import { entrySchema, interpretationSchema } from './declaration.ts'

/** Where a language model answers; each speaks the protocol of OpenAI at its own address. */
export const modelProviderSchema = z.enum(['openai', 'anthropic', 'ollama', 'llama-cpp', 'lm-studio', 'other'])
export type ModelProvider = z.output<typeof modelProviderSchema>

/** Where each provider answers when nothing else is said: the local ones on this computer. */
export const providerAddresses: Readonly<Record<Exclude<ModelProvider, 'other'>, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  ollama: 'http://127.0.0.1:11434/v1',
  'llama-cpp': 'http://127.0.0.1:8080/v1',
  'lm-studio': 'http://127.0.0.1:1234/v1',
}

/** What a million tokens cost, as the person read it at their provider; MycoPod knows no prices. */
export const modelPriceSchema = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/),
  perMillionIn: z.number().min(0).max(10_000),
  perMillionOut: z.number().min(0).max(10_000),
})
export type ModelPrice = z.output<typeof modelPriceSchema>

/** How many tokens went and came, and what they cost where prices are known. */
export const modelUsageSchema = z.object({
  tokensIn: z.number().int().min(0),
  tokensOut: z.number().int().min(0),
  cost: z.object({ amount: z.number().min(0), currency: z.string() }).optional(),
})
export type ModelUsage = z.output<typeof modelUsageSchema>

/** The language model that reads beside the built-in reading. Its key is in the secret store only. */
export const languageModelSchema = z.object({
  provider: modelProviderSchema,
  /** Base address, such as `http://127.0.0.1:11434/v1`. */
  url: z.string(),
  model: z.string(),
  hasKey: z.boolean(),
  /** Names of guests, apps, nodes and devices are replaced before they leave. */
  hideNames: z.boolean(),
  price: modelPriceSchema.optional(),
  /** In the currency of the price; beyond it nothing is asked until the month ends. */
  monthlyLimit: z.number().min(0).optional(),
  /** Whether what is asked leaves the home: the address is not one of a private network. */
  leavesHome: z.boolean(),
  /** Since the first of the month, UTC. */
  spent: modelUsageSchema,
})
export type LanguageModel = z.output<typeof languageModelSchema>

/** One thing that two readings understand differently, in words. */
export const readingDifferenceSchema = z.object({
  about: z.string(),
  builtIn: z.string().optional(),
  model: z.string().optional(),
  entry: entrySchema.optional(),
  /** The text as it would be with the model's understanding in plain words; only where the built-in reading then says the same. */
  text: z.string().optional(),
})
export type ReadingDifference = z.output<typeof readingDifferenceSchema>

/** What a language model read, beside what the built-in reading says. It proposes; only a plan acts. */
export const secondReadingSchema = z.object({
  model: z.string(),
  /** Absent where the model gave nothing that can be used; `notice` says why. */
  reading: interpretationSchema.optional(),
  notice: z.string().optional(),
  differences: z.array(readingDifferenceSchema).readonly(),
  usage: modelUsageSchema,
  /** The same was asked before in this session and nothing was sent. */
  cached: z.boolean(),
})
export type SecondReading = z.output<typeof secondReadingSchema>

/** Live: what the model writes, in batches, then one second reading. */
export const readingEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('words'), words: z.string() }),
  z.object({ kind: z.literal('read'), read: secondReadingSchema }),
])
export type ReadingEvent = z.output<typeof readingEventSchema>
