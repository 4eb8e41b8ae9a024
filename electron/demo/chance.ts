import { createHash } from 'node:crypto'

type Word = string | number

/** A number from 0 (inclusive) to 1 that is always the same for the same words. */
export function chance(...words: readonly Word[]): number {
  let hash = 0x811c9dc5
  for (const character of words.join('\0')) {
    hash ^= character.codePointAt(0) ?? 0
    hash = Math.imul(hash, 0x01000193)
  }
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
}

/** A number from `low` to `high` that is always the same for the same words. */
export function between(low: number, high: number, ...words: readonly Word[]): number {
  return low + (high - low) * chance(...words)
}

/** 64 hexadecimal digits that are always the same for the same words. */
export function digest(...words: readonly Word[]): string {
  return createHash('sha256').update(words.join('\0')).digest('hex')
}
