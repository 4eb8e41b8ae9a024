const words: Readonly<Record<string, number>> = {
  zero: 0,
  no: 0,
  one: 1,
  a: 1,
  an: 1,
  single: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  sixteen: 16,
  twenty: 20,
  'twenty-four': 24,
  thirty: 30,
  'thirty-two': 32,
  forty: 40,
  fifty: 50,
  sixty: 60,
  'sixty-four': 64,
  eighty: 80,
  hundred: 100,
  dozen: 12,
  couple: 2,
}
const prefixes: Readonly<Record<string, number>> = { single: 1, dual: 2, triple: 3, quad: 4, hexa: 6, octa: 8 }

const numberSource = `(?:\\d+(?:[.,]\\d+)?|${Object.keys(words)
  .filter(word => !/^(?:a|an|no|single|dozen|couple|hundred)$/.test(word))
  .sort((a, b) => b.length - a.length)
  .join('|')})`
const unitSource = '(?:(?:k|m|g|t)i?b?|(?:meg|gig|ter)s?|(?:mega|giga|tera)bytes?)'

/** A number in digits or words, as a source for a regular expression over lower-case text. */
export const aNumber = numberSource
/** An amount with its unit, halves included: `2 gb`, `half a gig`, `one and a half gigs`, `a terabyte`. */
export const anAmount = `(?:-?${numberSource}(?: and a half)? ?-?${unitSource}|half an? ${unitSource}|an? ${unitSource}|${numberSource} and a half ${unitSource})`
/** A number of cores with its noun: `2 cores`, `4c`, `quad-core`, `a quad core`. */
export const someCores = `(?:-?${numberSource}(?: |-)?(?:v?cpus?(?: cores?)?|cores?|c|virtual (?:cpus?|cores?)|threads?|processors?)|(?:single|dual|triple|quad|hexa|octa|six|eight)[ -]?core(?:s| cpu| processor)?|a core|one core)`

/** The number a text says; NaN when it says none. */
export function numberIn(text: string): number {
  const trimmed = text.trim().toLowerCase()
  if (/^-?\d+(?:[.,]\d+)?$/.test(trimmed)) return Number(trimmed.replace(',', '.'))
  return words[trimmed] ?? Number.NaN
}

/** MiB of an amount as people write it; GB and GiB are the same here, and a lone number is none. */
export function mebibytesIn(text: string): number {
  const lower = text.toLowerCase().trim()
  const unit = /(k|m|g|t)(?:i?b|egs?|igs?|ers?|ega\w*|iga\w*|era\w*|)$/.exec(
    lower.replace(/bytes?$/, 'bytes').replace(/(mega|giga|tera)bytes$/, (_, name: string) => name[0] ?? ''),
  )?.[1]
  const factor = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 }[unit ?? ''] ?? Number.NaN
  const amount = lower.replace(new RegExp(`[ -]?${unitSource}$`), '').trim()
  if (/^half an?$/.test(amount)) return factor / 2
  if (/^an?$/.test(amount)) return factor
  const half = /^(.+) and a half$/.exec(amount)
  return (half ? numberIn(half[1] ?? '') + 0.5 : numberIn(amount)) * factor
}

/** The number of cores a text says. */
export function coresIn(text: string): number {
  const lower = text.toLowerCase().trim()
  const prefix = /^(single|dual|triple|quad|hexa|octa)/.exec(lower)?.[1]
  if (prefix !== undefined) return prefixes[prefix] ?? Number.NaN
  if (/^(?:a|one) core/.test(lower)) return 1
  return numberIn(/^-?(?:\d+(?:[.,]\d+)?|[a-z]+(?:-[a-z]+)?(?=[ -]))/.exec(lower.replace(/-core/, ' core'))?.[0] ?? '')
}
