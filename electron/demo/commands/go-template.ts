/** Fills `{{…}}` of a Go template from an object: fields, `json`, `len`, `index`, `.Label "x"`, `range`, `if` and `else`. */
export function fillTemplate(template: string, value: unknown): string {
  const tokens = template.split(/(\{\{-?[\s\S]*?-?\}\})/)
  return block(tokens, { at: 0 }, value, true)
}

interface Cursor {
  at: number
}

function block(tokens: readonly string[], cursor: Cursor, value: unknown, shown: boolean): string {
  let out = ''
  while (cursor.at < tokens.length) {
    const token = tokens[cursor.at] ?? ''
    if (!token.startsWith('{{')) {
      cursor.at += 1
      if (shown) out += token
      continue
    }
    const action = token.replace(/^\{\{-?\s*|\s*-?\}\}$/g, '')
    if (action === 'end' || action === 'else') return out
    cursor.at += 1
    const [word = '', rest = ''] = action.split(/\s+([\s\S]*)/)
    if (word === 'if') {
      const yes = truthy(evaluate(rest, value))
      out += block(tokens, cursor, value, shown && yes)
      if (isElse(tokens, cursor)) out += block(tokens, cursor, value, shown && !yes)
      cursor.at += 1
    } else if (word === 'range') {
      const list = evaluate(rest.replace(/^.*:=\s*/, ''), value)
      const items = Array.isArray(list) ? list : typeof list === 'object' && list !== null ? Object.values(list) : []
      const start = cursor.at
      if (items.length === 0) block(tokens, cursor, value, false)
      for (const item of items) {
        cursor.at = start
        out += block(tokens, cursor, item, shown)
      }
      cursor.at += 1
    } else if (shown) out += text(evaluate(action, value))
  }
  return out
}

function isElse(tokens: readonly string[], cursor: Cursor): boolean {
  if (!/^\{\{-?\s*else\s*-?\}\}$/.test(tokens[cursor.at] ?? '')) return false
  cursor.at += 1
  return true
}

const truthy = (value: unknown) =>
  value !== undefined && value !== null && value !== '' && value !== 0 && value !== false && !(Array.isArray(value) && value.length === 0)
const text = (value: unknown) =>
  value === undefined || value === null ? '<no value>' : typeof value === 'object' ? JSON.stringify(value) : String(value)

function evaluate(expression: string, value: unknown): unknown {
  const words = expression.match(/"[^"]*"|\([^)]*\)|[^\s()]+/g) ?? []
  const operand = (word = '.'): unknown => {
    if (word.startsWith('(')) return evaluate(word.slice(1, -1), value)
    if (word.startsWith('"')) return word.slice(1, -1)
    if (/^\d+$/.test(word)) return Number(word)
    return word
      .split('.')
      .filter(Boolean)
      .reduce<unknown>(
        (at, name) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : undefined),
        value,
      )
  }
  const [first = '.', second, third] = words
  if (first === 'json') return JSON.stringify(operand(second) ?? null)
  if (first === 'len') return (operand(second) as { readonly length?: number } | undefined)?.length ?? 0
  if (first === 'index') return (operand(second) as Readonly<Record<string, unknown>> | undefined)?.[String(operand(third))] ?? ''
  if (first === 'join') return (operand(second) as readonly unknown[]).join(String(operand(third)))
  if (first === 'println') return `${second === undefined ? '' : text(operand(second))}\n`
  if (first === '.Label') {
    const labels = (value as { readonly Labels?: string }).Labels ?? ''
    return (
      labels
        .split(',')
        .find(pair => pair.startsWith(`${operand(second)}=`))
        ?.split(/=(.*)/s)[1] ?? ''
    )
  }
  return operand(first)
}
