import { type Reading, say, verb } from './phrase.ts'

/** Names of the network. */
export const dnsPhrases: readonly Reading[] = [
  say('(?:is |are |be |as )?(?:an? )?(?:alias(?:es)?|cname(?: record)?|synonym)(?: (?:of|for|to|from))?', { kind: 'alias' }),
  say(
    '(?:an? )?(?:a record|aaaa record|dns record|dns (?:entry|name)|(?:host)?name in dns|record|dns|name server|in dns|from dns|dns names?|local names?)',
    { kind: 'noun', noun: 'dns' },
  ),
  verb('point', 'points?(?: at| to)|resolves? to|pointing (?:at|to)|maps? to|leads? to|point'),
]
