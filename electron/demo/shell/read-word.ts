import { type Part, ShellSyntaxError, type ShellWord } from './shell-syntax.ts'

/** A word ends at one of these when it is not quoted. */
export const wordEnds = ' \t\n;&|<>()'

const nameAt = /[A-Za-z_][A-Za-z0-9_]*/y
const unterminated = (what: string) => new ShellSyntaxError(`Syntax error: ${what}`)

/** The word that begins at `start`, exactly as POSIX quotes it, and where it ends. Empty when no word begins there. */
export function readWord(text: string, start: number, ends = wordEnds): { readonly word: ShellWord; readonly end: number } {
  const parts: Part[] = []
  let at = start
  const add = (added: string, quoted: boolean) => {
    const last = parts.at(-1)
    if (last?.kind === 'text' && last.quoted === quoted) parts[parts.length - 1] = { kind: 'text', text: last.text + added, quoted }
    else parts.push({ kind: 'text', text: added, quoted })
  }
  while (at < text.length) {
    const character = text.charAt(at)
    if (ends.includes(character)) break
    if (character === '\\') {
      if (text.charAt(at + 1) !== '\n') add(text.charAt(at + 1), true)
      at += 2
    } else if (character === "'") {
      const close = text.indexOf("'", at + 1)
      if (close < 0) throw unterminated('Unterminated quoted string')
      add(text.slice(at + 1, close), true)
      at = close + 1
    } else if (character === '"') {
      const quoted = readDoubleQuoted(text, at + 1, '"')
      parts.push(...(quoted.parts.length > 0 ? quoted.parts : [{ kind: 'text', text: '', quoted: true } as const]))
      at = quoted.end + 1
    } else if (character === '$' || character === '`') {
      const read = readExpansion(text, at, false)
      if (read) {
        parts.push(read.part)
        at = read.end
      } else {
        add('$', false)
        at += 1
      }
    } else {
      add(character, false)
      at += 1
    }
  }
  return { word: parts, end: at }
}

/** The pieces of double-quoted text up to `close`; with an empty `close` up to the end, as in a here-document. */
export function readDoubleQuoted(text: string, start: number, close: '"' | ''): { readonly parts: readonly Part[]; readonly end: number } {
  const parts: Part[] = []
  let literal = ''
  let at = start
  const flush = () => {
    if (literal) parts.push({ kind: 'text', text: literal, quoted: true })
    literal = ''
  }
  for (;;) {
    if (at >= text.length) {
      if (close) throw unterminated('Unterminated quoted string')
      break
    }
    const character = text.charAt(at)
    if (character === close) break
    const next = text.charAt(at + 1)
    if (character === '\\' && (next === '$' || next === '`' || next === '\\' || next === '\n' || (close && next === '"'))) {
      if (next !== '\n') literal += next
      at += 2
      continue
    }
    const read = character === '$' || character === '`' ? readExpansion(text, at, true) : undefined
    if (read) {
      flush()
      parts.push(read.part)
      at = read.end
    } else {
      literal += character
      at += 1
    }
  }
  flush()
  return { parts, end: at }
}

/** The end of text that began with an opening bracket before `start`, quotes and nested brackets respected. */
function closing(text: string, start: number, open: string, close: string): number {
  let depth = 1
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '\\') at += 1
    else if (character === "'") {
      const end = text.indexOf("'", at + 1)
      if (end < 0) break
      at = end
    } else if (character === '"') at = readDoubleQuoted(text, at + 1, '"').end
    else if (character === open) depth += 1
    else if (character === close) {
      depth -= 1
      if (depth === 0) return at
    }
  }
  throw unterminated(`Missing '${close}'`)
}

function readExpansion(text: string, at: number, quoted: boolean): { readonly part: Part; readonly end: number } | undefined {
  if (text.charAt(at) === '`') {
    let end = at + 1
    while (end < text.length && text.charAt(end) !== '`') end += text.charAt(end) === '\\' ? 2 : 1
    if (end >= text.length) throw unterminated('EOF in backquote substitution')
    return { part: { kind: 'command', source: text.slice(at + 1, end).replace(/\\([\\`$])/g, '$1'), quoted }, end: end + 1 }
  }
  const next = text.charAt(at + 1)
  if (text.startsWith('((', at + 1)) {
    const end = closing(text, at + 3, '(', ')')
    if (text.charAt(end + 1) === ')') return { part: { kind: 'arithmetic', source: text.slice(at + 3, end), quoted }, end: end + 2 }
  }
  if (next === '(') {
    const end = closing(text, at + 2, '(', ')')
    return { part: { kind: 'command', source: text.slice(at + 2, end), quoted }, end: end + 1 }
  }
  if (next === '{') {
    const end = closing(text, at + 2, '{', '}')
    return { part: readParameter(text.slice(at + 2, end), quoted), end: end + 1 }
  }
  if (next && '@*#?$!-0123456789'.includes(next))
    return { part: { kind: 'parameter', name: next, operator: '', operand: [], quoted }, end: at + 2 }
  nameAt.lastIndex = at + 1
  const name = nameAt.exec(text)?.[0]
  return name === undefined
    ? undefined
    : { part: { kind: 'parameter', name, operator: '', operand: [], quoted }, end: at + 1 + name.length }
}

function readParameter(inside: string, quoted: boolean): Part {
  const length = /^#([A-Za-z_][A-Za-z0-9_]*|[0-9@*])$/.exec(inside)
  if (length) return { kind: 'parameter', name: length[1] ?? '', operator: 'length', operand: [], quoted }
  const match = /^([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(:?[-=?+]|##?|%%?)?([\s\S]*)$/.exec(inside)
  if (!match || (match[2] === undefined && match[3])) throw new ShellSyntaxError('Bad substitution')
  // Patterns keep their meaning inside double quotes; other operands are quoted with the whole.
  const operand =
    quoted && !/^[#%]/.test(match[2] ?? '') ? readDoubleQuoted(match[3] ?? '', 0, '').parts : readWord(match[3] ?? '', 0, '').word
  return { kind: 'parameter', name: match[1] ?? '', operator: match[2] ?? '', operand, quoted }
}
