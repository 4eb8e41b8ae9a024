import { type LanguageModel, modelProviderSchema } from '../../../shared/model/language-model.ts'
import { type Command, given, type Invocation, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { choice, defined, numberOption, secretFromInput } from '../options.ts'
import { usageInWords } from './model-words.ts'

const where = { provider: { type: 'string' }, url: { type: 'string' }, 'key-stdin': { type: 'boolean' } } as const
const whereHelp = '--provider openai|anthropic|ollama|llama-cpp|lm-studio|other [--url URL] [--key-stdin]'

/** Commands about the language model that reads declarations too. */
export const commands: readonly Command[] = [
  {
    name: 'model show',
    takes: [],
    options: {},
    summary: 'The language model that reads declarations too, and what was spent on it this month',
    async run(invocation) {
      const model = await (await invocation.client()).languageModel.get()
      invocation.answer(model, () => inWords(model))
      return 0
    },
  },
  {
    name: 'model set',
    takes: [],
    options: {
      ...where,
      model: { type: 'string' },
      'show-names': { type: 'boolean' },
      'price-in': { type: 'string' },
      'price-out': { type: 'string' },
      currency: { type: 'string' },
      limit: { type: 'string' },
    },
    optionHelp: `${whereHelp} --model NAME [--show-names] [--price-in N --price-out N --currency EUR] [--limit N]`,
    summary: 'Let a language model read declarations too; it is asked one small question before it is kept',
    async run(invocation) {
      const model = text(invocation, 'model')
      if (model === undefined) throw new UsageError('Say which model: --model NAME. `mycopod model list` shows those of an address.')
      const price = priceOf(invocation)
      const client = await invocation.client()
      const kept = await client.languageModel.set({
        model: {
          ...(await addressOf(invocation)),
          model,
          hideNames: !given(invocation, 'show-names'),
          ...defined({ price, monthlyLimit: numberOption(invocation, 'limit') }),
        },
      })
      invocation.answer(kept, () => inWords(kept))
      return 0
    },
  },
  {
    name: 'model off',
    takes: [],
    options: {},
    summary: 'Only the built-in reading reads; the key of the language model is forgotten',
    async run(invocation) {
      invocation.answer(
        await (await invocation.client()).languageModel.set({ model: null }),
        'Only the built-in reading reads declarations.',
      )
      return 0
    },
  },
  {
    name: 'model list',
    takes: [],
    options: where,
    optionHelp: whereHelp,
    summary: 'The models that an address offers',
    async run(invocation) {
      const models = await (await invocation.client()).languageModel.models(await addressOf(invocation))
      invocation.answer(models, () => models.join('\n') || 'It offers none.')
      return 0
    },
  },
]

async function addressOf(invocation: Invocation) {
  const provider = choice(invocation, 'provider', modelProviderSchema.options)
  if (provider === undefined) throw new UsageError(`Say who answers: --provider ${modelProviderSchema.options.join('|')}`)
  const key = given(invocation, 'key-stdin') ? await secretFromInput(invocation, 'key-stdin') : undefined
  return { provider, ...defined({ url: text(invocation, 'url'), key }) }
}

function priceOf(invocation: Invocation) {
  const [perMillionIn, perMillionOut] = [numberOption(invocation, 'price-in'), numberOption(invocation, 'price-out')]
  const currency = text(invocation, 'currency')?.toUpperCase()
  if (perMillionIn === undefined && perMillionOut === undefined && currency === undefined) return undefined
  if (perMillionIn === undefined || perMillionOut === undefined || currency === undefined)
    throw new UsageError('A price is --price-in and --price-out for a million tokens and their --currency, such as EUR.')
  return { perMillionIn, perMillionOut, currency }
}

function inWords(model: LanguageModel | null): string {
  if (!model)
    return 'Only the built-in reading reads declarations. A language model can read too: mycopod model set --provider ollama --model NAME'
  const limit = model.monthlyLimit === undefined ? '' : ` of at most ${model.monthlyLimit} ${model.price?.currency ?? ''}`
  return [
    `${model.model} at ${model.url}${model.hasKey ? ', with a key' : ''}`,
    model.leavesHome ? 'What is read leaves your network.' : 'What is read stays in your network.',
    model.hideNames ? 'Names of the lab are replaced before they leave.' : 'Names of the lab leave as they are.',
    `This month: ${usageInWords(model.spent)}${limit}`,
  ].join('\n')
}
