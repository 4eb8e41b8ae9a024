import type { DeclarationDetail } from '../../../shared/model/declared.ts'
import type { Plan } from '../../../shared/model/plan.ts'

type Reading = DeclarationDetail['reading']

/** One line of a document with what it became. */
export interface MarkedLine {
  readonly at: number
  readonly text: string
  readonly kind: 'heading' | 'text' | 'empty'
  /** Number in the gutter: that of the first piece of text that became something on this line. */
  readonly number?: number
  readonly mark: 'read' | 'doubt' | 'unread' | 'none'
  /** Parts with a line under them. */
  readonly parts: readonly {
    readonly at: number
    readonly text: string
    readonly mark: 'doubt' | 'unread' | 'none'
    readonly says?: string
  }[]
  /** What it became, for who points at it. */
  readonly says?: string
}

/** A document line by line, and the number of each entry's piece of text, in the order of the text. */
export interface MarkedDocument {
  readonly lines: readonly MarkedLine[]
  /** The gutter number of a place in the text. */
  numberAt(spans: readonly (readonly [number, number])[]): number | undefined
}

interface Piece {
  readonly from: number
  readonly to: number
  readonly mark: 'doubt' | 'unread'
  readonly says: string
}

/** Marks what was read in a text. */
export function markDocument(text: string, reading: Reading, plan: Plan | undefined): MarkedDocument {
  const lines = splitLines(text)
  const lineAt = (place: number) => lines.findLastIndex(line => line.at <= place)
  const readLines = [...new Set(reading.spans.flatMap(spans => spans.flatMap(([from]) => lineAt(from))))].filter(line => line >= 0)
  const numbers = new Map(readLines.sort((a, b) => a - b).map((line, index) => [line, index + 1]))
  const pieces = [...doubts(text, reading), ...unread(text, reading)]
  const numberAt = (spans: readonly (readonly [number, number])[]) => {
    const first = spans[0]
    return first === undefined ? undefined : numbers.get(lineAt(first[0]))
  }
  return {
    numberAt,
    lines: lines.map((line, index) => {
      const end = line.at + line.text.length
      const here = pieces.filter(piece => piece.from < end && piece.to > line.at)
      const number = numbers.get(index)
      const heading = /^#{1,6}\s+/.exec(line.text)
      const said = plan?.steps.filter(step => step.origin.spans.some(([from]) => lineAt(from) === index)).map(step => step.title) ?? []
      const mark = here.some(piece => piece.mark === 'doubt')
        ? 'doubt'
        : number !== undefined
          ? 'read'
          : here.length > 0
            ? 'unread'
            : 'none'
      return {
        at: line.at,
        text: heading ? line.text.slice(heading[0].length) : line.text,
        kind: line.text.trim() === '' ? 'empty' : heading ? 'heading' : 'text',
        mark,
        ...(number !== undefined && { number }),
        parts: heading ? [{ at: line.at, text: line.text.slice(heading[0].length), mark: 'none' }] : partsOf(line, here),
        ...(said.length > 0 ? { says: said.join(', ') } : number !== undefined ? { says: 'It is so already' } : {}),
      }
    }),
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

function doubts(text: string, { questions }: Reading): Piece[] {
  return questions.flatMap(({ about, ask }) => {
    const from = about === '' ? -1 : text.toLowerCase().indexOf(about.toLowerCase())
    return from < 0 ? [] : [{ from, to: from + about.length, mark: 'doubt', says: ask } as const]
  })
}

function unread(text: string, reading: Reading): Piece[] {
  return reading.unread.flatMap(piece => {
    const from = text.indexOf(piece)
    return from < 0 ? [] : [{ from, to: from + piece.length, mark: 'unread', says: 'This was not understood' } as const]
  })
}

function partsOf(line: { readonly at: number; readonly text: string }, pieces: readonly Piece[]): MarkedLine['parts'] {
  const parts: MarkedLine['parts'][number][] = []
  let done = 0
  for (const piece of [...pieces].sort((a, b) => a.from - b.from)) {
    const [from, to] = [Math.max(piece.from - line.at, done), Math.min(piece.to - line.at, line.text.length)]
    if (to <= from) continue
    if (from > done) parts.push({ at: done, text: line.text.slice(done, from), mark: 'none' })
    parts.push({ at: from, text: line.text.slice(from, to), mark: piece.mark, says: piece.says })
    done = to
  }
  if (done < line.text.length || parts.length === 0) parts.push({ at: done, text: line.text.slice(done), mark: 'none' })
  return parts
}
