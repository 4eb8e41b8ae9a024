import type { BackupEntry } from '../../../shared/model/declaration.ts'
import { aNumber, anAmount, coresIn, mebibytesIn, numberIn, someCores } from './quantities.ts'

export type Verb =
  | 'create'
  | 'put'
  | 'remove'
  | 'stop'
  | 'start'
  | 'move'
  | 'give'
  | 'grow'
  | 'shrink'
  | 'resize'
  | 'set'
  | 'back-up'
  | 'point'
  | 'wipe'
  | 'unsupported'
  | 'leave'
  | 'keep'
  | 'want'
  | 'switch'
export type Noun =
  | 'memory'
  | 'disk'
  | 'cores'
  | 'backup'
  | 'dns'
  | 'tag'
  | 'domain'
  | 'address'
  | 'gateway'
  | 'node'
  | 'storage'
  | 'bridge'
  | 'template'
  | 'device'
  | 'destination'
  | 'vlan'
  | 'port'
export type Preposition = 'on' | 'to' | 'of' | 'for' | 'by' | 'with' | 'from' | 'at' | 'in' | 'as'

/** What a run of words means by itself. */
export type Phrase =
  | { readonly kind: 'verb'; readonly verb: Verb; readonly word: string }
  | { readonly kind: 'particle'; readonly on: boolean }
  | { readonly kind: 'type'; readonly type: 'vm' | 'lxc' | 'either'; readonly plural: boolean }
  | { readonly kind: 'os'; readonly os: string }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'cores'; readonly cores: number; readonly more: boolean }
  | { readonly kind: 'size'; readonly mib: number; readonly noun?: 'memory' | 'disk'; readonly more: boolean }
  | { readonly kind: 'pair'; readonly cores: number; readonly mib: number }
  | { readonly kind: 'times'; readonly factor: number; readonly noun?: 'memory' | 'disk' | 'cores' }
  | { readonly kind: 'vague'; readonly noun?: 'memory' | 'disk' | 'cores' }
  | { readonly kind: 'noun'; readonly noun: Noun }
  | { readonly kind: 'vlan'; readonly vlan: number }
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'dhcp' }
  | { readonly kind: 'on-boot'; readonly on: boolean; readonly bare?: boolean }
  | {
      readonly kind: 'every'
      readonly every: NonNullable<BackupEntry['every']>
      readonly night?: boolean
      readonly weekday?: NonNullable<BackupEntry['weekday']>
    }
  | { readonly kind: 'at'; readonly time: string }
  | { readonly kind: 'keep'; readonly keep?: NonNullable<BackupEntry['keep']> }
  | { readonly kind: 'everything'; readonly of: 'apps' | 'guests' | 'everything' | 'vm' | 'lxc' }
  | { readonly kind: 'rule'; readonly rule: 'apart' | 'together' | 'leave-alone' }
  | { readonly kind: 'alias' }
  | { readonly kind: 'state'; readonly state: 'running' | 'stopped' | 'absent' }
  | { readonly kind: 'pronoun'; readonly pronoun: 'it' | 'both' | 'them' | 'same' | 'each' | 'another'; readonly count?: number }
  | { readonly kind: 'called' }
  | { readonly kind: 'preposition'; readonly preposition: Preposition }
  | { readonly kind: 'modal'; readonly negated: boolean }
  | { readonly kind: 'not' }
  | { readonly kind: 'fact-verb' }
  | { readonly kind: 'told' }
  | { readonly kind: 'and' }
  | { readonly kind: 'or' }
  | { readonly kind: 'break' }
  | { readonly kind: 'correction'; readonly takesBack: boolean }
  | { readonly kind: 'question' }
  | { readonly kind: 'reason' }
  | { readonly kind: 'condition' }
  | { readonly kind: 'someday' }
  | { readonly kind: 'please' }
  | { readonly kind: 'filler' }
  | { readonly kind: 'weak' }

/** A pattern over lower-case text, sticky, with what it means; undefined when it is none after all. */
interface Reading {
  readonly pattern: RegExp
  readonly read: (match: RegExpExecArray) => Phrase | undefined
}

const say = (source: string, phrase: Phrase | ((match: RegExpExecArray) => Phrase | undefined)): Reading => ({
  pattern: new RegExp(`(?:${source})(?![\\p{L}\\p{N}_])`, 'uy'),
  read: typeof phrase === 'function' ? phrase : () => phrase,
})
const verb = (name: Verb, source: string): Reading => say(source, match => ({ kind: 'verb', verb: name, word: match[0] }))

const memory = '(?:memory|ram|mem)'
const disk =
  '(?:(?:root |system |main |boot |data )?disks?(?: space| size)?|(?:disk )?storage|space|ssd|hdd|drive|rootfs|hard (?:disk|drive))'
const more = '(?:more|extra|additional|further)'
const toward = '(?: size)?(?: ?(?:of|to|at|is|:|=|should be))? ?'
const distributions =
  '(?:raspberry pi os|red hat enterprise linux|linux mint|ubuntu server|ubuntu|debian|alpine|fedora|arch|centos|rocky|almalinux|alma|opensuse leap|opensuse|nixos|windows server|windows|freebsd|gentoo|void|kali|devuan|rhel|amazon|oracle|haiku|openbsd|netbsd|slackware|manjaro)'
const weekdays = '(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?'
const clock = `(\\d{1,2}(?:[:h]\\d{2})?)(?: ?([ap])\\.?m\\b\\.?| ?o'?clock)?(?: (?:in the (morning|afternoon|evening)|at (night)))?`

const nounOf = (text: string): 'memory' | 'disk' | 'cores' =>
  /memory|ram|mem/.test(text) ? 'memory' : /core|cpu/.test(text) ? 'cores' : 'disk'
const any = `(${memory}|${disk}|v?cpus?|cores?)`

/** All phrases there are; where several fit the longest wins, and of those the first. */
export const phrases: readonly Reading[] = [
  // Sizes of things.
  say(someCores, match => coreCount(match[0], false)),
  say(
    `(?:another |an? (?:extra|additional) )?(${aNumber}|another|an? ${more})? ?${more}? (?:v?cpus?(?: cores?)?|cores?|virtual cpus?)`,
    match =>
      /more|extra|additional|further|another/.test(match[0]) && match[1] !== undefined
        ? coreCount(`${/^(another|an? )/.test(match[1]) ? 'one' : match[1]} cores`, true)
        : undefined,
  ),
  say(`(?:v?cpus?|cores?|vcpu count)(?: ?(?::|=|to|at) ?| )(\\d+)`, match => coreCount(`${match[1]} cores`, false)),
  say(`(${aNumber}) ?(?:by|x) ?(${aNumber})(?: ?g(?:b|igs?)?)?`, match => ({
    kind: 'pair',
    cores: numberIn(match[1] ?? ''),
    mib: numberIn(match[2] ?? '') * 1024,
  })),
  say(`(${aNumber}) ${more} (gb|gib|gigs?|mb|mib|tb|g)(?: of)?(?: (${memory}|${disk}))?`, match =>
    size(`${match[1]} ${match[2]}`, match[3] === undefined ? undefined : nounOf(match[3]), true),
  ),
  say(anAmount, match => size(match[0], undefined, false)),
  say(`(${anAmount})(?: (${more}))?(?: of)?(?: (${more}))?(?: the| its)? (${memory}|${disk})`, match =>
    size(match[1] ?? '', nounOf(match[4] ?? ''), (match[2] ?? match[3]) !== undefined),
  ),
  say(`(${anAmount}) ${more}`, match => size(match[1] ?? '', undefined, true)),
  say(`(?:another|an (?:extra|additional)) (${anAmount})(?:(?: of)? (${memory}|${disk}))?`, match =>
    size(match[1] ?? '', match[2] === undefined ? undefined : nounOf(match[2]), true),
  ),
  say(`(${memory}|${disk})${toward}(${anAmount})`, match => size(match[2] ?? '', nounOf(match[1] ?? ''), false)),
  say(`(?:double|twice|two times|2x)(?: as (?:much|many))?(?: (?:the|its|their))?(?: (?:amount|number) of)? ${any}`, match => ({
    kind: 'times',
    factor: 2,
    noun: nounOf(match[1] ?? ''),
  })),
  say(`(?:triple|three times|3x)(?: as (?:much|many))?(?: (?:the|its|their))? ${any}`, match => ({
    kind: 'times',
    factor: 3,
    noun: nounOf(match[1] ?? ''),
  })),
  say(`(?:quadruple|four times)(?: as (?:much|many))?(?: (?:the|its|their))? ${any}`, match => ({
    kind: 'times',
    factor: 4,
    noun: nounOf(match[1] ?? ''),
  })),
  say(`(?:halve|half)(?: as (?:much|many))?(?: (?:the|its|their|of (?:the|its)))? ${any}`, match => ({
    kind: 'times',
    factor: 0.5,
    noun: nounOf(match[1] ?? ''),
  })),
  say('(?:doubles?|doubling|doubled|twice)', { kind: 'times', factor: 2 }),
  say('(?:triples?|tripling)', { kind: 'times', factor: 3 }),
  say('(?:halves?|halving)', { kind: 'times', factor: 0.5 }),
  say(
    `(?:(?:a (?:little|bit|few|couple)|some|much|lots of|a lot(?: of)?|plenty of|way|slightly|several|a few|any|enough|many)(?: of)? )*(?:${more}|less|fewer|enough|plenty of|lots of|some|bigger|larger|smaller) ${any}`,
    match => ({ kind: 'vague', noun: nounOf(match[1] ?? '') }),
  ),
  say(`(?:a )?(?:bigger|larger|smaller|faster) ${any}`, match => ({ kind: 'vague', noun: nounOf(match[1] ?? '') })),
  say('(?:a (?:little|bit) |much |some )?(?:more|bigger|larger|smaller|less)', { kind: 'vague' }),
  say(memory, { kind: 'noun', noun: 'memory' }),
  say('(?:root |system |main |boot |data )?disks?(?: space| size)?|ssd|hdd|drive|rootfs|hard (?:disk|drive)', {
    kind: 'noun',
    noun: 'disk',
  }),
  say('(?:v?cpus?|cores?)', { kind: 'noun', noun: 'cores' }),
  say(`(?:${'a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|a dozen|a pair of'})`, match => {
    const words = match[0].replace(/^a (couple|pair|dozen).*/, '$1').replace('pair', 'couple')
    return /^an?$/.test(words) ? { kind: 'weak' } : { kind: 'count', count: numberIn(words) }
  }),

  // What is made.
  say(`(?:running|runs|that runs|with)(?= ${distributions})`, { kind: 'filler' }),
  say('vms?|virtual machines?', match => ({ kind: 'type', type: 'vm', plural: /s$/.test(match[0]) })),
  say('lxcs?(?: containers?)?|(?:linux )?containers?|cts?', match => ({ kind: 'type', type: 'lxc', plural: /s$/.test(match[0]) })),
  say('servers?|boxes|machines?|hosts?(?= called| named)|instances?|guests?|system', match => ({
    kind: 'type',
    type: 'either',
    plural: /s$/.test(match[0]),
  })),
  say(`(${distributions})(?: gnu/linux| linux)?(?:[ -]?(?:version |v)?(\\d+(?:\\.\\d+)*))?(?: lts)?`, match => ({
    kind: 'os',
    os: [(match[1] ?? '').replace('ubuntu server', 'ubuntu').replace('almalinux', 'alma').replaceAll(' ', '-'), match[2]]
      .filter(Boolean)
      .join('-'),
  })),
  say(
    '(?:which is |that is |to be )?(?:called|named|name it|named it|call it|with the names?|by the name of|name ?:|names ?:|its name is|known as)',
    { kind: 'called' },
  ),
  say('vlan(?: id| tag| number)?(?: ?[:=#])? ?(-?\\d+)', match => ({ kind: 'vlan', vlan: Number(match[1]) })),
  say('(?:on |at |to |use |using |with |listening on )?(?:the )?port(?: number)?(?: ?[:=])? ?(\\d+)', match => ({
    kind: 'port',
    port: Number(match[1]),
  })),
  say('dhcp', { kind: 'dhcp' }),
  say(
    "(?:to )?(?:auto-?)?(?:start(?:s|ed|ing)?|boot(?:s|ed|ing)?|com(?:e|es|ing)|launch(?:es)?|power(?:s|ed)? on|run(?:s)?)(?: up| it| them)?(?: up)?(?: automatically)? (?:on|at|with|upon|after|when) (?:the )?(?:(?:node|host|system|server)(?:'s)? )?(?:boots?|start-?up|reboot|power-?on)(?: ?: ?(?:yes|on|true))?",
    { kind: 'on-boot', on: true },
  ),
  say(
    '(?:start|boot|come up|starts|boots)(?: up| it)? automatically|automatically (?:start|boot)s?|onboot(?: ?[:=] ?(?:yes|on|true|1))?|auto-?start(?:s|ed|ing)?(?: ?[:=]? ?(?:on|yes|enabled|true))?|start on boot',
    { kind: 'on-boot', on: true },
  ),
  say('(?:on|at) (?:boot|start-?up)', { kind: 'on-boot', on: true, bare: true }),
  say(
    '(?:no|without|disable(?: the)?|turn off|switch off) auto-?start|auto-?start ?[:=]? ?(?:off|no|disabled|false)|on ?boot ?[:=] ?(?:no|off|false|0)|start on boot ?[:=] ?(?:no|off|false)',
    { kind: 'on-boot', on: false },
  ),

  // Backups.
  say('(?:every|each) (?:single )?night|nightly|(?:once )?(?:a|per) night', { kind: 'every', every: 'day', night: true }),
  say('(?:every|each) (?:single )?day|daily|once (?:a|per) day', { kind: 'every', every: 'day' }),
  say('(?:every|each) hour|hourly|once (?:an|per) hour', { kind: 'every', every: 'hour' }),
  say('(?:every|each) week|weekly|once (?:a|per) week', { kind: 'every', every: 'week' }),
  say('(?:every|each) month|monthly|once (?:a|per) month', { kind: 'every', every: 'month' }),
  say(`(?:(?:every|each) week on|weekly(?:,)? on|(?:every|each|on)(?: a)?|once a week on)? ?${weekdays}(?: nights?)?`, match => ({
    kind: 'every',
    every: 'week',
    weekday: match[1] as NonNullable<BackupEntry['weekday']>,
  })),
  say(
    `every (?:other|second|third|${aNumber}|few|couple of|half|quarter) ?(?:hours?|days?|weeks?|months?|minutes?|nights?|night|day|week|month|an hour)|(?:twice|three times|${aNumber} times) (?:a|per) (?:day|week|month|hour)|every weekday|weekdays|(?:on |every )?weekends?|every (?:morning|evening|afternoon)|every minute`,
    match => ({ kind: 'verb', verb: 'unsupported', word: match[0] }),
  ),
  say(`(?:at|around|@) ${clock}`, match =>
    at(
      match[1] ?? '',
      match[2] ??
        (/(afternoon|evening)/.test(match[3] ?? '') ? 'p' : /morning/.test(match[3] ?? '') || match[4] !== undefined ? 'a' : undefined),
    ),
  ),
  say('(?:at |around )?midnight', { kind: 'at', time: '00:00' }),
  say('(?:at |around )?noon|at midday', { kind: 'at', time: '12:00' }),
  say(
    `(?:keep(?:ing|s)?|retain(?:ing)?|with|retention(?: of|:)?)(?: the last)?((?:(?:,| and|, and| plus)? ?(?:\\d+|${aNumber}) (?:hourly|daily|weekly|monthly)(?: (?:ones?|backups?|copies))?)+)`,
    match => keepList(match[1] ?? ''),
  ),
  say(
    `(?:keep(?:ing|s)?|retain(?:ing)?|hold on to)(?: (?:them|it|(?:the |these |those |all )?backups?|these|those))?(?: for)? (?:the last )?(a|one|${aNumber}) (days?|weeks?|months?|years?)(?: of (?:them|backups?))?(?:'? worth)?`,
    match => keepSpan(match[1] ?? '', match[2] ?? ''),
  ),
  say(
    `(?:keep(?:ing|s)?|retain(?:ing)?)(?: only)?(?: the)?(?: last| latest| newest| most recent)? (${aNumber})(?: (?:backups?|copies|versions?|of them|snapshots))?(?! ?(?:gb|g\\b|cores?|v?cpu|hourly|daily|weekly|monthly|apart|together|on))`,
    { kind: 'keep' },
  ),

  // Groups.
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
    '(?:on |to |onto )?(?:(?:separate|different|distinct|their own) (?:nodes?|hosts?|machines?|servers?|hardware|boxes|metal)|(?:(?:never|not) (?:be )?(?:run )?on the same (?:node|host|machine|server|hardware|box|metal)))(?: as)?|(?:never|not) (?:be )?(?:run )?together|apart(?: from(?: each other| one another)?)?|away from(?: each other| one another)?|separate(?:ly|d)?(?: from(?: each other)?)?|(?:must|should|may|can) (?:never|not) (?:share|be on|run on|sit on|live on) (?:the same|a|one) (?:node|host|machine|server|box)(?: as)?',
    { kind: 'rule', rule: 'apart' },
  ),
  say(
    'next to(?: each other| one another)?|beside|alongside|(?:on|to) the same (?:node|host|machine|server|hardware|box|metal) (?:as|with)|together(?: with)?|(?:on|to) the same (?:node|host|hardware|metal)|side by side(?: with)?|close to',
    { kind: 'rule', rule: 'together' },
  ),
  say(
    "(?:please )?(?:do not|don't|never|do n't) (?:ever )?(?:touch|change|modify|alter|mess with|fiddle with|interfere with)|hands off|keep (?:your )?hands off|(?:stay|keep) away from|(?:is|are) (?:off-limits|off limits)|off limits|untouched|unchanged|(?:exactly )?as (?:it is|they are|is)|alone|(?:should|must|may|can)(?: not|n't| never) be (?:touched|changed|modified|altered)|is not to be (?:touched|changed)",
    { kind: 'rule', rule: 'leave-alone' },
  ),
  verb('leave', 'leave|leaves'),
  verb('keep', 'keep|keeps|keeping|stay|stays|remain|remains|belong|belongs|sit|sits|live|lives'),

  // Names of the network.
  say('(?:is |are |be |as )?(?:an? )?(?:alias(?:es)?|cname(?: record)?|synonym)(?: (?:of|for|to|from))?', { kind: 'alias' }),
  say(
    '(?:an? )?(?:a record|aaaa record|dns record|dns (?:entry|name)|(?:host)?name in dns|record|dns|name server|in dns|from dns|dns names?|local names?)',
    { kind: 'noun', noun: 'dns' },
  ),
  verb('point', 'points?(?: at| to)|resolves? to|pointing (?:at|to)|maps? to|leads? to|goes to|point'),

  // States and deeds.
  verb(
    'remove',
    "delete|deletes|remove|removes|get rid of|destroy|drop|uninstall|tear down|retire|decommission|throw (?:away|out)|dispose of|kill off|scrap|trash|(?:don't|do not|no longer|not) need|no longer (?:need|want|use|required?)|don't want|do not want|stop needing|bin|(?:can|may|should|must) (?:go|be (?:deleted|removed|dropped|destroyed|uninstalled|retired|scrapped))(?: away)?|is (?:no longer|not) needed(?: (?:any ?more|anymore))?|are (?:no longer|not) needed|has to go|must go",
  ),
  verb('stop', 'stop|stops|shut down|shutdown|power off|power down|turn off|switch off|halt|pause|stopping'),
  verb('start', 'start|starts|boot up|boot|bring up|power on|power up|turn on|switch on|fire up|run|runs|launch|bring back|wake up|wake'),
  verb('switch', '(?:turn|switch|shut|power|bring|fire)(?=(?: [\\w-]+){1,4} (?:off|on|down|up)(?![\\w-]))'),
  say('off|down', { kind: 'particle', on: false }),
  say('up', { kind: 'particle', on: true }),
  say(
    '(?:is |are |be |stay |stays |remain |keep |kept |to be )?(?:running|up and running|started|online|switched on|turned on|powered on)',
    { kind: 'state', state: 'running' },
  ),
  say(
    '(?:is |are |be |stay |stays |remain |kept |to be )?(?:stopped|switched off|turned off|powered off|shut down|shut off|offline|halted)',
    { kind: 'state', state: 'stopped' },
  ),
  say('(?:be |to be )?(?:deleted|removed|gone|destroyed|uninstalled)', { kind: 'state', state: 'absent' }),
  verb(
    'create',
    'create|creates|add|adds|spin up|set up|sets up|setup|provision|deploy|deploys|install|installs|build|make|get|stand up|launch|roll out|create me|make me|get me|clone',
  ),
  verb(
    'want',
    "(?:i|we)(?:'d| would)? (?:also |still |really |just )?(?:like|want|need)(?: to have| to see| to add| to get)?(?: there to be)?|(?:there|here) (?:should|must|shall|has to|needs to|ought to) be|(?:let|make) (?:there be|sure(?: that)? (?:there (?:is|are)|we have|i have))|ensure(?: that)? (?:there (?:is|are))|i(?:'d| would) love(?: to have)?|give (?:me|us)|let's (?:have|get|add)|please have|have",
  ),
  say('make sure(?: that)?|ensure(?: that)?|see to it that|see that|let', { kind: 'filler' }),
  verb('put', 'put|place|host|puts'),
  verb('move', 'move|moves|migrate|migrates|relocate|shift|transfer|moving|move over|bring over|send'),
  verb('give', 'give|gives|assign|allocate|grant|upgrade(?=.*(?:cores?|[0-9] ?gb?|gigs?|memory|ram)(?![\\p{L}]))'),
  verb('set', 'set|change|adjust|configure|take|bump|raise|increase|lower|reduce|decrease|cut|bring'),
  verb('grow', 'grow|extend|expand|enlarge|increase|raise|bump|add'),
  verb('shrink', 'shrink|shrinks|reduce|lower|decrease|cut|trim'),
  verb('resize', 'resize'),
  verb(
    'back-up',
    'back(?=(?: [\\w-]+){1,4} up\\b)|back(?:s|ed|ing)?[ -]?up|backups?|gets? backed up|be backed up|stop backing up|stop the backups?(?: of)?|no (?:more )?backups? (?:of|for)',
  ),
  verb('wipe', 'wipe|wipes|erase|format|nuke|purge|reformat|empty|clear'),
  verb(
    'unsupported',
    'rename|restart|reboot|reset|snapshots?|take an? snapshots?(?: of)?|(?:make|create) an? snapshots?(?: of)?|restore|roll ?back|update|upgrade|patch|pass(?: ?through)?|passthrough|firewall|block|forward|reinstall|suspend|hibernate|rebuild|convert|limit|throttle|encrypt|replicate|notify|alert|monitor(?= (?:the|my|it))|schedule',
  ),

  // Pointing back.
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

function coreCount(text: string, isMore: boolean): Phrase {
  return { kind: 'cores', cores: coresIn(text), more: isMore }
}

function size(text: string, noun: 'memory' | 'disk' | 'cores' | undefined, isMore: boolean): Phrase | undefined {
  const mib = mebibytesIn(text)
  return Number.isNaN(mib) ? undefined : { kind: 'size', mib, more: isMore, ...((noun === 'memory' || noun === 'disk') && { noun }) }
}

function at(text: string, half: string | undefined): Phrase {
  const [hour = 0, minute = 0] = text.split(/[:h]/).map(Number)
  const hours = half === 'p' && hour < 12 ? hour + 12 : half === 'a' && hour === 12 ? 0 : hour
  return { kind: 'at', time: `${String(hours).padStart(2, '0')}:${String(minute).padStart(2, '0')}` }
}

function keepList(text: string): Phrase {
  const keep: Record<string, number> = {}
  for (const [, count = '', word = ''] of text.matchAll(/([\w-]+) (hourly|daily|weekly|monthly)/g)) keep[word] = numberIn(count)
  return { kind: 'keep', keep }
}

function keepSpan(text: string, unit: string): Phrase {
  const count = text === 'a' ? 1 : numberIn(text)
  if (/^day/.test(unit)) return { kind: 'keep', keep: { daily: count } }
  if (/^week/.test(unit)) return { kind: 'keep', keep: { daily: count * 7 } }
  return { kind: 'keep' }
}
