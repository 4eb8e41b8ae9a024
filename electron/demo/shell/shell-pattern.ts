import { posix } from 'node:path'
import type { FileActor, FileSystem } from '../file-system.ts'

const special = /[.*+?^${}()|[\]\\/]/g

/** The regular expression of a shell pattern, in which a backslash takes away the meaning of the next character. */
export function patternExpression(pattern: string, kind: 'any' | 'name' = 'any'): string {
  let expression = ''
  const anything = kind === 'name' ? '[^/]*' : '[\\s\\S]*'
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at)
    if (character === '\\') {
      at += 1
      expression += pattern.charAt(at).replace(special, '\\$&')
    } else if (character === '*') expression += anything
    else if (character === '?') expression += kind === 'name' ? '[^/]' : '[\\s\\S]'
    else if (character === '[') {
      const end = pattern.indexOf(']', at + 2)
      if (end < 0) expression += '\\['
      else {
        expression += `[${pattern
          .slice(at + 1, end)
          .replace(/^!/, '^')
          .replace(/\[:digit:\]/g, '0-9')}]`
        at = end
      }
    } else expression += character.replace(special, '\\$&')
  }
  return expression
}

/** Whether the whole text is what the pattern describes. */
export function matchesPattern(text: string, pattern: string): boolean {
  return new RegExp(`^${patternExpression(pattern)}$`).test(text)
}

/** Whether a pattern has a wildcard that is not taken away. */
export function hasWildcard(pattern: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*[*?[]/.test(pattern)
}

/** Paths that a pattern describes, in order; none when nothing matches. */
export function matchingPaths(pattern: string, cwd: string, files: FileSystem, actor: FileActor): readonly string[] {
  const absolute = pattern.startsWith('/')
  let found = [absolute ? '/' : '']
  for (const piece of pattern.split('/').filter(Boolean)) {
    const next: string[] = []
    for (const base of found) {
      const plain = piece.replace(/\\(.)/g, '$1')
      if (!hasWildcard(piece)) {
        if (files.stat(posix.resolve(cwd, base, plain))) next.push(posix.join(base, plain))
        continue
      }
      const expression = new RegExp(`^${patternExpression(piece, 'name')}$`)
      try {
        for (const name of files.list(posix.resolve(cwd, base), actor))
          if (expression.test(name) && (piece.startsWith('.') || !name.startsWith('.'))) next.push(posix.join(base, name))
      } catch {
        // What cannot be listed matches nothing.
      }
    }
    found = next
  }
  return found.filter(Boolean)
}
