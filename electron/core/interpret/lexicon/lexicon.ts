import { backupPhrases } from './backup-phrases.ts'
import { deedPhrases } from './deed-phrases.ts'
import { dnsPhrases } from './dns-phrases.ts'
import { firstCharacters } from './first-characters.ts'
import { guestPhrases } from './guest-phrases.ts'
import type { Reading } from './phrase.ts'
import { rulePhrases } from './rule-phrases.ts'
import { sizePhrases } from './size-phrases.ts'
import { smallWords } from './small-words.ts'

const lexicon: readonly (Reading & { readonly first: ReadonlySet<string> | undefined })[] = [
  ...sizePhrases,
  ...guestPhrases,
  ...backupPhrases,
  ...rulePhrases,
  ...dnsPhrases,
  ...deedPhrases,
  ...smallWords,
].map(reading => ({ ...reading, first: firstCharacters(reading.pattern.source) }))

const byCharacter = new Map<string, readonly Reading[]>()

/** All phrases that may begin with a character; where several fit the longest wins, and of those the first. */
export function phrasesFrom(character: string): readonly Reading[] {
  const known = byCharacter.get(character)
  if (known) return known
  const found = lexicon.filter(({ first }) => first === undefined || first.has(character))
  if (character < '\u0080') byCharacter.set(character, found)
  return found
}
