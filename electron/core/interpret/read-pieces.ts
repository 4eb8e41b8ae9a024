/** A stretch of text that is read as a whole: offsets are those of the document. */
export interface Piece {
  readonly kind: 'heading' | 'lead' | 'item' | 'sentence' | 'conflict'
  readonly text: string
  readonly at: number
  /** Whether the next pieces, until one of another kind, hang on this one. */
  readonly ends: string
}

const bullet = /^(\s*)(?:[-*+•–]|\d{1,3}[.)]|[a-z]\))\s+(?:\[([ xX])\]\s+)?/
const promptLine = /^\s*(?:\$|\w[\w.-]*@[\w.-]+[:~][^\s]*[#$])\s/
const logLine =
  /^\s*(?:\[?\d\d:\d\d:\d\d|\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d+\s\d\d:\d\d:\d\d)/i
const wrapWidth = 60

/** Same length as the text, so that offsets stay: typographic quotes, spaces and dashes as plain ones. */
export function plainCharacters(text: string): string {
  return text
    .replace(/[\u2018\u2019\u02bc\u2032]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb\u2033]/g, '"')
    .replace(/[\u00a0\u2007\u2009\u202f\t\r\ufeff]/g, ' ')
    .replace(/[\u2010\u2011\u2012\u2212]/g, '-')
    .replace(/\u2026/g, '.')
    .replace(/\u00d7/g, 'x')
}

/** Splits a document: code, quoted passages, struck-out text and pasted output are left out, for they are data and never a wish. */
export function readPieces(document: string): readonly Piece[] {
  const plain = plainCharacters(document)
  const text = withoutAsides(plain)
  const pieces: Piece[] = []
  let block: { kind: 'item' | 'sentence'; text: string; at: number } | undefined
  const flush = () => {
    if (block) pieces.push(...sentences(block))
    block = undefined
  }
  let at = 0
  let fence: string | undefined
  let inConflict = false
  let afterBlank = true
  for (const line of text.split('\n')) {
    const start = at
    at += line.length + 1
    const trimmed = line.trim()
    if (inConflict) {
      inConflict = !/^>{7}(?: |$)/.test(line)
      continue
    }
    if (/^<{7}(?: |$)/.test(line)) {
      flush()
      pieces.push({ kind: 'conflict', text: trimmed, at: start, ends: '' })
      inConflict = true
      continue
    }
    const fenced = /^\s*(```+|~~~+)/.exec(line)?.[1]
    if (fence !== undefined) {
      if (fenced?.startsWith(fence)) fence = undefined
      continue
    }
    if (fenced !== undefined) {
      flush()
      fence = fenced
      continue
    }
    const list = bullet.exec(line)
    const isCode = /^ {4,}\S/.test(plain.slice(start, at - 1)) && !list && afterBlank && block === undefined
    if (trimmed === '') {
      flush()
      afterBlank = true
      continue
    }
    if (/^\s*>/.test(line) || promptLine.test(line) || logLine.test(line) || isCode || /^\s*\|/.test(line)) {
      flush()
      continue
    }
    afterBlank = false
    if (/^\s*#{1,6}\s/.test(line)) {
      flush()
      const head = /^\s*#+\s*/.exec(line)?.[0].length ?? 0
      pieces.push({ kind: 'heading', text: line.slice(head).replace(/[\s#]+$/, ''), at: start + head, ends: '' })
      continue
    }
    if (/^(=+|-+)$/.test(trimmed) && block && trimmed.length >= 3) {
      pieces.push({ kind: 'heading', text: block.text, at: block.at, ends: '' })
      block = undefined
      continue
    }
    if (list) {
      flush()
      // What is ticked off is done already.
      if (list[2] !== undefined && list[2] !== ' ') continue
      block = { kind: 'item', text: line.slice(list[0].length), at: start + list[0].length }
      continue
    }
    if (block && continues(block, line)) block.text = `${block.text.padEnd(start - block.at, ' ')}${line}`
    else {
      flush()
      const indent = line.length - line.trimStart().length
      block = { kind: 'sentence', text: line.slice(indent), at: start + indent }
    }
  }
  flush()
  return leadingOn(pieces)
}

/** Struck-out text and comments, blanked so that offsets stay. */
function withoutAsides(text: string): string {
  return text.replace(/~~[^~\n]+~~|<!--[\s\S]*?(?:-->|$)/g, found => found.replace(/[^\n]/g, ' '))
}

function continues(block: { readonly kind: string; readonly text: string }, line: string): boolean {
  if (/^\s*[\w][\w .-]{0,40}:(?:\s|$)/.test(line)) return false
  const before = block.text.trimEnd().split('\n').at(-1) ?? ''
  if (block.kind === 'item') return /^\s{2,}\S/.test(line) && !/[.:;!?]$/.test(before)
  if (/[.:;!?]$/.test(before)) return false
  if (/[,]$|\b(?:and|or|with|on|to|of|the|a|an|in|for|by)$/i.test(before)) return true
  return before.length >= wrapWidth || /^\s*(?:and|with|on|to|of|in|for|by|but)\b/.test(line)
}

const abbreviations = /(?:^|\s)(?:e\.g|i\.e|etc|approx|vs|no|nr|dr|mr|mrs|st)\.$/i

function sentences(block: { readonly kind: 'item' | 'sentence'; readonly text: string; readonly at: number }): readonly Piece[] {
  const pieces: Piece[] = []
  let start = 0
  const push = (end: number, ends: string) => {
    const raw = block.text.slice(start, end)
    const lead = raw.length - raw.trimStart().length
    const text = raw.trim()
    if (text !== '') pieces.push({ kind: block.kind, text, at: block.at + start + lead, ends })
    start = end
  }
  let inQuote = false
  for (let index = 0; index < block.text.length; index += 1) {
    const character = block.text[index] ?? ''
    if (character === '"') inQuote = !inQuote
    if (inQuote || !/[.!?;\n]/.test(character)) continue
    const next = block.text.slice(index + 1)
    if (character === '.') {
      const dots = /^\.+/.exec(next)?.[0].length ?? 0
      if (dots > 0) {
        index += dots
        // "c1..c3" ends no sentence.
        if (/^\s|^$/.test(next.slice(dots))) push(index + 1, '.')
        continue
      }
      if (!/^(?:\s|$|["')])/.test(next) || abbreviations.test(block.text.slice(start, index + 1))) continue
    }
    if ((character === '!' || character === '?') && !/^(?:[!?]|\s|$|["')])/.test(next)) continue
    push(index + 1, character)
  }
  push(block.text.length, '')
  return pieces
}

/** A sentence that ends with a colon, or a short line, before list items leads them. */
function leadingOn(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.map((piece, index) => {
    const next = pieces[index + 1]
    if (piece.kind !== 'sentence') return piece
    const isLead = next?.kind === 'item' ? /:$/.test(piece.text) || piece.ends === '' : /:$/.test(piece.text) && next !== undefined
    return isLead ? { ...piece, kind: 'lead' } : piece
  })
}
