import type { Interpretation, LabInventory, Span } from '../../../shared/model/declaration.ts'
import { readChunks, readWords, type Words } from './chunks.ts'
import type { Clause } from './clause.ts'
import type { Context } from './context.ts'
import { declaresSize } from './declared-size.ts'
import { createDrafts } from './drafts.ts'
import { joinClauses } from './join-clauses.ts'
import { collectNames, type Names, type Thing } from './names.ts'
import { readClause } from './read-clause.ts'
import { type Piece, plainCharacters, readPieces } from './read-pieces.ts'
import { readWish } from './read-wish.ts'
import { readSegments } from './segments.ts'
import { finishList, underLead } from './under-lead.ts'

/** What was read, with where in the text each entry comes from. */
export interface Reading extends Interpretation {
  /** One list for each entry, in the same order. */
  readonly spans: readonly (readonly Span[])[]
}

type ReadPiece = Piece & { readonly words: Words }

/** Marks the words of the rules: a lock file says by which it was made. */
export const interpreterVersion = 1

/**
 * Reads a declaration against what is known of the lab: deterministic, the same bytes for the same input, and never a guess.
 * What is in doubt becomes a question; a wish that cannot be made out is unread.
 */
export function interpret(text: string, inventory: LabInventory): Reading {
  const pieces = readPieces(text).map((piece): ReadPiece => ({ ...piece, words: readWords(piece.text, piece.at) }))
  const names = collectNames(inventory, declaredIn(pieces, collectNames(inventory, [])))
  const context: Context = {
    inventory,
    names,
    drafts: createDrafts(),
    turn: 0,
    wishTurn: 0,
    lastWish: undefined,
    last: [],
    recent: [],
    lastPart: undefined,
    gathered: [],
    made: undefined,
    madeBefore: undefined,
    instancesOf: undefined,
    lastApp: undefined,
    lastBackups: [],
    lastDnsTarget: undefined,
    topic: undefined,
    lead: undefined,
  }
  const plain = plainCharacters(text)
  const whole = (from: number, to: number) => plain.slice(from, to).replace(/\s+/g, ' ').trim()
  let leads = false
  for (const piece of pieces) {
    if (piece.kind === 'conflict') {
      context.drafts.unread(piece.text)
      continue
    }
    if (piece.kind === 'heading') {
      finishList(context)
      context.topic = /back-?ups?/i.test(piece.text) ? 'backup' : undefined
      context.lead = undefined
      continue
    }
    if (piece.kind === 'lead') {
      const chunks = readChunks(piece.words, names)
      finishList(context)
      context.lead = chunks.length === 0 ? undefined : readClause(chunks, whole)
      leads = true
      continue
    }
    if (piece.kind === 'sentence' && leads) {
      leads = false
      context.lead = undefined
    }
    if (context.lead?.reports && piece.kind === 'item') continue
    if (piece.kind !== 'item') finishList(context)
    readPiece(context, piece, whole)
  }
  finishList(context)
  return context.drafts.finish()
}

function readPiece(context: Context, piece: ReadPiece, whole: (from: number, to: number) => string): void {
  const asked = piece.ends === '?'
  const chunks = readChunks(piece.words, context.names)
  const clauses = joinClauses(readSegments(chunks), whole)
  const politely = clauses.some(clause => clause.polite)
  const [only] = clauses
  const declares = clauses.length === 1 && only !== undefined && !asked && declaresSize(context.inventory, only)
  for (const clause of declares ? [{ ...only, modal: true }] : clauses)
    readWish(context, piece.kind === 'item' ? underLead(context, clause) : politely && asked ? { ...clause, polite: true } : clause, asked)
}

/** Guests and app instances that the document itself names, wherever in it: they can be spoken of before they are made. */
function declaredIn(pieces: readonly ReadPiece[], names: Names): readonly Thing[] {
  const found = new Map<string, Thing>()
  let lead: Clause | undefined
  for (const piece of pieces) {
    const chunks = readChunks(piece.words, names)
    if (chunks.length === 0) continue
    if (piece.kind === 'lead') lead = readClause(chunks, () => '')
    if (piece.kind === 'heading' || piece.kind === 'lead' || piece.kind === 'conflict') continue
    if (piece.kind === 'sentence') lead = undefined
    for (const clause of joinClauses(readSegments(chunks), () => '')) {
      if (clause.subjects.some(mention => mention.things.some(thing => thing.type === 'app'))) continue
      for (const { name } of clause.newNames) found.set(name.toLowerCase(), { type: 'guest', name, isNew: true })
      if (lead?.type !== undefined && clause.type === undefined && clause.subjects.length === 0) {
        const [first] = [...clause.labels, ...clause.unknownSubjects, ...clause.leftovers]
        if (first !== undefined) found.set(first.toLowerCase(), { type: 'guest', name: first, isNew: true })
      }
    }
  }
  return [...found.values()]
}
