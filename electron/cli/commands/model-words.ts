import type { ModelUsage, SecondReading } from '../../../shared/model/language-model.ts'

/** Tokens, and what they cost where the price is known. */
export function usageInWords({ tokensIn, tokensOut, cost }: ModelUsage): string {
  return `${tokensIn + tokensOut} tokens${cost ? `, about ${cost.amount.toFixed(4)} ${cost.currency}` : ''}`
}

/** Where a language model understands a text otherwise, a few lines each. */
export function differencesInWords({ model, reading, notice, differences, usage, cached }: SecondReading): string {
  const lines = differences.flatMap(({ about, builtIn, model: its, text }) => [
    `≠ ${about}`,
    `    built-in: ${builtIn ?? 'nothing'}`,
    `    ${model}: ${its ?? 'nothing'}`,
    ...(text === undefined ? [] : [`    said so that both read it: ${text.trim().replaceAll('\n', '\n      ')}`]),
  ])
  const same = reading && differences.length === 0 ? [`${model} reads the same.`] : []
  const spent = cached ? 'It was asked before; nothing was sent.' : `It took ${usageInWords(usage)}.`
  return [...(notice === undefined ? [] : [notice]), ...same, ...lines, spent].join('\n')
}
