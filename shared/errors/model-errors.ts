import { z } from 'zod'
import { entry } from './entry.ts'
import type { Fix } from './problem.ts'

const retry: Fix = { kind: 'retry' }
const openSettings: Fix = { kind: 'open', to: '/settings', label: 'Open Settings' }
const ofAddress = z.object({ address: z.string() })
const withReason = ofAddress.extend({ because: z.string() })

/** Errors of language models: where they answer, what they answer, and what may be spent on them. */
export const modelErrors = {
  NoLanguageModel: entry({
    data: z.object({}),
    blame: 'user',
    status: 409,
    problem: () => ({
      title: 'No language model is set',
      because: 'The built-in reading works without one.',
      fixes: [openSettings, { kind: 'advice', text: 'Set one with: mycopod model set --provider ollama --model NAME' }],
    }),
  }),
  ModelUnreachable: entry({
    data: withReason,
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `No language model answers at ${d.address}`,
      because: d.because,
      fixes: [retry, { kind: 'advice', text: 'Check that it runs there and that the address is right; most addresses end in /v1.' }],
    }),
  }),
  ModelRefused: entry({
    data: ofAddress,
    blame: 'user',
    status: 502,
    problem: d => ({
      title: `${d.address} did not accept the key`,
      fixes: [openSettings, { kind: 'advice', text: 'Give a key that is valid there and may use the model.' }],
    }),
  }),
  ModelUnknown: entry({
    data: ofAddress.extend({ model: z.string() }),
    blame: 'user',
    status: 404,
    problem: d => ({
      title: `${d.address} has no model ${d.model}`,
      fixes: [openSettings, { kind: 'advice', text: 'Choose one of the models that the address offers.' }],
    }),
  }),
  ModelBusy: entry({
    data: withReason,
    blame: 'world',
    status: 503,
    problem: d => ({
      title: `${d.address} takes no more questions now`,
      because: d.because,
      fixes: [retry, { kind: 'advice', text: 'Wait a while, or look at your account there.' }],
    }),
  }),
  ModelAnswersBadly: entry({
    data: withReason,
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `The language model at ${d.address} gave no answer that can be used`,
      because: d.because,
      fixes: [retry, { kind: 'advice', text: 'Try again, or choose another model.' }],
    }),
  }),
  ModelLimitReached: entry({
    data: z.object({ limit: z.number(), spent: z.number(), currency: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `The limit of ${d.limit} ${d.currency} a month for the language model would be passed`,
      because: `About ${d.spent.toFixed(2)} ${d.currency} are spent since the first of the month. Nothing was sent.`,
      fixes: [openSettings, { kind: 'advice', text: 'Raise the limit, or wait until the month is over.' }],
    }),
  }),
} as const
