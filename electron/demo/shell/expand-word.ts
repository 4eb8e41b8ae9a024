import { evaluateArithmetic } from './arithmetic.ts'
import { hasWildcard, matchingPaths, patternExpression } from './shell-pattern.ts'
import { ExitShell, type ShellState } from './shell-state.ts'
import type { Part, ShellWord } from './shell-syntax.ts'

/** Runs the text of `$(…)` and gives what it printed. */
export type Substitute = (source: string) => Promise<string>

interface Field {
  text: string
  /** The same with quoted wildcards taken away by backslashes. */
  pattern: string
  /** True when quotes make it count even if it is empty. */
  kept: boolean
}

const escapePattern = (text: string) => text.replace(/[\\*?[\]]/g, '\\$&')

/** The arguments that words become: expanded, split, globbed. */
export async function expandWords(words: readonly ShellWord[], state: ShellState, substitute: Substitute): Promise<readonly string[]> {
  const found: string[] = []
  for (const word of words) {
    for (const field of await expandFields(word, state, substitute)) {
      const paths =
        !state.noWildcards && hasWildcard(field.pattern)
          ? matchingPaths(field.pattern, state.directory, state.process.device.files, state.process.user)
          : []
      if (paths.length > 0) found.push(...paths)
      else found.push(field.text)
    }
  }
  return found
}

/** The one text that a word becomes where the shell does not split, as in assignments and redirections. */
export async function expandText(word: ShellWord, state: ShellState, substitute: Substitute): Promise<string> {
  let text = ''
  for (const part of tilde(word, state)) text += (await partValues(part, state, substitute)).join(' ')
  return text
}

/** The pattern that a word becomes in `case` and `${name#word}`. */
export async function expandPattern(word: ShellWord, state: ShellState, substitute: Substitute): Promise<string> {
  let pattern = ''
  for (const part of word) {
    const text = (await partValues(part, state, substitute)).join(' ')
    pattern += part.quoted ? escapePattern(text) : text
  }
  return pattern
}

async function expandFields(word: ShellWord, state: ShellState, substitute: Substitute): Promise<readonly Field[]> {
  const fields: Field[] = []
  let current: Field | undefined
  const extend = (text: string, quoted: boolean) => {
    current ??= { text: '', pattern: '', kept: false }
    current.text += text
    current.pattern += quoted ? escapePattern(text) : text
    if (quoted) current.kept = true
  }
  const close = () => {
    if (current && (current.kept || current.text !== '')) fields.push(current)
    current = undefined
  }
  for (const part of tilde(word, state)) {
    const values = await partValues(part, state, substitute)
    if (part.kind === 'text') extend(part.text, part.quoted)
    else if (part.quoted) {
      for (const [index, value] of values.entries()) {
        if (index > 0) close()
        extend(value, true)
      }
    } else {
      const separators = state.variables.get('IFS') ?? ' \t\n'
      for (const [index, value] of values.entries()) {
        if (index > 0) close()
        const pieces = splitFields(value, separators)
        if (pieces.leading) close()
        for (const [position, piece] of pieces.texts.entries()) {
          if (position > 0) close()
          extend(piece, false)
          if (piece === '' && current) current.kept = true
        }
        if (pieces.trailing) close()
      }
    }
  }
  close()
  return fields
}

/** The pieces of an unquoted value between field separators, and whether it begins or ends with one. */
function splitFields(
  value: string,
  separators: string,
): { readonly texts: readonly string[]; readonly leading: boolean; readonly trailing: boolean } {
  if (separators === '') return { texts: [value], leading: false, trailing: false }
  const set = (characters: string) => (characters === '' ? '(?!)' : `[${characters.replace(/[\]\\^-]/g, '\\$&')}]`)
  const blank = set(separators.replace(/\S/g, ''))
  const visible = set(separators.replace(/\s/g, ''))
  const inside = value.replace(new RegExp(`^${blank}+|${blank}+$`, 'g'), '')
  const texts = inside === '' ? [] : inside.split(new RegExp(`${blank}*${visible}${blank}*|${blank}+`))
  const trailing = new RegExp(`(${blank}|${visible})$`).test(value)
  // A separator that can be seen ends a field, it does not begin one.
  if (texts.length > 1 && texts.at(-1) === '') texts.pop()
  return { texts, leading: new RegExp(`^${blank}`).test(value), trailing }
}

function tilde(word: ShellWord, state: ShellState): ShellWord {
  const [first, ...rest] = word
  if (first?.kind !== 'text' || first.quoted || !/^~(\/|$)/.test(first.text)) return word
  return [{ kind: 'text', text: state.variables.get('HOME') ?? '~', quoted: true }, { ...first, text: first.text.slice(1) }, ...rest]
}

async function partValues(part: Part, state: ShellState, substitute: Substitute): Promise<readonly string[]> {
  switch (part.kind) {
    case 'text':
      return [part.text]
    case 'command':
      return [(await substitute(part.source)).replace(/\n+$/, '')]
    case 'arithmetic': {
      const source = part.source.replace(/\$\{?([A-Za-z0-9_#?]+)\}?/g, (_, name: string) => parameter(name, state)?.join(' ') ?? '0')
      return [String(evaluateArithmetic(source, name => state.variables.get(name) ?? ''))]
    }
    case 'parameter':
      return parameterPart(part, state, substitute)
  }
}

async function parameterPart(
  part: Extract<Part, { kind: 'parameter' }>,
  state: ShellState,
  substitute: Substitute,
): Promise<readonly string[]> {
  const value = parameter(part.name, state)
  const { operator } = part
  if (operator === 'length') return [String((value ?? []).join(' ').length)]
  const missing = value === undefined || (operator.startsWith(':') && value.join('') === '')
  const word = () => expandText(part.operand, state, substitute)
  switch (operator.replace(':', '')) {
    case '-':
      return missing ? [await word()] : value
    case '+':
      return missing ? [] : [await word()]
    case '=': {
      if (!missing) return value
      const text = await word()
      state.variables.set(part.name, text)
      return [text]
    }
    case '?':
      if (!missing) return value
      state.process.err.write(`${state.name}: 1: ${part.name}: ${(await word()) || 'parameter not set or null'}\n`)
      throw new ExitShell(2)
    case '#':
    case '##':
    case '%':
    case '%%':
      return [trimmed((value ?? []).join(' '), operator, await expandPattern(part.operand, state, substitute))]
  }
  if (value === undefined && state.refuseUnset && !'@*'.includes(part.name)) {
    state.process.err.write(`${state.name}: 1: ${part.name}: parameter not set\n`)
    throw new ExitShell(2)
  }
  if (value === undefined) return part.quoted ? [''] : []
  return part.name === '*' && part.quoted ? [value.join(' ')] : value
}

function trimmed(value: string, operator: string, pattern: string): string {
  const whole = new RegExp(`^${patternExpression(pattern)}$`)
  const front = operator.startsWith('#')
  const cuts = Array.from({ length: value.length + 1 }, (_, index) => index)
  const order = (operator.length === 2) === front ? cuts.reverse() : cuts
  for (const cut of order) {
    if (front && whole.test(value.slice(0, cut))) return value.slice(cut)
    if (!front && whole.test(value.slice(cut))) return value.slice(0, cut)
  }
  return value
}

function parameter(name: string, state: ShellState): readonly string[] | undefined {
  if (name === '@' || name === '*') return state.positional
  if (name === '#') return [String(state.positional.length)]
  if (name === '?') return [String(state.status)]
  if (name === '$') return [String(state.process.pid)]
  if (name === '!') return [String(state.lastBackgroundPid)]
  if (name === '-') return [state.exitOnError ? 'e' : '']
  if (name === '0') return [state.name]
  const value = /^\d+$/.test(name) ? state.positional[Number(name) - 1] : state.variables.get(name)
  return value === undefined ? undefined : [value]
}
