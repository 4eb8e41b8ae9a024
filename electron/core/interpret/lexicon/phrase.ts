import type { BackupEntry } from '../../../../shared/model/declaration.ts'

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
  | { readonly kind: 'verb'; readonly verb: Verb; readonly word: string; readonly past?: boolean }
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
  | { readonly kind: 'fact-verb'; readonly isFact?: boolean }
  | { readonly kind: 'told'; readonly reports?: boolean }
  | { readonly kind: 'and' }
  | { readonly kind: 'or' }
  | { readonly kind: 'break' }
  | { readonly kind: 'correction'; readonly takesBack: boolean }
  /** Points to something in a way nobody can follow: "the first one". */
  | { readonly kind: 'unclear' }
  | { readonly kind: 'question' }
  | { readonly kind: 'reason' }
  | { readonly kind: 'condition' }
  /** What comes next is what it is now, not what it should be. */
  | { readonly kind: 'instead' }
  | { readonly kind: 'someday' }
  | { readonly kind: 'please' }
  | { readonly kind: 'filler' }
  | { readonly kind: 'weak' }

/** A pattern over lower-case text, sticky, with what it means; undefined when it is none after all. */
export interface Reading {
  readonly pattern: RegExp
  readonly read: (match: RegExpExecArray) => Phrase | undefined
}

/** Words that mean a phrase, as the source of a regular expression; they end where a word ends. */
export function say(source: string, phrase: Phrase | ((match: RegExpExecArray) => Phrase | undefined)): Reading {
  return {
    pattern: new RegExp(`(?:${source})(?![\\p{L}\\p{N}_])`, 'uy'),
    read: typeof phrase === 'function' ? phrase : () => phrase,
  }
}

/** Words that mean a deed. */
export function verb(name: Verb, source: string): Reading {
  return say(source, match => ({ kind: 'verb', verb: name, word: match[0] }))
}

/** Words that tell of a deed that is done, or ask for it after "should be" and the like. */
export function participle(name: Verb, source: string): Reading {
  return say(source, match => ({ kind: 'verb', verb: name, word: match[0], past: true }))
}
