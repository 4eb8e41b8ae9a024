/** Where the values of variables come from; undefined is "not set". */
export type Lookup = (name: string) => string | undefined

/** The text with its variables filled in, or why Compose would refuse it. */
export type Interpolated = { readonly value: string } | { readonly fault: string }

const name = /^[A-Za-z_][A-Za-z0-9_]*/

/**
 * Fills in variables exactly as Docker Compose does: `$NAME`, `${NAME}`, `:-` and `-` for defaults, `:?` and `?` for
 * required ones, `:+` and `+` for replacements, nested to any depth, and `$$` for a dollar sign; one that begins no variable stays.
 */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  try {
    return { value: substitute(text, lookup) }
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message }
    throw error
  }
}

/** Names of the variables in a text, also those inside defaults, each once. */
export function variablesOf(text: string): readonly string[] {
  const seen = new Set<string>()
  const collect = (part: string): void => {
    for (const piece of pieces(part)) {
      if (piece.kind !== 'variable') continue
      seen.add(piece.name)
      collect(piece.argument)
    }
  }
  try {
    collect(text)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
  return [...seen]
}

class Fault extends Error {}

type Operator = '' | ':-' | '-' | ':?' | '?' | ':+' | '+'
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly operator: Operator; readonly argument: string }

function substitute(text: string, lookup: Lookup): string {
  let result = ''
  for (const piece of pieces(text)) result += piece.kind === 'text' ? piece.text : filled(piece, lookup)
  return result
}

function filled({ name, operator, argument }: Extract<Piece, { kind: 'variable' }>, lookup: Lookup): string {
  const value = lookup(name)
  const present = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
  switch (operator) {
    case ':-':
    case '-':
      return present ? (value ?? '') : substitute(argument, lookup)
    case ':+':
    case '+':
      return present ? substitute(argument, lookup) : ''
    case ':?':
    case '?':
      if (present) return value ?? ''
      throw new Fault(`${name} has no value${argument === '' ? '' : `: ${substitute(argument, lookup)}`}`)
    case '':
      return value ?? ''
  }
}

function* pieces(text: string): Generator<Piece> {
  let at = 0
  while (at < text.length) {
    const dollar = text.indexOf('$', at)
    if (dollar < 0) break
    if (dollar > at) yield { kind: 'text', text: text.slice(at, dollar) }
    const rest = text.slice(dollar + 1)
    if (rest.startsWith('$')) {
      yield { kind: 'text', text: '$' }
      at = dollar + 2
      continue
    }
    const plain = name.exec(rest)?.[0]
    if (plain !== undefined) {
      yield { kind: 'variable', name: plain, operator: '', argument: '' }
      at = dollar + 1 + plain.length
      continue
    }
    if (!rest.startsWith('{')) {
      yield { kind: 'text', text: '$' }
      at = dollar + 1
      continue
    }
    const braced = bracedAt(rest)
    if (braced === undefined) throw new Fault(`“$${rest.slice(0, 20)}” is no variable; write $$ for a dollar sign`)
    yield braced.piece
    at = dollar + 1 + braced.length
  }
  if (at < text.length) yield { kind: 'text', text: text.slice(at) }
}

/** Reads `{NAME…}`; any brace inside counts, as in Compose. */
function bracedAt(text: string): { readonly piece: Piece; readonly length: number } | undefined {
  let open = 0
  let end = -1
  for (let at = 0; at < text.length && end < 0; at += 1) {
    if (text[at] === '{') open += 1
    else if (text[at] === '}') {
      open -= 1
      if (open === 0) end = at
    }
  }
  if (end < 0) return undefined
  const inside = text.slice(1, end)
  const found = name.exec(inside)?.[0]
  if (found === undefined) return undefined
  const after = inside.slice(found.length)
  const operator = (/^:?[-?+]/.exec(after)?.[0] ?? '') as Operator
  if (operator === '' && after !== '') return undefined
  return { piece: { kind: 'variable', name: found, operator, argument: after.slice(operator.length) }, length: end + 1 }
}
