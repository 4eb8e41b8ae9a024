import type { AppEntry, GuestEntry } from '../../../shared/model/declaration.ts'
import type { Origin, PlanProblem } from '../../../shared/model/plan.ts'
import { canonical } from './canonical.ts'
import { fieldInWords, valueInWords } from './entry-words.ts'
import { byName, type DesiredEntry, problemAbout } from './planned-changes.ts'

/** A wish for one kind of thing, with where it was said. */
export interface Said<E> {
  readonly entry: E
  readonly origin: Origin
}

/** All that was said about one thing, as one wish; `clash` where it cannot be one. */
export interface Merged<E> extends Said<E> {
  readonly clash?: PlanProblem
}

/** What is wished of one kind, in an order that does not depend on that of the list. */
export function saidOf<K extends DesiredEntry['entry']['kind']>(
  desired: readonly DesiredEntry[],
  kind: K,
): readonly Said<Extract<DesiredEntry['entry'], { kind: K }>>[] {
  const isOfKind = (entry: DesiredEntry['entry']): entry is Extract<DesiredEntry['entry'], { kind: K }> => entry.kind === kind
  return desired
    .flatMap(({ entry, declaration, spans }) => (isOfKind(entry) ? [{ entry, origin: { declaration, spans: [...spans] } }] : []))
    .map(said => ({ said, start: said.origin.spans[0]?.[0] ?? 0 }))
    .sort(
      (one, other) =>
        byName(one.said.origin.declaration, other.said.origin.declaration) ||
        one.start - other.start ||
        byName(canonical(one.said.entry), canonical(other.said.entry)),
    )
    .map(({ said }) => said)
}

/** Puts what was said about the same thing together: by key, in order of the keys. */
export function groupBy<E>(all: readonly Said<E>[], keyOf: (entry: E) => string): ReadonlyMap<string, readonly Said<E>[]> {
  const groups = new Map<string, Said<E>[]>()
  for (const said of all) {
    const key = keyOf(said.entry)
    const others = groups.get(key)
    if (others) others.push(said)
    else groups.set(key, [said])
  }
  return new Map([...groups].sort(([one], [other]) => byName(one, other)))
}

/** One wish of all that was said about a thing called `name`. */
export function mergeEntries<E extends GuestEntry | AppEntry>(all: readonly [Said<E>, ...Said<E>[]], name: string): Merged<E> {
  const [first, ...rest] = all
  let merged: Merged<E> = first
  for (const said of rest) {
    const clash = merged.clash ?? clashOf(merged.entry, said, name)
    const sameText = said.origin.declaration === merged.origin.declaration
    merged = {
      entry: { ...merged.entry, ...said.entry, ...settingsOfBoth(merged.entry, said.entry) },
      origin: sameText ? { ...merged.origin, spans: [...merged.origin.spans, ...said.origin.spans] } : merged.origin,
      ...(clash && { clash }),
    }
  }
  return merged
}

function clashOf(before: GuestEntry | AppEntry, { entry, origin }: Said<GuestEntry | AppEntry>, name: string): PlanProblem | undefined {
  const two = [before, entry].map(fieldsOf)
  const [some = {}, others = {}] = two
  const field = Object.keys(others).find(key => key in some && canonical(some[key]) !== canonical(others[key]))
  if (field !== undefined) {
    const [word, one, other] = [fieldInWords(field), valueInWords(field, some[field]), valueInWords(field, others[field])]
    return problemAbout(name, `${name} is to have two values for its ${word}: ${one} and ${other}.`, 'Keep one of the two.', origin)
  }
  if ((before.state === 'absent') === (entry.state === 'absent')) return undefined
  return problemAbout(name, `${name} is to be gone, and is described as well.`, 'Keep one of the two.', origin)
}

/** What an entry says, with each setting as a field of its own. */
function fieldsOf(entry: GuestEntry | AppEntry): Readonly<Record<string, unknown>> {
  const { kind: _, name: __, ...said } = entry
  const { settings, ...fields } = 'settings' in said ? said : { ...said, settings: {} }
  return { ...fields, ...settings }
}

function settingsOfBoth(one: GuestEntry | AppEntry, other: GuestEntry | AppEntry) {
  if (one.kind !== 'app' || other.kind !== 'app' || (one.settings ?? other.settings) === undefined) return {}
  return { settings: { ...one.settings, ...other.settings } }
}
