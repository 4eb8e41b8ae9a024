import { participle, type Reading, say, verb } from './phrase.ts'

/** States and deeds. */
export const deedPhrases: readonly Reading[] = [
  verb(
    'remove',
    "delete|deletes|remove|removes|get rid of|destroy|drop|uninstall|tear down|retire|decommission|throw (?:away|out)|dispose of|kill off|scrap|trash|(?:don't|do not|no longer|not) need|no longer (?:need|want|use|required?)|don't want|do not want|stop needing|bin|(?:can|may|should|must) (?:go(?! (?:to|on|onto|in|into|back|up|down))|be (?:deleted|removed|dropped|destroyed|uninstalled|retired|scrapped))(?: away)?|(?:is|are)(?:n't| not| no longer) (?:needed|required|wanted)(?: (?:any ?more|any longer))?|has to go|must go",
  ),
  verb(
    'stop',
    '(?:cancel|disable|end|discontinue|turn off|switch off)(?= (?:the |all |its |their |all the )?(?:\\w+ )?backups?(?![a-z]))|stop|stops|shut down|shutdown|power off|power down|turn off|switch off|halt|pause|stopping',
  ),
  verb('start', 'start|starts|boot up|boot|bring up|power on|power up|turn on|switch on|fire up|run|runs|launch|bring back|wake up|wake'),
  verb('switch', '(?:turn|switch|shut|power|bring|fire)(?:t?ing)?(?=(?: [\\w-]+){1,4} (?:off|on|down|up)(?![\\w-]))'),
  say('off|down', { kind: 'particle', on: false }),
  say('up', { kind: 'particle', on: true }),
  say('(?:be |stay |stays |remain |keep |kept |to be )?(?:running|up and running|started|online|switched on|turned on|powered on)', {
    kind: 'state',
    state: 'running',
  }),
  say('(?:be |stay |stays |remain |kept |to be )?(?:stopped|switched off|turned off|powered off|shut down|shut off|offline|halted)', {
    kind: 'state',
    state: 'stopped',
  }),
  say('(?:be |to be )?(?:deleted|removed|gone|destroyed|uninstalled)', { kind: 'state', state: 'absent' }),
  verb(
    'create',
    'create|creates|add|adds|spin up|set up|sets up|setup|provision|deploy|deploys|install|installs|build|make|get|stand up|launch|roll out|create me|make me|get me|clone',
  ),
  verb(
    'want',
    "(?:i|we)(?:(?:'d| would) (?:also |still |really |just )?(?:like|love)|(?:'d| would)? (?:also |still |really |just )?(?:want|need))(?: to have| to see| to add| to get)?(?: there to be)?|(?:there|here) (?:should|must|shall|has to|needs to|ought to) be|(?:let|make) (?:there be|sure(?: that)? (?:there (?:is|are)|we have|i have))|ensure(?: that)? (?:there (?:is|are))|i(?:'d| would) love(?: to have)?|give (?:me|us)|let's (?:have|get|add)|please have",
  ),
  say('make sure(?: that)?|ensure(?: that)?|see to it that|see that|let', { kind: 'modal', negated: false }),
  verb('put', 'put|place|host|puts|spread|distribute|(?:goes|go)(?= (?:on|onto|in) )'),
  verb('move', '(?:go|goes)(?= to )|move|moves|migrate|migrates|relocate|shift|transfer|moving|move over|bring over|send'),
  verb('give', 'give|gives|assign|allocate|grant|upgrade(?=.*(?:cores?|[0-9] ?gb?|gigs?|memory|ram)(?![\\p{L}]))'),
  verb(
    'set',
    '(?:go|goes|come|comes) (?:up|down)(?= to )|expose|publish|serve|connect|attach|hook up|plug|join|store|switch(?= [\\w-]+(?: [\\w-]+)? to )|scale(?: up| down)?|set|change|adjust|configure|take|bump|raise|increase|lower|reduce|decrease|cut|bring',
  ),
  verb('grow', 'grow|extend|expand|enlarge|increase|raise|bump|add'),
  verb('shrink', 'shrink|shrinks|reduce|lower|decrease|cut|trim'),
  verb('resize', 'resize'),
  participle('move', 'moved|migrated|relocated|shifted|transferred'),
  participle('give', 'given|assigned|allocated|granted'),
  participle('create', 'created|added|installed|deployed|provisioned|built|set up'),
  participle('keep', 'kept'),
  participle('put', 'placed|hosted'),
  participle('set', 'changed|adjusted|raised|increased|lowered|reduced|decreased|bumped|configured'),
  participle('grow', 'grown|extended|expanded|enlarged'),
  participle('shrink', 'shrunk|shrunken|trimmed'),
  participle('resize', 'resized'),
  participle('wipe', 'wiped|erased|formatted|nuked|purged|emptied|cleared'),
  participle(
    'unsupported',
    'renamed|restarted|rebooted|restored|rolled back|updated|upgraded|patched|reinstalled|suspended|rebuilt|converted|encrypted|replicated|cloned',
  ),
  verb(
    'back-up',
    'back(?=(?: [\\w-]+){1,4} up\\b)|back(?:s|ed|ing)?[ -]?up|backups?|gets? backed up|be backed up|stop backing up|stop the backups?(?: of)?|no (?:more )?backups? (?:of|for)',
  ),
  verb(
    'wipe',
    '(?:delete|remove|clear out) (?:all )?(?:the |its |my )?(?:data|files|contents?)|wipe|wipes|erase|format|nuke|purge|reformat|empty|clear',
  ),
  verb(
    'unsupported',
    'rename|open(?:s|ed)?(?: up)?(?= (?:the )?ports?)|allow|restart|reboot|reset|snapshots?|take an? snapshots?(?: of)?|(?:make|create) an? snapshots?(?: of)?|restore|roll ?back|update|upgrade|patch|pass(?: ?through)?|passthrough|firewall|block|forward|reinstall|suspend|hibernate|rebuild|re-?create|re-?deploy|re-?image|convert|limit|throttle|encrypt|replicate|notify|alert|monitor(?= (?:the|my|it))|schedule',
  ),
]
