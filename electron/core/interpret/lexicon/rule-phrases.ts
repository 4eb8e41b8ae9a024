import { numberIn } from '../quantities.ts'
import { type Reading, say, verb } from './phrase.ts'

/** Groups of things, and the rules they keep to. */
export const rulePhrases: readonly Reading[] = [
  say('(?:all|every|each)(?: of)?(?: the| my| our)? (?:apps?|applications?|services?)', { kind: 'everything', of: 'apps' }),
  say('(?:all|every|each)(?: of)?(?: the| my| our)? guests?', { kind: 'everything', of: 'guests' }),
  say('(?:all|every|each)(?: of)?(?: the| my| our)? (?:vms?|virtual machines?)', { kind: 'everything', of: 'vm' }),
  say('(?:all|every|each)(?: of)?(?: the| my| our)? (?:containers?|lxcs?|cts?|lxc containers?)', { kind: 'everything', of: 'lxc' }),
  say('everything|all of it|the (?:whole|entire) (?:lab|homelab)|the lot', { kind: 'everything', of: 'everything' }),
  say(
    '(?:all )?(?:the )?(two|three|four|five|six|seven|eight|\\d)(?: of them)?(?: (?:vms?|containers?|guests?|machines?|apps?))?',
    match => (/^all|^the|of them/.test(match[0]) ? { kind: 'pronoun', pronoun: 'them', count: numberIn(match[1] ?? '') } : undefined),
  ),

  // Rules.
  say(
    "(?:on |to |onto |across |over |between )?(?:(?:two |three |all )?(?:separate|different|distinct|their own) (?:physical )?(?:nodes?|hosts?|machines?|servers?|hardware|boxes|metal)|(?:(?:never|not) (?:be )?(?:run )?on the same (?:node|host|machine|server|hardware|box|metal)))(?: as)?|(?:never|not) (?:be )?(?:run )?together|apart(?: from(?: each other| one another)?)?|away from(?: each other| one another)?|separate(?:ly|d)?(?: from(?: each other)?)?|(?:(?:must|should|may|can|shall|do|does)(?: never| not|n't)|can't|cannot|never|not) (?:ever )?(?:share|be on|run on|sit on|live on|be placed on|end up on|to share) (?:the same|an?|one) (?:physical )?(?:node|host|machine|server|box|hardware)(?: (?:as|with))?",
    { kind: 'rule', rule: 'apart' },
  ),
  say(
    'next to(?: each other| one another)?|beside|alongside|(?:on|to) the same (?:node|host|machine|server|hardware|box|metal) (?:as|with)|together(?: with)?|(?:on|to) the same (?:node|host|hardware|metal|box|machine|server)|on (?:one|a single) (?:node|host|box|machine|server)|side by side(?: with)?|close to|near(?: to)?|nearby',
    { kind: 'rule', rule: 'together' },
  ),
  say(
    "(?:nobody|no one)(?: may| is to| should| must| else)? (?:touch|change|modify)(?:es|s)?|(?:please )?(?:do not|don't|never|do n't) (?:ever )?(?:touch|change|modify|alter|mess with|fiddle with|interfere with)|hands off|keep (?:your )?hands off|(?:stay|keep) away from|(?:is|are) (?:off-limits|off limits)|off limits|(?:be )?left (?:alone|untouched|unchanged|in peace|as (?:it is|they are|is))|untouched|unchanged|(?:exactly )?as (?:it is|they are|is)|alone|(?:should|must|may|can)(?: not|n't| never) be (?:touched|changed|modified|altered)|is not to be (?:touched|changed)",
    { kind: 'rule', rule: 'leave-alone' },
  ),
  verb('leave', 'leave|leaves'),
  verb('keep', 'keep|keeps|keeping|stay|stays|remain|remains|belong|belongs|sit|sits|live|lives'),
]
