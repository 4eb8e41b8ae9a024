import type { LabInventory } from '../../../shared/model/declaration.ts'
import type { Token } from './tokens.ts'

export type ThingType = 'guest' | 'app' | 'node' | 'storage' | 'bridge' | 'template' | 'device' | 'destination'

/** Something with a name: of the lab, of the catalog, or declared elsewhere in the document. */
export interface Thing {
  readonly type: ThingType
  readonly name: string
  /** Of an app: its slug. */
  readonly app?: string
  /** Of a guest that the document makes. */
  readonly isNew?: boolean
}

/** A place in the text that means one of these things; several where the text does not say which. */
export interface Mention {
  readonly things: readonly Thing[]
  /** How the text says it. */
  readonly text: string
  readonly how: 'exact' | 'part' | 'near'
  readonly count: number
}

/** Everything that can be named. */
export interface Names {
  readonly things: readonly Thing[]
  /** The longest run of tokens from here that names something. */
  at(tokens: readonly Token[], index: number): Mention | undefined
  /** What of these types a text names. */
  among(text: string, types: readonly ThingType[]): readonly Thing[]
}

const mostWords = 4
/** Everyday words that begin names too: alone they stand for nothing. */
const everyday = new Set(
  'home test new old back my local work first last main the and all up prod media front data cloud name box lab'.split(' '),
)

/** Puts the names of a lab and of a document in one place. */
export function collectNames(inventory: LabInventory, declared: readonly Thing[]): Names {
  const slugs = [...new Set([...inventory.catalog, ...inventory.apps.map(app => app.app)])]
  const things: readonly Thing[] = unique([
    ...inventory.guests.map(({ name }): Thing => ({ type: 'guest', name })),
    ...inventory.apps.flatMap(({ app, name }): Thing[] => (name === undefined || name === app ? [] : [{ type: 'app', name, app }])),
    ...slugs.map((slug): Thing => ({ type: 'app', name: slug, app: slug })),
    ...inventory.nodes.map(({ name }): Thing => ({ type: 'node', name })),
    ...inventory.storages.map((name): Thing => ({ type: 'storage', name })),
    ...inventory.bridges.map((name): Thing => ({ type: 'bridge', name })),
    ...[...inventory.templates, ...inventory.isos].map((name): Thing => ({ type: 'template', name })),
    ...inventory.devices.map(({ name }): Thing => ({ type: 'device', name })),
    ...inventory.destinations.map((name): Thing => ({ type: 'destination', name })),
    ...declared,
  ])
  const byKey = new Map<string, Thing[]>()
  for (const thing of things) byKey.set(keyOf(thing.name), [...(byKey.get(keyOf(thing.name)) ?? []), thing])

  const known = new Map<string, Omit<Mention, 'count' | 'text'> | undefined>()

  function single(token: Token): Omit<Mention, 'count'> | undefined {
    const word = wordOf(token)
    if (!known.has(word)) known.set(word, lookUp(word))
    const found = known.get(word)
    return found && { ...found, text: token.text }
  }

  function lookUp(word: string): Omit<Mention, 'count' | 'text'> | undefined {
    if (word.length < 2 || !/[a-z]/.test(word)) return undefined
    const parts = everyday.has(word) || word.length < 2 ? [] : things.filter(({ name }) => isFirstPart(word, name.toLowerCase()))
    if (parts.length > 0) return { things: parts, how: 'part' }
    const near = word.length > 4 && isPlain(word) ? things.filter(({ name }) => name.length > 4 && isNear(word, name)) : []
    return near.length > 0 ? { things: near, how: 'near' } : undefined
  }

  return {
    things,
    at(tokens, index) {
      const first = tokens[index]
      if (!first || first.kind === 'sign') return undefined
      for (let count = Math.min(mostWords, tokens.length - index); count > 0; count -= 1) {
        const run = tokens.slice(index, index + count)
        if (run.some((token, place) => !canBeInName(token) || (place > 0 && token.at - (run[place - 1]?.end ?? 0) > 1))) continue
        const found = byKey.get(run.map(token => keyOf(wordOf(token))).join(''))
        if (found) return { things: found, text: run.map(token => token.text).join(' '), how: 'exact', count }
      }
      const found = first.kind === 'word' || first.kind === 'quote' ? single(first) : undefined
      return found && { ...found, count: 1 }
    },
    among(text, types) {
      const word = text.toLowerCase()
      const fit = things.filter(thing => types.includes(thing.type))
      const exact = fit.filter(({ name }) => keyOf(name) === keyOf(word))
      if (exact.length > 0) return exact
      const parts = fit.filter(({ name }) => isFirstPart(word, name.toLowerCase()))
      if (parts.length > 0) return parts
      return word.length > 4 && isPlain(word) ? fit.filter(({ name }) => name.length > 4 && isNear(word, name)) : []
    },
  }
}

/** A name as it is compared: letters and digits only, in lower case. */
export function keyOf(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '')
}

/** What a token says without its quotation marks. */
export function wordOf(token: Token): string {
  return token.kind === 'quote' ? token.lower.slice(1, -1).trim() : token.lower
}

/** Letters that look like others are no slip of the pen. */
function isPlain(word: string): boolean {
  return /^[\u0020-\u007e]+$/.test(word)
}

function canBeInName(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'number' || token.kind === 'host' || token.kind === 'quote'
}

function isFirstPart(word: string, name: string): boolean {
  if (!name.startsWith(word) || name.length === word.length) return false
  const next = name[word.length] ?? ''
  return next === '-' || next === '_' || (/\d/.test(next) && /[a-z]$/.test(word))
}

/** Whether a word is a name but for one slip; a hyphen that the name has not is one already. */
function isNear(word: string, name: string): boolean {
  return (/[-_]/.test(name) || !/[-_]/.test(word)) && isOneLetterOff(keyOf(word), keyOf(name))
}

/** Whether one letter added, left out, changed, or two neighbours swapped make one of the other; a digit is never forgiven. */
function isOneLetterOff(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start += 1
  let end = 0
  while (end < Math.min(one.length, other.length) - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)]
  if (/\d/.test(left + right)) return false
  const swapped = left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]
  return swapped || (left.length <= 1 && right.length <= 1)
}

function unique(things: readonly Thing[]): readonly Thing[] {
  return [...new Map(things.map(thing => [`${thing.type}:${thing.name}`, thing])).values()]
}
