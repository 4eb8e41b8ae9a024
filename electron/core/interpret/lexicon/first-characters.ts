/** Characters a match of this source can begin with, where that is plain to see; undefined where it may be any. */
export function firstCharacters(source: string): ReadonlySet<string> | undefined {
  const found = new Set<string>()
  for (const alternative of alternatives(source)) {
    if (!collect(alternative, found)) return undefined
  }
  return found
}

/** Adds what an alternative can begin with; false where that cannot be told. */
function collect(alternative: string, found: Set<string>): boolean {
  let rest = alternative
  while (rest !== '') {
    const item = firstItem(rest)
    if (item === undefined) return false
    rest = rest.slice(item.text.length)
    if (item.isLookahead) continue
    if (item.inner === undefined) found.add(item.text.replace(/\?$/, ''))
    else {
      const inner = firstCharacters(item.inner)
      if (inner === undefined) return false
      for (const character of inner) found.add(character)
    }
    if (!item.text.endsWith('?')) return true
  }
  return false
}

/** The group or letter a source begins with; undefined for anything else. */
function firstItem(source: string): { readonly text: string; readonly inner?: string; readonly isLookahead?: boolean } | undefined {
  if (source.startsWith('(')) {
    const close = closing(source)
    const after = source[close + 1] ?? ''
    if (after === '*' || after === '{' || after === '+') return undefined
    const text = source.slice(0, close + (after === '?' ? 2 : 1))
    if (/^\(\?<?[=!]/.test(source)) return { text, isLookahead: true }
    return { text, inner: source.slice(source.startsWith('(?:') ? 3 : 1, close) }
  }
  const [letter = ''] = /^[a-z0-9@&-](?![*+{])\??/.exec(source) ?? []
  return letter === '' ? undefined : { text: letter }
}

function alternatives(source: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index]
    if (character === '\\') index += 1
    else if (character === '[') index = source.indexOf(']', index + 1)
    else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === '|' && depth === 0) {
      parts.push(source.slice(start, index))
      start = index + 1
    }
  }
  return [...parts, source.slice(start)]
}

/** Where the group a source begins with closes. */
function closing(source: string): number {
  let depth = 0
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index]
    if (character === '\\') index += 1
    else if (character === '[') index = source.indexOf(']', index + 1)
    else if (character === '(') depth += 1
    else if (character === ')') {
      depth -= 1
      if (depth === 0) return index
    }
  }
  return source.length
}
