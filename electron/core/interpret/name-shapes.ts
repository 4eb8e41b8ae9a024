import type { Chunk } from './chunks.ts'
import { isComma } from './segments.ts'

/** Whether it was said to be a name: "called x", "called x and y". */
export function isCalled(segment: readonly Chunk[], index: number): boolean {
  for (let before = index - 1; before >= 0; before -= 1) {
    const chunk = segment[before] as Chunk
    if (chunk.kind === 'called') return true
    if (chunk.kind !== 'name' && chunk.kind !== 'and' && !isComma(chunk) && chunk.kind !== 'preposition' && chunk.kind !== 'thing')
      return false
  }
  return false
}

/** A word in front of what it describes. */
export function isAdjective(segment: readonly Chunk[], index: number): boolean {
  for (let after = index + 1; after < segment.length; after += 1) {
    const chunk = segment[after] as Chunk
    if (chunk.kind === 'type' || chunk.kind === 'os') return true
    if (chunk.kind !== 'name' && chunk.kind !== 'other' && chunk.kind !== 'filler') return false
  }
  return false
}

/** A word right after what is to be done to it: "stop mailserver". */
export function isObject(segment: readonly Chunk[], index: number): boolean {
  const before = segment.slice(0, index).findLast(chunk => chunk.kind !== 'filler' && chunk.kind !== 'weak')
  return (
    before?.kind === 'verb' &&
    /^(?:stop|start|remove|back-up|give|move|switch)$/.test(before.verb) &&
    !/ing$/.test(segment[index]?.text ?? '')
  )
}

/** A word with a digit, a hyphen or an underscore. */
export function looksLikeName(text: string): boolean {
  return /\d/.test(text) || /[-_]/.test(text)
}

/** A short word of lower-case letters. */
export function isPlainWord(text: string): boolean {
  return /^[a-z]+$/.test(text) && text.length < 3
}

/** "c1-c3" and "worker-1-3" where several are spoken of. */
export function rangeOf(text: string): { readonly first: string; readonly last: string } | undefined {
  const [, stem = '', first = '', last = ''] = /^(.*\D)(\d+)-(?:\1)?(\d+)$/.exec(text) ?? []
  return first !== '' && Number(last) > Number(first) ? { first: `${stem}${first}`, last: `${stem}${last}` } : undefined
}

/** "worker-1 to worker-3": the names after the first. */
export function namesUpTo(from: string, to: string): { name: string; quoted: boolean; called: boolean }[] {
  const [, stem = '', first = ''] = /^(.*?)(\d+)$/.exec(from) ?? []
  const [, otherStem = '', last = ''] = /^(.*?)(\d+)$/.exec(to) ?? []
  if (first === '' || last === '' || (otherStem !== '' && otherStem !== stem)) return [{ name: to, quoted: false, called: true }]
  const names = []
  for (let number = Number(first) + 1; number <= Number(last) && names.length < 100; number += 1)
    names.push({ name: `${stem}${String(number).padStart(first.length, '0')}`, quoted: false, called: true })
  return names
}
