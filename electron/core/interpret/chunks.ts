import { phrasesFrom } from './lexicon/lexicon.ts'
import type { Phrase } from './lexicon/phrase.ts'
import type { Mention, Names } from './names.ts'
import { wordOf } from './names.ts'
import { type Token, tokenize } from './tokens.ts'

/** A name that is no known one, or a quoted word: it may be that of something new. */
export interface NewName {
  readonly kind: 'name'
  readonly name: string
  readonly quoted: boolean
}

/** The smallest thing a sentence is read by. */
export type Chunk = (
  | Phrase
  | NewName
  | { readonly kind: 'thing'; readonly mention: Mention }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'address'; readonly address: string; readonly isNetwork: boolean }
  | { readonly kind: 'setting'; readonly key: string; readonly value: string }
  | { readonly kind: 'time'; readonly time: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'sign'; readonly sign: string }
  | { readonly kind: 'other' }
) & {
  readonly text: string
  readonly at: number
  readonly end: number
}

const nameLike = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i

/** Reads words into chunks: phrases of the language first, the longest of them, then names, then single tokens. */
export function readChunks({ text, offset, tokens, phraseAt }: Words, names: Names): readonly Chunk[] {
  const chunks: Chunk[] = []
  let index = 0
  while (index < tokens.length) {
    const token = tokens[index] as Token
    const mention = names.at(tokens, index)
    const phrase = phraseAt(index)
    const before = chunks.at(-1)
    if (
      before?.kind === 'called' &&
      (token.kind === 'word' || token.kind === 'quote') &&
      mention?.how !== 'exact' &&
      nameLike.test(wordOf(token))
    ) {
      chunks.push({
        kind: 'name',
        name: token.kind === 'quote' ? token.text.slice(1, -1).trim() : token.text,
        quoted: token.kind === 'quote',
        text: token.text,
        at: token.at,
        end: token.end,
      })
      index += 1
      continue
    }
    const nameEnd = mention?.how === 'exact' ? (tokens[index + mention.count - 1]?.end ?? 0) - offset : 0
    const isSource = phrase?.phrase.kind === 'os' && namesSource(chunks)
    const isSystem = phrase?.phrase.kind === 'os' && !isSource && before?.kind !== 'called'
    // "from debian-12": an image stands for the template that begins so.
    const source = text.slice(token.at - offset, phrase?.end)
    const images = isSource && mention?.how !== 'exact' ? names.among(source.replace(/\s+/g, '-'), ['template']) : []
    if (phrase && images.length > 0) {
      chunks.push({
        kind: 'thing',
        mention: { things: images, text: source, how: 'part', count: 1 },
        text: source,
        at: token.at,
        end: offset + phrase.end,
      })
      index = after(tokens, index, offset + phrase.end)
      continue
    }
    if (
      phrase &&
      (phrase.end > nameEnd || (isSystem && phrase.end === nameEnd)) &&
      !(mention?.how === 'exact' && phrase.phrase.kind === 'weak')
    ) {
      chunks.push({ ...phrase.phrase, text: text.slice(token.at - offset, phrase.end), at: token.at, end: offset + phrase.end })
      index = after(tokens, index, offset + phrase.end)
      continue
    }
    if (mention) {
      const last = tokens[index + mention.count - 1] ?? token
      chunks.push({ kind: 'thing', mention, text: text.slice(token.at - offset, last.end - offset), at: token.at, end: last.end })
      index += mention.count
      continue
    }
    const isUpTo = /^\.{2,3}$/.test(token.text) && before?.end === token.at && tokens[index + 1]?.at === token.end
    const read: Bare<Chunk> = isUpTo ? { kind: 'preposition', preposition: 'to' } : single(token)
    chunks.push({ ...read, text: token.text, at: token.at, end: token.end })
    index += 1
  }
  return chunks
}

/** The first token that begins no earlier than `end`. */
function after(tokens: readonly Token[], from: number, end: number): number {
  let index = from
  while (index < tokens.length && (tokens[index]?.at ?? 0) < end) index += 1
  return index
}

/** Whether what comes next is where something new is copied from. */
function namesSource(chunks: readonly Chunk[]): boolean {
  const before = chunks.findLast(chunk => chunk.kind !== 'filler' && chunk.kind !== 'weak')
  if (before?.kind === 'verb' && before.word === 'clone' && before === chunks.at(-1)) return true
  return (before?.kind === 'noun' && before.noun === 'template') || (before?.kind === 'preposition' && before.preposition === 'from')
}

type Bare<T> = T extends unknown ? Omit<T, 'text' | 'at' | 'end'> : never

function single(token: Token): Bare<Chunk> {
  switch (token.kind) {
    case 'network':
      return { kind: 'address', address: token.lower, isNetwork: true }
    case 'address':
      return { kind: 'address', address: token.lower, isNetwork: false }
    case 'host':
      return { kind: 'host', host: token.lower.replace(/^https?:\/\//, '').replace(/[/:].*$/, '') }
    case 'setting': {
      const cut = token.text.indexOf('=')
      return { kind: 'setting', key: token.text.slice(0, cut), value: token.text.slice(cut + 1).replace(/^(["'])(.*)\1$/, '$2') }
    }
    case 'time':
      return { kind: 'time', time: token.lower }
    case 'number':
      return { kind: 'number', value: Number(token.text.replace(',', '.')) }
    case 'quote':
      return nameLike.test(wordOf(token))
        ? { kind: 'name', name: token.text.slice(1, -1).trim(), quoted: true }
        : { kind: 'sign', sign: '"' }
    case 'sign':
      return { kind: 'sign', sign: token.text }
    case 'word':
      return nameLike.test(token.text) ? { kind: 'name', name: token.text, quoted: false } : { kind: 'other' }
  }
}

/** The words of a piece of text, and the phrases of the language that begin at them: the longest each. */
export interface Words {
  readonly text: string
  readonly offset: number
  readonly tokens: readonly Token[]
  /** The phrase that begins at a token, with where it ends in the text. */
  phraseAt(index: number): { readonly phrase: Phrase; readonly end: number } | undefined
}

/** Cuts a piece of text into words; each phrase is looked for once. */
export function readWords(text: string, offset: number): Words {
  const tokens = tokenize(text, offset)
  const lower = text.toLowerCase()
  const ends = new Set(tokens.map(token => token.end - offset))
  const known = new Map<number, { phrase: Phrase; end: number } | undefined>()
  return {
    text,
    offset,
    tokens,
    phraseAt(index) {
      if (!known.has(index)) known.set(index, longestPhrase(lower, (tokens[index]?.at ?? offset) - offset, ends))
      return known.get(index)
    },
  }
}

function longestPhrase(lower: string, from: number, ends: ReadonlySet<number>): { phrase: Phrase; end: number } | undefined {
  let best: { phrase: Phrase; end: number } | undefined
  for (const { pattern, read } of phrasesFrom(lower[from] ?? '')) {
    pattern.lastIndex = from
    const match = pattern.exec(lower)
    if (!match || match[0] === '') continue
    const end = from + match[0].length
    if (!ends.has(end) || (best && end <= best.end)) continue
    const phrase = read(match)
    if (phrase) best = { phrase, end }
  }
  return best
}
