import { type Reading, say } from './phrase.ts'

/** What points back, words about words, and what joins them. */
export const smallWords: readonly Reading[] = [
  say("it's|its|it|that one|this one|the latter|that (?:vm|container|machine|app|guest)|this (?:vm|container|machine|app|guest)", {
    kind: 'pronoun',
    pronoun: 'it',
  }),
  say('both(?: of them)?|the two(?: of them)?', { kind: 'pronoun', pronoun: 'both' }),
  say('they|them|their|those|these|all of them', { kind: 'pronoun', pronoun: 'them' }),
  say(
    '(?:with )?(?:the same|likewise|same|ditto|identical)(?: (?:size|sizes|specs?|settings|setup|config(?:uration)?|again|as (?:above|before)))?',
    { kind: 'pronoun', pronoun: 'same' },
  ),
  say('each|apiece|every one', { kind: 'pronoun', pronoun: 'each' }),
  say('another(?: one)?|a (?:second|third|fourth|fifth)(?: one)?|one more', { kind: 'pronoun', pronoun: 'another' }),

  // Words about words.
  say('storages?|datastores?|pool', { kind: 'noun', noun: 'storage' }),
  say('bridges?|network', { kind: 'noun', noun: 'bridge' }),
  say('nodes?|host|hypervisor', { kind: 'noun', noun: 'node' }),
  say('templates?|images?|isos?|cloned? (?:of|from)|copy of|a copy of|copied from|based on|from (?:the |a )?template', {
    kind: 'noun',
    noun: 'template',
  }),
  say('tag(?:ged|s)?(?: (?:with|as|it|them))?|labell?ed', { kind: 'noun', noun: 'tag' }),
  say('domain(?: name)?|url|hostname|web address|sub-?domain', { kind: 'noun', noun: 'domain' }),
  say('(?:static |fixed |ipv4 |ipv6 )?(?:ip(?: address(?:es)?)?|addresses|address)', { kind: 'noun', noun: 'address' }),
  say('(?:default )?(?:gateway|gw)', { kind: 'noun', noun: 'gateway' }),
  say('vlan', { kind: 'noun', noun: 'vlan' }),
  say('port', { kind: 'noun', noun: 'port' }),
  say('devices?', { kind: 'noun', noun: 'device' }),
  say('destination', { kind: 'noun', noun: 'destination' }),
  say('on|onto|upon|inside', { kind: 'preposition', preposition: 'on' }),
  say('to|through|thru|till|into|toward|towards|over to', { kind: 'preposition', preposition: 'to' }),
  say("of|'s", { kind: 'preposition', preposition: 'of' }),
  say('for', { kind: 'preposition', preposition: 'for' }),
  say('by', { kind: 'preposition', preposition: 'by' }),
  say('with|having|using|w/', { kind: 'preposition', preposition: 'with' }),
  say('from', { kind: 'preposition', preposition: 'from' }),
  say('at|under|via', { kind: 'preposition', preposition: 'at' }),
  say('in', { kind: 'preposition', preposition: 'in' }),
  say('as', { kind: 'preposition', preposition: 'as' }),
  say(
    '(?:should|must|shall|ought to|has to|have to|needs? to|(?:is|are) to|will)(?: now| also| always| really| be able to| please)*(?: be| have| get| run with)?',
    { kind: 'modal', negated: false },
  ),
  say(
    "(?:should|must|shall|will|may|can) (?:not|never)(?: be| have| get)?|shouldn't(?: be| have| get)?|mustn't(?: be)?|won't|needn't|(?:doesn't|don't|do not|does not) (?:need to|have to|needs?)",
    { kind: 'modal', negated: true },
  ),
  say("do not|don't|never|not|no longer|please don't", { kind: 'not' }),
  say('needs?|gets?|wants?|requires?|could use|can have|becomes?|uses?|has', { kind: 'fact-verb' }),
  say(
    "was|were|had|did|got|went|ran|made|moved|bought|finished|arrived|used to|has been|have been|i have|i've|we have|we've|i am|i'm|we're|we are|is|are|isn't|aren't|wasn't|seems?|looks?|feels?|works?|takes|complains?|says|said|thinks?|hopes?|likes?|loves?|knows?|follow(?:s|ed)",
    { kind: 'told' },
  ),
  say('reachable|available|accessible|exposed|published|served', { kind: 'filler' }),
  say('or|nor', { kind: 'or' }),
  say('instead', { kind: 'filler' }),
  say('and|plus|&|as well as|\\+', { kind: 'and' }),
  say('then|but|after that|afterwards|finally|next,|;|--|also', { kind: 'break' }),
  say(
    'scratch that|never ?mind(?: that)?|forget (?:that|it|about (?:that|it))|on second thoughts?|cancel that|strike that|ignore that|undo that|take that back|belay that',
    { kind: 'correction', takesBack: true },
  ),
  say(
    '(?:(?:oh|ah|hmm|hm|well|wait|uh|er|um)[, ]{1,3}){0,3}(?:no(?:pe)?[,]? (?:wait[,]? )?(?:sorry[,]? )?(?:make (?:that|it)|rather|actually|i mean(?:t)?)?|sorry|actually|i mean(?:t)?|make (?:that|it)|correction|rather|or rather|wait|better(?: make (?:that|it))?)(?:[,:]{0,2} (?:make (?:that|it)|i mean(?:t)?|rather))?',
    { kind: 'correction', takesBack: false },
  ),
  say('(?:could|can|would|will) (?:you|we|somebody|someone)(?: please)?(?: kindly)?', { kind: 'please' }),
  say('please|pls|kindly|(?:some(?:body|one)) please', { kind: 'please' }),
  say("is|are|was|does|do|did|has|have|what|which|who|why|how|when|where|should i|shall we|isn't|aren't|can i|could i", {
    kind: 'question',
  }),
  say(
    'because|since|as it|so that|so it|in order to|due to|which|whose|whom|although|though|even though|seeing that|given that|to keep|to make|just because',
    { kind: 'reason' },
  ),
  say(
    'if|unless|until|except|without|instead of|when(?:ever)?|while|before|as long as|as soon as|in case|provided|maybe|perhaps|possibly|might|either|tomorrow|tonight|today at|next (?:week|month|year|time)|later today|this (?:evening|weekend)|in (?:an|a|two|three|\\d+) (?:hours?|minutes?|days?)|not only|at most|up to|between|rather than|temporarily',
    { kind: 'condition' },
  ),
  say(
    'some ?day|one day|eventually|in the (?:distant )?future|if i (?:ever|had)|would be nice|dream of|thinking (?:of|about)|considering|at some point|sooner or later|wish i',
    { kind: 'someday' },
  ),
  say(
    'the|my|our|your|this|that|an?|some|any|just|simply|now|new|fresh|existing|current|old|too|again|as well|well|all|well,|so|hi|hello|hey|thanks?(?: (?:you|a lot|so much|in advance))?|cheers|ok|okay|ok,|right|first|second|third|lastly|of course|there|here|already|always|still|even|only|please|by default|in total|altogether|max|about|anyway|everyone|everybody|size|sized|small|big|large|little|tiny|huge|simple|plain|basic|standard|own|single|same time|instances?|copies|copy|record|entry|be|being|to be|only|i|we|you|me|us|he|she|people|who|version|bit|64-bit|image|free|called|unprivileged|headless|minimal|reachable|available',
    { kind: 'filler' },
  ),
]
