import type { Entry, Interpretation, LabInventory } from '../../../shared/model/declaration.ts'
import type { ReadingDifference } from '../../../shared/model/language-model.ts'
import { keyOfEntry } from '../declare/entry-key.ts'
import { mergeWishes } from '../declare/merge-wishes.ts'
import { rewrite } from '../declare/rewrite.ts'
import { isSameEntry, readsAs } from '../declare/same-reading.ts'
import { sayEntry } from '../declare/say.ts'
import { replaceSentence } from '../declare/splice.ts'
import type { Reading } from '../interpret/interpret.ts'

/** A text as the built-in reading understands it. */
export interface ReadText {
  readonly text: string
  readonly reading: Reading
  readonly inventory: LabInventory
  /** How the built-in reading reads another text in its place. */
  readonly read: (text: string) => Reading
}

const mostDifferences = 40
/** A proposal is found by reading the text again and again: of a long one only the first few get theirs. */
const charactersRead = 100_000

/** Where a model understands a text otherwise, in words; what it says more or other as a text that the built-in reading understands just so. */
export function differencesOf(document: ReadText, model: Interpretation): readonly ReadingDifference[] {
  const { reading } = document
  const [ours, theirs] = [keyed(reading.entries), keyed(model.entries)]
  const more = [...theirs].flatMap(([key, entry]): readonly Change[] => {
    const own = ours.get(key)
    if (isSame(own, entry)) return []
    return [{ own, entry, wanted: own ? reading.entries.map(each => (each === own ? entry : each)) : [...reading.entries, entry] }]
  })
  const less = [...ours].flatMap(([key, entry]): readonly ReadingDifference[] =>
    theirs.has(key) ? [] : [{ about: nameOf(entry), builtIn: sayEntry(entry) }],
  )
  const told = new Set([...more.map(({ entry }) => nameOf(entry)), ...less.map(({ about }) => about)])
  const doubts = model.questions.flatMap(({ about, ask }): readonly ReadingDifference[] =>
    told.has(about) || reading.questions.some(asked => asked.about === about) ? [] : [{ about, model: ask }],
  )
  return [...inWords(document, more), ...less, ...doubts].slice(0, mostDifferences)
}

/** What a message changes in a text as a model understands it. */
export function changesOf(document: ReadText, message: Interpretation): readonly ReadingDifference[] {
  const { reading, inventory } = document
  const ours = keyed(reading.entries)
  const changes = message.entries.flatMap((entry): readonly Change[] => {
    const wanted = mergeWishes(reading.entries, [entry], inventory)
    const own = ours.get(keyOf(entry))
    const then = wanted.find(each => keyOf(each) === keyOf(entry)) ?? entry
    return isSame(own, then) ? [] : [{ own, entry: then, wanted }]
  })
  return [...inWords(document, changes), ...message.questions.map(({ about, ask }) => ({ about, model: ask }))].slice(0, mostDifferences)
}

/** An entry that a model reads, what the built-in reading says of the same, and all that the text would then mean. */
interface Change {
  readonly own: Entry | undefined
  readonly entry: Entry
  readonly wanted: readonly Entry[]
}

function inWords(document: ReadText, changes: readonly Change[]): readonly ReadingDifference[] {
  const proposals = Math.max(1, Math.floor(charactersRead / document.text.length))
  return changes.slice(0, mostDifferences).map(({ own, entry, wanted }, index) => ({
    about: nameOf(entry),
    ...(own && { builtIn: sayEntry(own) }),
    model: sayEntry(entry),
    entry,
    ...(index < proposals && proposed(document, entry, wanted)),
  }))
}

/** The text in which the wanted stands in plain words, if there is one that means just that. */
function proposed({ text, reading, read }: ReadText, entry: Entry, wanted: readonly Entry[]): { readonly text?: string } {
  const instead = reading.unread
    .filter(piece => reading.unread.length === 1 || piece.toLowerCase().includes(nameOf(entry).toLowerCase()))
    .flatMap(piece => {
      const at = text.indexOf(piece)
      return at === -1 ? [] : [replaceSentence(text, sentenceAt(text, at, piece.length), [sayEntry(entry)])]
    })
    .find(changed => readsAs(read(changed), wanted, reading))
  const changed = instead ?? rewrite(text, read, wanted)
  return changed === undefined || changed === text ? {} : { text: changed }
}

/** A piece of the text with the full stop that ends it. */
function sentenceAt(text: string, at: number, length: number): [number, number] {
  const end = at + length
  return [at, /[.!?]/.test(text[end] ?? '') ? end + 1 : end]
}

function keyed(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map(entry => [keyOf(entry), entry]))
}

/** Of a rule the order of its members says nothing. */
function keyOf(entry: Entry): string {
  return keyOfEntry(entry.kind === 'rule' ? { ...entry, members: entry.members.toSorted() } : entry).toLowerCase()
}

function isSame(one: Entry | undefined, other: Entry): boolean {
  return isSameEntry(one, other) || (one?.kind === 'rule' && other.kind === 'rule')
}

function nameOf(entry: Entry): string {
  switch (entry.kind) {
    case 'guest':
    case 'dns':
      return entry.name
    case 'app':
      return entry.name ?? entry.app
    case 'backup':
      return entry.of.replace(/^(?:app|guest):/, '')
    case 'rule':
      return entry.members.join(', ')
  }
}
