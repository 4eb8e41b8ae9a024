import type { Entry, Span } from '../../../shared/model/declaration.ts'
import type { Reading } from '../interpret/interpret.ts'
import { keyOfEntry } from './entry-key.ts'
import { inPlace } from './in-place.ts'
import { byKey, isSameEntry, isSameValue, readsAs } from './same-reading.ts'
import { sayEntry } from './say.ts'
import { addAtEnd, addNear, replaceClause, replaceSentence, sentenceAround } from './splice.ts'

/** How a text is read. */
export type Read = (text: string) => Reading

/** A text so changed, by as little as will do, that it means the wanted entries and nothing else; undefined where no way is found. */
export function rewrite(text: string, read: Read, wanted: readonly Entry[]): string | undefined {
  const before = read(text)
  if (readsAs(before, wanted, before)) return text
  const [now, then] = [byKey(before.entries), byKey(wanted)]
  const spansOf = new Map(before.entries.map((entry, index) => [keyOfEntry(entry), before.spans[index] ?? []]))
  const task: Task = { text, read, before, wanted, now, then, spansOf }
  let touched = [...now.keys()].filter(key => !isSameEntry(now.get(key), then.get(key)))
  for (;;) {
    let after = before
    for (const changed of waysOf(task, touched)) {
      after = read(changed)
      if (readsAs(after, wanted, before)) return changed
    }
    // Others may lean on what was changed ("the same", "on the same device"): then theirs is said anew too.
    const others = byKey(after.entries)
    const leaning = [...now.keys()].filter(key => !touched.includes(key) && !isSameEntry(others.get(key), then.get(key)))
    if (leaning.length === 0 || touched.length > mostPlaces) return undefined
    touched = [...touched, ...leaning]
  }
}

/** A text with more sentences, near what they are about or at the end, that then means the wanted entries; undefined where it does not. */
export function add(
  text: string,
  read: Read,
  sentences: readonly string[],
  wanted: readonly Entry[],
  about: readonly Entry[],
): string | undefined {
  const before = read(text)
  return placesFor(text, before, sentences, about).find(changed => readsAs(read(changed), wanted, before))
}

/** Where sentences about these entries may be added, best first. */
export function placesFor(text: string, before: Reading, sentences: readonly string[], about: readonly Entry[]): readonly string[] {
  const near = lastAbout(before, about)
  return [...(near ? [addNear(text, near, sentences)] : []), addAtEnd(text, sentences)]
}

/** Where more places than these say what changes, no change of a single one will do. */
const mostPlaces = 12

/** A text, what it means and what it should mean; entries by their keys. */
interface Task {
  readonly text: string
  readonly read: Read
  readonly before: Reading
  readonly wanted: readonly Entry[]
  readonly now: ReadonlyMap<string, Entry>
  readonly then: ReadonlyMap<string, Entry>
  readonly spansOf: ReadonlyMap<string, readonly Span[]>
}

/** Texts that may mean what is wanted, those nearest to the person's own words first; each still has to be read. */
function* waysOf(task: Task, touched: readonly string[]): Generator<string> {
  const { text, read, before, now, then, spansOf } = task
  yield* withAdditions(task)
  const spans = unique(touched.flatMap(key => spansOf.get(key) ?? []))
  const few = spans.length <= mostPlaces
  for (const key of few ? touched : []) {
    const [was, will] = [now.get(key), then.get(key)]
    if (was && will) for (const span of spansOf.get(key) ?? []) yield* inPlace(text, span, was, will)
  }
  for (const span of few ? spans : []) {
    const remainder = read(replaceClause(text, span, undefined))
    // What follows may lean on this part ("and grow its disk"): then the whole sentence is said anew.
    if (unique(remainder.spans.flat()).length !== unique(before.spans.flat()).length - 1) continue
    const sentences = saidAnew(task, [span], remainder)
    if (sentences && sentences.length < 2) yield replaceClause(text, span, sentences[0])
  }
  const whole = unique(spans.map(span => sentenceAround(text, span))).toSorted((a, b) => b[0] - a[0])
  for (const span of few ? whole.toReversed() : []) {
    const sentences = saidAnew(task, [span], read(replaceSentence(text, span, [])))
    if (sentences) yield replaceSentence(text, span, sentences)
  }
  const first = whole.at(-1)
  if (!first) return
  const remainder = whole.reduce((rest, span) => replaceSentence(rest, span, []), text)
  const sentences = saidAnew(task, whole, read(remainder))
  if (!sentences) return
  const withFirst = whole.slice(0, -1).reduce((rest, span) => replaceSentence(rest, span, []), text)
  yield replaceSentence(withFirst, first, sentences)
  yield addAtEnd(remainder, sentences)
}

/** Where what is wanted only goes beyond what is said: the text with the rest of it. */
function withAdditions({ text, before, wanted, now, then }: Task): readonly string[] {
  if ([...now.keys()].some(key => !then.has(key))) return []
  const lacking = wanted.map(entry => missing(entry, now.get(keyOfEntry(entry))))
  if (lacking.includes(undefined)) return []
  return placesFor(
    text,
    before,
    lacking.flatMap(parts => parts ?? []).map(sayEntry),
    lacking.flatMap(parts => parts ?? []),
  )
}

/** Sentences that say what is lost when these parts of the text go; undefined where what stays contradicts what is wanted. */
function saidAnew({ wanted, now, spansOf }: Task, regions: readonly Span[], remainder: Reading): readonly string[] | undefined {
  const rest = byKey(remainder.entries)
  const isLost = (entry: Entry) =>
    !isSameEntry(now.get(keyOfEntry(entry)), entry) ||
    (spansOf.get(keyOfEntry(entry)) ?? []).some(([from, to]) => regions.some(region => from < region[1] && region[0] < to))
  const parts = wanted.filter(isLost).map(entry => missing(entry, rest.get(keyOfEntry(entry))))
  return parts.includes(undefined) ? undefined : parts.flatMap(part => part ?? []).map(sayEntry)
}

/** The entry with what a reading does not say of it yet, none where it says all; undefined where the reading says something else. */
function missing(wanted: Entry, said: Entry | undefined): readonly Entry[] | undefined {
  if (said === undefined || wanted.kind === 'rule') return said === undefined ? [wanted] : []
  const have = new Map<string, unknown>(Object.entries(said))
  const names = new Set(['kind', 'name', 'app', 'of'])
  const want = new Map<string, unknown>(Object.entries(wanted).filter(([, value]) => value !== undefined))
  if ([...have].some(([field, value]) => !contains(want.get(field), value))) return undefined
  const lacking = [...want].filter(([field, value]) => names.has(field) || !isSameValue(have.get(field), value))
  return lacking.every(([field]) => names.has(field)) ? [] : [Object.fromEntries(lacking) as Entry]
}

/** Whether a value is the other, or has it in it: tags and settings grow. */
function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole) && Array.isArray(part)) return part.every(tag => whole.includes(tag))
  if (typeof whole === 'object' && whole !== null && typeof part === 'object' && part !== null)
    return Object.entries(part).every(([key, value]) => Object.entries(whole).some(([other, its]) => other === key && its === value))
  return isSameValue(whole, part)
}

/** The last place that says something of the same, else one that names the same things. */
function lastAbout(before: Reading, about: readonly Entry[]): Span | undefined {
  const keys = new Set(about.map(keyOfEntry))
  const things = new Set(about.flatMap(thingsOf))
  const spansWhere = (test: (entry: Entry) => boolean) =>
    before.entries
      .flatMap((entry, index) => (test(entry) ? (before.spans[index] ?? []) : []))
      .reduce<Span | undefined>((last, span) => (last === undefined || span[1] > last[1] ? span : last), undefined)
  return spansWhere(entry => keys.has(keyOfEntry(entry))) ?? spansWhere(entry => thingsOf(entry).some(thing => things.has(thing)))
}

function thingsOf(entry: Entry): readonly string[] {
  switch (entry.kind) {
    case 'guest':
    case 'dns':
      return [entry.name]
    case 'app':
      return [entry.name ?? entry.app]
    case 'backup':
      return [entry.of.replace(/^(?:app|guest):/, '')]
    case 'rule':
      return entry.members
  }
}

function unique(spans: readonly Span[]): readonly Span[] {
  return [...new Map(spans.map(span => [span.join(), span])).values()]
}
