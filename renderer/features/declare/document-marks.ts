import type { DeclarationDetail } from '../../../shared/model/declared.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { strangePieces } from './strange-letters.ts'

type Reading = DeclarationDetail['reading']
type Mark = 'doubt' | 'unread' | 'strange'

/** A part of a line, from so many characters after its beginning. */
export interface MarkedPart {
  readonly at: number
  readonly text: string
  readonly mark: Mark | 'none'
  readonly says?: string
}

/** One line of a document with what it became. */
export interface MarkedLine {
  /** Where in the text it begins. */
  readonly at: number
  readonly text: string
  readonly kind: 'heading' | 'text' | 'empty'
  /** Number in the margin: that of the first piece of text that became something on this line. */
  readonly number?: number
  readonly mark: 'read' | 'doubt' | 'unread' | 'none'
  /** What stands there; those that are marked have a line under them. */
  readonly parts: readonly MarkedPart[]
  /** What it became, in words. */
  readonly says?: string
}

/** A text with what was read of it and would be done. */
export interface ReadText {
  readonly of: string
  readonly reading: Reading
  readonly plan: Plan
}

/** A document line by line, and the number of each entry's piece of text, in the order of the text. */
export interface MarkedDocument {
  /** The text. */
  readonly of: string
  readonly lines: readonly MarkedLine[]
  /** The number in the margin of a place in the text. */
  numberAt(spans: readonly (readonly [number, number])[]): number | undefined
}

/** The document before anything was read. */
export const nothingMarked: MarkedDocument = { of: '', lines: [], numberAt: () => undefined }

interface Piece {
  readonly from: number
  readonly to: number
  readonly mark: Mark
  readonly says: string
  /** What is shown in its place. */
  readonly shown?: string
}

/** The lines of a text, with the marks of an older one where they are as they were. */
export function linesAsMarked(text: string, { of, lines }: MarkedDocument): readonly MarkedLine[] {
  if (of === text) return lines
  const old = new Map(lines.map(line => [line.text, line]))
  return splitLines(text).map(line => {
    const known = old.get(line.text)
    return known ? { ...known, at: line.at } : lineOf(line, [], undefined, [])
  })
}

/** Marks what was read in a text. */
export function markDocument({ of, reading, plan }: ReadText): MarkedDocument {
  const lines = splitLines(of)
  const lineAt = lineFinder(lines)
  const readLines = [...new Set(reading.spans.flatMap(spans => spans.map(([from]) => lineAt(from))))]
  const numbers = new Map(readLines.sort((a, b) => a - b).map((line, index) => [line, index + 1]))
  const pieces = byLine([...doubts(of, reading), ...unread(of, reading), ...strange(of)], lineAt)
  const titles = new Map<number, string[]>()
  for (const step of plan.steps)
    for (const line of new Set(step.origin.spans.map(([from]) => lineAt(from)))) titles.set(line, [...(titles.get(line) ?? []), step.title])
  return {
    of,
    numberAt: ([first]) => first && numbers.get(lineAt(first[0])),
    lines: lines.map((line, index) => lineOf(line, pieces.get(index) ?? [], numbers.get(index), titles.get(index) ?? [])),
  }
}

function lineOf(
  line: { readonly at: number; readonly text: string },
  here: readonly Piece[],
  number: number | undefined,
  titles: readonly string[],
): MarkedLine {
  const heading = /^#{1,6}\s+/.exec(line.text)?.[0].length
  const became = titles.length > 0 ? titles.join(', ') : number === undefined ? undefined : 'It is so already'
  const says = [...(became === undefined ? [] : [became]), ...here.map(piece => piece.says)]
  const mark = here.some(piece => piece.mark !== 'unread') ? 'doubt' : number !== undefined ? 'read' : here.length > 0 ? 'unread' : 'none'
  return {
    ...line,
    kind: line.text.trim() === '' ? 'empty' : heading === undefined ? 'text' : 'heading',
    mark,
    ...(number !== undefined && { number }),
    parts: heading === undefined ? partsOf(line, here) : [{ at: heading, text: line.text.slice(heading), mark: 'none' }],
    ...(says.length > 0 && { says: says.map(sentence => (/[.?]$/.test(sentence) ? sentence : `${sentence}.`)).join(' ') }),
  }
}

function splitLines(text: string): { readonly at: number; readonly text: string }[] {
  let at = 0
  return text.split('\n').map(line => {
    const here = { at, text: line }
    at += line.length + 1
    return here
  })
}

/** Finds the line that a place is in, by halves. */
function lineFinder(lines: readonly { readonly at: number }[]): (place: number) => number {
  return place => {
    let [low, high] = [0, lines.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((lines[middle]?.at ?? 0) <= place) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** The pieces of each line; one that goes over several lines is in each of them. */
function byLine(pieces: readonly Piece[], lineAt: (place: number) => number): ReadonlyMap<number, readonly Piece[]> {
  const found = new Map<number, Piece[]>()
  for (const piece of pieces)
    for (let line = lineAt(piece.from); line <= lineAt(piece.to - 1); line += 1) found.set(line, [...(found.get(line) ?? []), piece])
  return found
}

function doubts(text: string, { questions }: Reading): Piece[] {
  const lower = text.toLowerCase()
  return questions.flatMap(({ about, ask }) => {
    const from = about === '' ? -1 : lower.indexOf(about.toLowerCase())
    return from < 0 ? [] : [{ from, to: from + about.length, mark: 'doubt', says: ask } as const]
  })
}

/** In the order of the text, so that a piece that stands there twice is found twice. */
function unread(text: string, reading: Reading): Piece[] {
  let after = 0
  return reading.unread.flatMap(piece => {
    const next = text.indexOf(piece, after)
    const from = next < 0 ? text.indexOf(piece) : next
    if (from < 0 || piece === '') return []
    after = from + piece.length
    return [{ from, to: after, mark: 'unread', says: 'This was not understood' } as const]
  })
}

function strange(text: string): Piece[] {
  return strangePieces(text).map(piece => ({ ...piece, mark: 'strange' }))
}

function partsOf(line: { readonly at: number; readonly text: string }, pieces: readonly Piece[]): MarkedPart[] {
  const parts: MarkedPart[] = []
  let done = 0
  for (const piece of [...pieces].sort((a, b) => a.from - b.from)) {
    const [from, to] = [Math.max(piece.from - line.at, done), Math.min(piece.to - line.at, line.text.length)]
    if (to <= from) continue
    if (from > done) parts.push({ at: done, text: line.text.slice(done, from), mark: 'none' })
    parts.push({ at: from, text: piece.shown ?? line.text.slice(from, to), mark: piece.mark, says: piece.says })
    done = to
  }
  if (done < line.text.length || parts.length === 0) parts.push({ at: done, text: line.text.slice(done), mark: 'none' })
  return parts
}
