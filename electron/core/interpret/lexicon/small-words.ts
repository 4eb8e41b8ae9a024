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
  say(
    'the (?:first|second|third|fourth|last|other|former|oldest|newest|biggest|smallest)(?: (?:one|ones|two|vm|container|app|guest|machine))',
    { kind: 'unclear' },
  ),
  say(
    'as (?:big|large|small|fast|much|many|little) as|like|similar to|modelled (?:on|after)|about(?= \\d)|around(?= \\d)|roughly|approximately|approx|nearly|almost|circa|ca',
    { kind: 'unclear' },
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
  say(
    'on|onto|upon|inside|(?:connected|attached|joined|bridged|plugged|hooked up) (?:to|into)|(?:hosted|running|located|placed|sitting|living|deployed|installed|residing|stored) (?:on|in)',
    { kind: 'preposition', preposition: 'on' },
  ),
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
    '(?:should|shoud|shuold|sould|shold|shoudl|must|shall|ought to|has to|have to|needs? to|(?:is|are) to|will)(?: now| also| always| really| be able to| please)*(?: be| have| get| run with)?',
    { kind: 'modal', negated: false },
  ),
  say(
    "(?:should|must|shall|will|may|can) (?:not|never)(?: be| have| get)?|shouldn't(?: be| have| get)?|mustn't(?: be)?|won't|needn't|(?:doesn't|don't|do not|does not) (?:need to|have to|needs?)(?: be)?",
    { kind: 'modal', negated: true },
  ),
  say(
    "(?:do not|don't) forget(?: to)?|remember to|be sure to|go ahead and|feel free to|(?:it is |it's )?time to|(?:you|we) (?:can|may)(?= (?:also |now |safely |just |then )?(?:delete|remove|stop|start|move|shut|turn|drop|get rid|uninstall|power|switch)(?![a-z]))",
    { kind: 'modal', negated: false },
  ),
  say(
    "do not|don't|never|not|no longer|please don't|(?:there is |there's )?no need to|no reason to|avoid|refrain from|ignore|disregard|nobody|no one|neither|nothing|none of",
    { kind: 'not' },
  ),
  say('needs?|gets?|wants?|requires?|could use|(?:could|can) do with|can have|becomes?', { kind: 'fact-verb' }),
  say('has|have|uses?|owns?|comes with|holds?|contains?', { kind: 'fact-verb', isFact: true }),
  say(
    "was|were|had|did|got|went|ran|made|bought|gave|took|brought|tried|noticed|saw|decided|forgot|lost|found|spent|broke|died|crashed|failed|happened|finished|arrived|used to|has been|have been|i have|i've|we have|we've|i am|i'm|we're|we are|can't|cannot|can not|couldn't|wouldn't|didn't|hasn't|haven't|hadn't|doesn't|is|are|isn't|aren't|wasn't|weren't|seems?|looks?|feels?|works?|takes|complains?|hopes?|likes|loves|knows?|follow(?:s|ed)",
    { kind: 'told' },
  ),
  say(
    '(?:(?:\\w+ )?(?:wants|asks?|asked|told|expects?|begs?|begged|urges?|urged|tells) (?:me|us|him|her|them|you|everyone)(?: not)? to)|(?:(?:i|we|he|she|you|someone|somebody|they|everyone|nobody) (?:just |already |also |once |have |has |had )*)?(?:says?|said|tells (?:me|us)|told (?:me|us|him|her|them|you)|asks?|asked|thinks?|thought|writes?|wrote|posts?|posted|reads|suggests?|suggested|recommends?|recommended|claims?|claimed|mentions?|mentioned|reports?|reported|advises?|advised|insists?|insisted|prints?|printed|according to)',
    { kind: 'told', reports: true },
  ),
  // What somebody did is done; what somebody says is not what the reader is asked for.
  say(
    '(?:i|we|he|she|you|someone|somebody|they|everyone|nobody)(?: (?:just|already|also|recently|once|have|has|had|then|even|finally|accidentally|only|both|never|probably))* (?:(?!(?:need|feed|exceed|proceed)(?![a-z]))[a-z]+ed|gave|put|set|took|shut|cut|made|built|ran|grew|shrank|brought|got|had|was|were|did|went|bought|found|read|check|use|watch|play|see|know|think|hope|feel|run|store|work|live|pay|own|host|like|love(?! to))(?: (?:up|down|off|on|out))?',
    { kind: 'told' },
  ),
  say('yesterday|(?:\\w+ )?(?:days?|weeks?|months?|years?|hours?|minutes?) ago|last (?:night|week|month|year|time|summer|winter)', {
    kind: 'told',
  }),
  say('reachable|available|accessible|exposed|published|served', { kind: 'filler' }),
  say('or|nor', { kind: 'or' }),
  say('instead of|rather than', { kind: 'instead' }),
  say('instead', { kind: 'filler' }),
  say('and|plus|&|as well as|\\+', { kind: 'and' }),
  say(
    'then|(?<!(?:all|every|each|everything|any|none)(?: of)?(?: the| my| our)?(?: [a-z]+)? )but|after that|afterwards|finally|next,|;|--|also',
    { kind: 'break' },
  ),
  say(
    'scratch that|never ?mind(?: that)?|forget (?:that|it|(?:about )?(?:that|it|the last (?:one|bit|part|sentence)))|on second thoughts?|cancel that|strike that|ignore that|undo that|take that back|belay that',
    { kind: 'correction', takesBack: true },
  ),
  say(
    '(?:(?:oh|ah|hmm|hm|well|wait|uh|er|um)[, ]{1,3}){0,3}(?:no(?:pe)?(?:(?:,? (?:wait|sorry|make (?:that|it)|rather|actually|i mean(?:t)?))+|(?=[,.!;:]|$))|nope|sorry|actually(?: no)?|i mean(?:t)?|make (?:that|it)|correction|rather|or rather|wait(?:,? no)?|oops|whoops|my (?:bad|mistake)|pardon|better(?: make (?:that|it))?)(?:[,:]{0,2} (?:make (?:that|it)|i mean(?:t)?|rather))?',
    { kind: 'correction', takesBack: false },
  ),
  say(
    "(?:could|can|would|will) (?:you|we|somebody|someone)(?: please)?(?: kindly)?(?: mind)?|(?:be )?so (?:kind|nice|good) as to|(?:i|we)(?:'d| would)? (?:like|want|need) (?:you|someone|somebody) to|is it possible to|any chance (?:you could|of)|how about|(?:can|could|may) i (?:get|have)|i(?:'d| would) (?:appreciate it|be grateful|be happy|be glad|love it) if(?: (?:you|someone|somebody|we) (?:could|would))?|when(?:ever)? you (?:have|get|find) (?:the |some |a )?(?:time|moment|minute|chance)|if (?:possible|you (?:can|could|would|like|don't mind|have (?:the )?time)|it is possible|it's possible|that's (?:ok|okay|fine))|at your leisure|while you(?:'re| are) (?:at it|there)|if it(?:'s| is) not too much (?:trouble|work|bother|hassle)|would it be possible to",
    { kind: 'please' },
  ),
  say('please|pls|plz|kindly|(?:some(?:body|one)) please', { kind: 'please' }),
  say(
    "because|since|as it|so that|so(?= (?:\\w+ ){1,3}(?:can|could|may|will|won't|would|don't|doesn't|do not|does not|isn't|has|have)(?![a-z]))|in order to|due to|which|whose|whom|although|though|even though|seeing that|given that|to (?:keep|make|save|free|avoid|see|test|try|let|watch|allow|reduce|prevent|get|have|learn|play)(?= )|just because|thanks to|in case of|as (?:the|my|our|they|we|i|there)(?= )|(?<=, )as(?! (?:an?|big|small|well|soon|long|much|many|before|above)(?![a-z]))",
    { kind: 'reason' },
  ),
  say(
    '(?<=(?:all|every|each|everything|any|none)(?: of)?(?: the| my| our)?(?: [a-z]+)? )but|if|unless|until|except|without|when(?:ever)?|while|before|as long as|as soon as|in case|provided|either|tomorrow|tonight|today at|next (?:week|month|year|time)|later today|this (?:evening|weekend)|in (?:an|a|two|three|\\d+) (?:hours?|minutes?|days?)|not only|at (?:most|least)|up to|no (?:more|less|fewer) than|a (?:maximum|minimum) of|between|temporarily|for (?:the|a|this|one|an|two|three|four|five|six|seven|ten|a few|\\d+) (?:weekend|week|day|night|hour|month|while|moment|days|hours|weeks|months|year|years)|for now|over the weekend|for the time being|whether',
    { kind: 'condition' },
  ),
  say("is|are|was|does|do|did|has|have|what|which|who|why|how|when|where|should i|shall we|isn't|aren't|can i|could i", {
    kind: 'question',
  }),
  say(
    'let (?:me|us) know|tell (?:me|us)|maybe|perhaps|possibly|might|could be nice|i wonder|dreaming of|some ?day|one day|eventually|in the (?:distant )?future|if i (?:ever|had)|would be nice|dream of|thinking (?:of|about)|considering|at some point|sooner or later|wish i',
    { kind: 'someday' },
  ),
  say(
    '(?:the )?(?:total )?(?:number|amount|size|count) of|at once|right away|straight away|as soon as (?:possible|you can)|asap|app|application|any ?more|any longer|type|kind|anything|listen(?:s|ing)?|answer(?:s|ing)?|something|the|my|our|your|this|that|an?|some|any|just|simply|now|new|fresh|existing|current|old|too|again|as well|well|all|well,|so|hi|hello|hey|thanks?(?: (?:you|a lot|so much|in advance))?|cheers|ok|okay|ok,|right|first|second|third|lastly|of course|there|here|already|always|still|even|only|please|by default|in total|altogether|anyway|everyone|everybody|size|sized|small|big|large|little|tiny|huge|simple|plain|basic|standard|own|single|same time|instances?|copies|copy|record|entry|be|being|to be|only|i|we|you|me|us|he|she|people|who|version|bit|64-bit|image|free|called|unprivileged|headless|minimal|reachable|available',
    { kind: 'filler' },
  ),
]
