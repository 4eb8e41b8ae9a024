/** Why a compose file cannot be used, in Compose's own words. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError'
}

/** Values for `${NAME}`, and what is told about names that have none. */
export interface Variables {
  readonly get: (name: string) => string | undefined
  readonly unset: (name: string) => void
}

/** Fills `$NAME` and `${NAME…}` into a text as Compose does; throws ComposeError where a required one is missing. */
export function interpolate(text: string, variables: Variables, where: string): string {
  let out = ''
  let at = 0
  while (at < text.length) {
    const sign = text.indexOf('$', at)
    if (sign < 0) return out + text.slice(at)
    out += text.slice(at, sign)
    if (text.charAt(sign + 1) === '$') {
      out += '$'
      at = sign + 2
      continue
    }
    const plain = /^\$([A-Za-z_][A-Za-z0-9_]*)/.exec(text.slice(sign))
    if (plain) {
      out += value(plain[1] ?? '', '', '', variables, where)
      at = sign + plain[0].length
      continue
    }
    const end = text.charAt(sign + 1) === '{' ? closing(text, sign + 2) : -1
    const inside = end < 0 ? null : /^([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?+])([\s\S]*))?$/.exec(text.slice(sign + 2, end))
    if (!inside) throw new ComposeError(`invalid interpolation format for ${where}.\nYou may need to escape any $ with another $.\n${text}`)
    out += value(inside[1] ?? '', inside[2] ?? '', inside[3] ?? '', variables, where)
    at = end + 1
  }
  return out
}

function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1
    else if (text.charAt(at) === '}') depth -= 1
    if (depth === 0) return at
  }
  return -1
}

function value(name: string, operator: string, operand: string, variables: Variables, where: string): string {
  const found = variables.get(name)
  const missing = found === undefined || (operator.startsWith(':') && found === '')
  switch (operator.replace(':', '')) {
    case '-':
      return missing ? interpolate(operand, variables, where) : found
    case '+':
      return missing ? '' : interpolate(operand, variables, where)
    case '?':
      if (missing) throw new ComposeError(`error while interpolating ${where}: required variable ${name} is missing a value: ${operand}`)
      return found
  }
  if (found === undefined) variables.unset(name)
  return found ?? ''
}

/** Reads a file of NAME=value lines as Compose reads `.env`. */
export function readEnvironmentFile(text: string, outer: (name: string) => string | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const head = /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*/y
  let at = 0
  while (at < text.length) {
    head.lastIndex = at
    const found = head.exec(text)
    const lineEnd = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at)
    if (!found) {
      at = lineEnd + 1
      continue
    }
    const start = at + found[0].length
    const quote = text.charAt(start)
    const known = { get: (name: string) => values.get(name) ?? outer(name), unset: () => undefined }
    if (quote === "'" || quote === '"') {
      let end = start + 1
      while (end < text.length && text.charAt(end) !== quote) end += text.charAt(end) === '\\' ? 2 : 1
      const raw = text.slice(start + 1, end)
      values.set(found[1] ?? '', quote === "'" ? raw : interpolate(unescaped(raw), known, 'the environment file'))
      const after = text.indexOf('\n', end)
      at = after < 0 ? text.length : after + 1
    } else {
      const raw = text
        .slice(start, lineEnd)
        .replace(/\s+#.*$/, '')
        .trim()
      values.set(found[1] ?? '', interpolate(raw, known, 'the environment file'))
      at = lineEnd + 1
    }
  }
  return values
}

function unescaped(text: string): string {
  return text.replace(/\\([nrt"\\$])/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t', $: '$$' })[letter] ?? letter)
}
