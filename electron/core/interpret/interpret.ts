import type { Interpretation, LabInventory, Span } from '../../../shared/model/declaration.ts'
import { readChunks } from './chunks.ts'
import type { Clause } from './clause.ts'
import type { Context } from './context.ts'
import { createDrafts } from './drafts.ts'
import { collectNames, type Names, type Thing } from './names.ts'
import { readClause } from './read-clause.ts'
import { type Piece, plainCharacters, readPieces } from './read-pieces.ts'
import { readWish } from './read-wish.ts'
import { isComma, readSegments } from './segments.ts'

/** What was read, with where in the text each entry comes from. */
export interface Reading extends Interpretation {
  /** One list for each entry, in the same order. */
  readonly spans: readonly (readonly Span[])[]
}

/** Marks the words of the rules: a lock file says by which it was made. */
export const interpreterVersion = 1

/**
 * Reads a declaration against what is known of the lab: deterministic, the same bytes for the same input, and never a guess.
 * What is in doubt becomes a question; a wish that cannot be made out is unread.
 */
export function interpret(text: string, inventory: LabInventory): Reading {
  const pieces = readPieces(text)
  const names = collectNames(inventory, declaredIn(pieces, collectNames(inventory, [])))
  const context: Context = {
    inventory,
    names,
    drafts: createDrafts(),
    turn: 0,
    wishTurn: 0,
    last: [],
    recent: [],
    made: undefined,
    madeBefore: undefined,
    instancesOf: undefined,
    lastApp: undefined,
    lastBackups: [],
    lastDnsTarget: undefined,
    lead: undefined,
  }
  const plain = plainCharacters(text)
  const whole = (from: number, to: number) => plain.slice(from, to).replace(/\s+/g, ' ').trim()
  let leads = false
  for (const piece of pieces) {
    if (piece.kind === 'heading') {
      context.lead = undefined
      continue
    }
    if (piece.kind === 'lead') {
      const chunks = readChunks(piece.text, piece.at, names)
      context.lead = chunks.length === 0 ? undefined : readClause(chunks, whole)
      leads = true
      continue
    }
    if (piece.kind === 'sentence' && leads) {
      leads = false
      context.lead = undefined
    }
    readPiece(context, piece, whole)
  }
  return context.drafts.finish()
}

function readPiece(context: Context, piece: Piece, whole: (from: number, to: number) => string): void {
  const asked = piece.ends === '?'
  const chunks = readChunks(piece.text, piece.at, context.names)
  const clauses = readSegments(chunks).map(segment => readClause(segment, whole))
  const politely = clauses.some(clause => clause.polite)
  let place: Clause | undefined
  let condition: string | undefined
  for (const clause of clauses) {
    if (isOnlyPlace(clause) && clauses.length > 1) {
      place = clause
      continue
    }
    const placed = place
      ? { ...clause, locations: [...place.locations, ...clause.locations], nouns: [...place.nouns, ...clause.nouns] }
      : clause
    place = undefined
    if (
      clause.condition !== undefined &&
      /^(?:if|unless|until|when|whenever|while|in case|as (?:soon|long) as|provided|once)/i.test(clause.condition)
    )
      condition = clause.condition
    const whether = condition === undefined ? placed : { ...placed, condition }
    readWish(context, underLead(context, politely && asked ? { ...whether, polite: true } : whether, piece), asked)
  }
}

/** Guests and app instances that the document itself names, wherever in it: they can be spoken of before they are made. */
function declaredIn(pieces: readonly Piece[], names: Names): readonly Thing[] {
  const found = new Map<string, Thing>()
  let lead: Clause | undefined
  for (const piece of pieces) {
    const chunks = readChunks(piece.text, piece.at, names)
    if (chunks.length === 0) continue
    if (piece.kind === 'lead') lead = readClause(chunks, () => '')
    if (piece.kind === 'heading' || piece.kind === 'lead') continue
    if (piece.kind === 'sentence') lead = undefined
    for (const segment of readSegments(chunks)) {
      const clause = readClause(segment, () => '')
      if (clause.subjects.some(mention => mention.things.some(thing => thing.type === 'app'))) continue
      for (const { name } of clause.newNames) found.set(name.toLowerCase(), { type: 'guest', name, isNew: true })
      if (lead?.type !== undefined && clause.type === undefined && clause.subjects.length === 0) {
        const first = segment.find(chunk => !isComma(chunk))
        if (first?.kind === 'name') found.set(first.name.toLowerCase(), { type: 'guest', name: first.name, isNew: true })
      }
    }
  }
  return [...found.values()]
}

/** "On pve2, …" and "In DNS, …" belong to what follows. */
function isOnlyPlace(clause: Clause): boolean {
  return (
    (clause.opens === 'preposition' || clause.opens === 'noun') &&
    clause.subjects.length +
      clause.hosts.length +
      clause.amounts.length +
      clause.newNames.length +
      clause.leftovers.length +
      clause.addresses.length ===
      0 &&
    clause.verb === undefined &&
    !clause.modal &&
    !clause.told &&
    clause.type === undefined &&
    clause.os === undefined &&
    clause.rule === undefined &&
    clause.every === undefined &&
    clause.locations.length + clause.nouns.length > 0
  )
}

/** An item with what its leading line says of all of them. */
function underLead({ lead, inventory }: Context, clause: Clause, piece: Piece): Clause {
  if (!lead || piece.kind !== 'item') return clause
  const isKnown = clause.subjects.some(mention =>
    mention.things.some(thing => inventory.guests.some(guest => guest.name === thing.name) || thing.type === 'app'),
  )
  const isAboutNothing =
    clause.subjects.length + clause.newNames.length + clause.unknownSubjects.length + clause.groups.length + clause.hosts.length === 0 &&
    clause.pronoun === undefined
  return {
    ...clause,
    ...(isAboutNothing && { subjects: lead.subjects }),
    locations: clause.locations.length > 0 ? clause.locations : lead.locations,
    nouns: [...lead.nouns, ...clause.nouns],
    ...(!isKnown &&
      clause.verb === undefined &&
      lead.type !== undefined && {
        type: clause.type ?? lead.type,
        os: clause.os ?? lead.os,
        amounts: [...clause.amounts, ...lead.amounts],
      }),
  }
}
