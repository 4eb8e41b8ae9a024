import { backupPhrases } from './backup-phrases.ts'
import { deedPhrases } from './deed-phrases.ts'
import { dnsPhrases } from './dns-phrases.ts'
import { guestPhrases } from './guest-phrases.ts'
import type { Reading } from './phrase.ts'
import { rulePhrases } from './rule-phrases.ts'
import { sizePhrases } from './size-phrases.ts'
import { smallWords } from './small-words.ts'

/** All phrases there are; where several fit the longest wins, and of those the first. */
export const lexicon: readonly Reading[] = [
  ...sizePhrases,
  ...guestPhrases,
  ...backupPhrases,
  ...rulePhrases,
  ...dnsPhrases,
  ...deedPhrases,
  ...smallWords,
]
