import type { Span } from '../../../shared/model/declaration.ts'
import { readPieces } from '../interpret/read-pieces.ts'

const connector = /^(?:[,;]\s*)?(?:(?:and|then|but|also|so)\b[,\s]*)*/i
const connectorBefore = /(?:[\s,;]|(?<![\p{L}\p{N}])(?:and|then|but|also))+$/iu
const bullet = /^(\s*(?:[-*+•–]|\d{1,3}[.)]|[a-z]\))\s+(?:\[[ xX]\]\s+)?)/

/** The sentence or list item around a place, its full stop in it. */
export function sentenceAround(text: string, [from, to]: Span): Span {
  for (const piece of readPieces(text)) {
    const end = piece.at + piece.text.length
    if (piece.at <= from && to <= end) return [piece.at, end]
  }
  return [from, to]
}

/** Puts sentences in the place of a sentence; where there are none, what would be left of its line goes too. */
export function replaceSentence(text: string, [from, to]: Span, sentences: readonly string[]): string {
  if (sentences.length === 0) return cut(text, from, to)
  const lineStart = text.lastIndexOf('\n', from - 1) + 1
  const mark = bullet.exec(text.slice(lineStart, from))?.[1]
  return text.slice(0, from) + sentences.join(mark === undefined ? ' ' : `\n${mark}`) + text.slice(to)
}

/** Puts a sentence in the place of a part of one; with none, the words that joined the part go too. */
export function replaceClause(text: string, [from, to]: Span, sentence: string | undefined): string {
  const [start, end] = sentenceAround(text, [from, to])
  const [before, after] = [text.slice(start, from), text.slice(to, end)]
  if (sentence !== undefined) {
    const bare = sentence.replace(/\.$/, '')
    const fits = before.trim() === '' ? bare : bare.replace(/^(?:Create|Back|Keep|Leave|Stop|Start|Remove)\b/, word => word.toLowerCase())
    return text.slice(0, from) + fits + text.slice(to)
  }
  if (/^[\s.!;]*$/.test(before + after)) return cut(text, start, end)
  if (before.trim() === '') {
    const rest = after.replace(connector, '').trimStart()
    return text.slice(0, start) + rest.slice(0, 1).toUpperCase() + rest.slice(1) + text.slice(end)
  }
  return text.slice(0, start) + before.replace(connectorBefore, '') + after + text.slice(end)
}

/** Adds sentences where a thing was spoken of last: to its paragraph, or as items of its list. */
export function addNear(text: string, near: Span, sentences: readonly string[]): string {
  const [from] = sentenceAround(text, near)
  const lineStart = text.lastIndexOf('\n', from - 1) + 1
  const mark = bullet.exec(text.slice(lineStart))?.[1]
  if (mark !== undefined) {
    const end = lineEnd(text, near[1])
    return text.slice(0, end) + sentences.map(sentence => `\n${numberedAfter(mark)}${sentence}`).join('') + text.slice(end)
  }
  const blank = /\n[ \t]*\n/g
  blank.lastIndex = near[1]
  const found = blank.exec(text)
  const end = text.slice(0, found?.index ?? text.length).trimEnd().length
  const glue = /[.!?]$/.test(text.slice(0, end)) && !/\n\s*(?:[-*+•–#>|]|\d{1,3}[.)])\s*[^\n]*$/.test(text.slice(0, end)) ? ' ' : '\n\n'
  return text.slice(0, end) + glue + sentences.join(' ') + text.slice(end)
}

/** Adds sentences as a paragraph at the end. */
export function addAtEnd(text: string, sentences: readonly string[]): string {
  const body = text.trimEnd()
  return `${body === '' ? '' : `${body}\n\n`}${sentences.join(' ')}\n`
}

function cut(text: string, from: number, to: number): string {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1
  const end = lineEnd(text, to)
  const before = text.slice(lineStart, from)
  const isWholeLine = (before.trim() === '' || bullet.exec(before)?.[0] === before) && text.slice(to, end).trim() === ''
  if (!isWholeLine) {
    const after = text.slice(to)
    return before.trim() === '' ? text.slice(0, from) + after.trimStart() : text.slice(0, from).trimEnd() + after
  }
  const [head, tail] = [text.slice(0, lineStart), text.slice(Math.min(end + 1, text.length))]
  if (/(?:^|\n)[ \t]*\n$/.test(head) || head === '') return head + tail.replace(/^(?:[ \t]*\n)+/, '')
  return tail === '' ? head.trimEnd() + (text.endsWith('\n') ? '\n' : '') : head + tail
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

function numberedAfter(mark: string): string {
  return mark.replace(/\d+/, number => String(Number(number) + 1))
}
