import type { LabInventory } from '../../../shared/model/declaration.ts'

/** Neutral names in the place of those of the lab: hidden before anything leaves, shown again in what comes back. */
export interface Pseudonyms {
  hide<T>(value: T): T
  show<T>(value: T): T
}

const wordPart = String.raw`[\p{L}\p{N}_-]`

/** Gives every name of the lab, now or as it was, a neutral one that stands nowhere in it or the texts; as whole words, in whatever case. */
export function createPseudonyms(inventories: readonly LabInventory[], texts: readonly string[]): Pseudonyms {
  const taken = [JSON.stringify(inventories), ...texts].join('\n').toLowerCase()
  const hidden = new Map<string, { readonly name: string; readonly instead: string }>()
  const counts = new Map<string, number>()
  for (const [noun, names] of inventories.flatMap(inventory => Object.entries(namesOf(inventory)))) {
    for (const name of names) {
      if (!/[\p{L}\p{N}]/u.test(name) || hidden.has(folded(name))) continue
      let count = (counts.get(noun) ?? 0) + 1
      while (taken.includes(`${noun}-${count}`)) count += 1
      counts.set(noun, count)
      hidden.set(folded(name), { name, instead: `${noun}-${count}` })
    }
  }
  const all = [...hidden.values()]
  const back = new Map(all.map(({ name, instead }) => [folded(instead), name]))
  const there = replacer(
    all.map(({ name }) => name),
    word => hidden.get(folded(word))?.instead,
  )
  const again = replacer(
    all.map(({ instead }) => instead),
    word => back.get(folded(word)),
  )
  return { hide: value => inStrings(value, there), show: value => inStrings(value, again) }
}

function namesOf({ nodes, storages, bridges, guests, devices, apps, destinations }: LabInventory) {
  return {
    node: nodes.map(({ name }) => name),
    guest: guests.map(({ name }) => name),
    device: [...devices.map(({ name }) => name), ...apps.flatMap(({ device }) => device ?? [])],
    app: apps.flatMap(({ name }) => name ?? []),
    domain: apps.flatMap(({ domain }) => domain ?? []),
    storage: storages,
    bridge: bridges,
    destination: destinations,
  }
}

function replacer(words: readonly string[], instead: (word: string) => string | undefined): (text: string) => string {
  if (words.length === 0) return text => text
  // Longest first: of a name that begins with another the whole is meant.
  const any = words
    .toSorted((a, b) => b.length - a.length)
    .map(RegExp.escape)
    .join('|')
  const pattern = new RegExp(`(?<!${wordPart})(?:${any})(?!${wordPart})`, 'giu')
  return text => text.replace(pattern, word => instead(word) ?? word)
}

/** The same for everything that the pattern takes for the same in any case. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase()
}

function inStrings<T>(value: T, replace: (text: string) => string): T {
  const walk = (inner: unknown): unknown => {
    if (typeof inner === 'string') return replace(inner)
    if (Array.isArray(inner)) return inner.map(walk)
    if (typeof inner !== 'object' || inner === null) return inner
    return Object.fromEntries(Object.entries(inner).map(([key, field]) => [key, walk(field)]))
  }
  return walk(value) as T
}
