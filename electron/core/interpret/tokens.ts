/** A word, number, sign or other mark; `lower` is what it is compared by. Offsets are those of the document. */
export interface Token {
  readonly kind: 'word' | 'number' | 'quote' | 'network' | 'address' | 'host' | 'setting' | 'time' | 'sign'
  readonly text: string
  readonly lower: string
  readonly at: number
  readonly end: number
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['setting', /[A-Z_][A-Z0-9_]*=(?:"[^"]*"|'[^']*'|[^\s,;]*[^\s,;.!?)])/y],
  ['quote', /"[^"]*"|`[^`]*`/y],
  ['network', /\d{1,3}(?:\.\d{1,3}){3}\/\d{1,3}\b|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\/\d{1,3}\b/iy],
  [
    'address',
    /\d{1,3}(?:\.\d{1,3}){3}\b(?!\.\d)|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?/iy,
  ],
  ['host', /https?:\/\/[^\s,;)"']+/iy],
  ['time', /\d{1,2}[:h]\d{2}(?:\s?[ap]\.?m\b\.?)?(?!\d)|\d{1,2}\s?[ap]\.?m\b\.?|\d{1,2}\s?o'?clock\b/iy],
  ['host', /[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?){0,8}\.[a-z](?:[a-z0-9-]*[a-z0-9])?(?![\w-])/iy],
  ['number', /\d+(?:[.,]\d+)?(?![\w.]{0,16}[-_]\w)/iy],
  ['word', /[\p{L}\p{N}\p{Mn}\p{Cf}_](?:[\p{L}\p{N}\p{Mn}\p{Cf}_]|[-.+](?=[\p{L}\p{N}\p{Mn}\p{Cf}_]))*(?:'(?:re|t|d|ll|ve|m)\b)?|'s\b/uy],
  ['sign', /\.{2,}|--|->|=>|[^\s\p{L}\p{N}]/uy],
]

/** Cuts a piece of text; a single quotation mark around a word is a quotation too. */
export function tokenize(text: string, offset: number): readonly Token[] {
  const tokens: Token[] = []
  let index = 0
  while (index < text.length) {
    if (/\s/.test(text[index] ?? '')) {
      index += 1
      continue
    }
    const single = /'[^'\n]+'(?=[\s.,;:!?)]|$)/y
    single.lastIndex = index
    const quoted = index === 0 || /[\s(,:]/.test(text[index - 1] ?? '') ? single.exec(text)?.[0] : undefined
    const [kind, found] = quoted ? (['quote', quoted] as const) : match(text, index)
    tokens.push({ kind, text: found, lower: found.toLowerCase(), at: offset + index, end: offset + index + found.length })
    index += found.length
  }
  return tokens
}

function match(text: string, index: number): readonly [Token['kind'], string] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = index
    const found = pattern.exec(text)?.[0]
    if (found === undefined || found === '') continue
    if (kind === 'number' && /^[\p{L}_]/u.test(text.slice(index + found.length))) {
      // A unit may stand at the number ("2c", "20GB"); anything else makes it a word ("3rd", "1x").
      if (!/^(?:c|g|gb|gib|m|mb|mib|t|tb|tib|cores?|vcpus?|gigs?)\b/i.test(text.slice(index + found.length))) continue
    }
    return [kind, found]
  }
  return ['sign', text.slice(index, index + 1)]
}
