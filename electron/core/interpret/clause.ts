import type { BackupEntry, RuleEntry } from '../../../shared/model/declaration.ts'
import type { Chunk } from './chunks.ts'
import type { Noun, Preposition, Verb } from './lexicon/phrase.ts'
import type { Mention } from './names.ts'
import { isSmall } from './segments.ts'

/** Somewhere named: on which node, storage, bridge or device, from which template, to which destination. */
export interface Location {
  readonly preposition: Preposition | undefined
  readonly noun: Noun | undefined
  readonly mention: Mention | undefined
  readonly text: string
  /** After a disk: rather a storage than a node, where it is neither. */
  readonly ofDisk?: boolean
}

/** An amount a clause gives. */
export type Amount =
  | { readonly of: 'cores'; readonly value: number; readonly how: 'is' | 'more' | 'times' }
  | { readonly of: 'memory' | 'disk' | 'unnamed'; readonly value: number; readonly how: 'is' | 'more' | 'times' }
  | { readonly of: 'memory' | 'disk' | 'cores' | 'unnamed'; readonly value: number; readonly how: 'vague' }

/** What one clause says, taken apart but not yet understood. */
export interface Clause {
  readonly verb: Verb | undefined
  readonly word: string
  readonly particle: boolean | undefined
  readonly negated: boolean
  readonly asks: boolean
  readonly told: boolean
  /** What somebody says: never a wish of the reader. */
  readonly reports: boolean
  /** Says how something is: a wish only of what is being made. */
  readonly states: boolean
  readonly wants: boolean
  readonly modal: boolean
  readonly condition: string | undefined
  readonly someday: boolean
  readonly subjects: readonly Mention[]
  readonly pronoun: 'it' | 'both' | 'them' | 'another' | undefined
  readonly pronounCount: number | undefined
  readonly same: boolean
  readonly sameNoun: Noun | undefined
  readonly each: boolean
  readonly newNames: readonly { readonly name: string; readonly quoted: boolean; readonly called: boolean }[]
  readonly unknownSubjects: readonly string[]
  /** A name put in front of what it is: "web-02: a VM". */
  readonly labels: readonly string[]
  readonly type: 'vm' | 'lxc' | 'either' | undefined
  readonly os: string | undefined
  readonly count: number | undefined
  readonly amounts: readonly Amount[]
  readonly by: boolean
  /** "add a 50 GB disk". */
  readonly anotherDisk: boolean
  readonly vlan: number | undefined
  readonly port: number | undefined
  readonly dhcp: boolean
  readonly addresses: readonly { readonly address: string; readonly isNetwork: boolean; readonly noun: Noun | undefined }[]
  readonly onBoot: boolean | undefined
  readonly hosts: readonly { readonly host: string; readonly isTarget: boolean }[]
  readonly alias: boolean
  readonly settings: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly every:
    | { readonly every: NonNullable<BackupEntry['every']>; readonly night: boolean; readonly weekday?: NonNullable<BackupEntry['weekday']> }
    | undefined
  readonly at: string | undefined
  readonly keep: NonNullable<BackupEntry['keep']> | 'open' | undefined
  readonly keepText: string
  /** Only the members of the groups that are here: "all VMs on pve1". */
  readonly within: Mention | undefined
  readonly groups: readonly ('apps' | 'guests' | 'everything' | 'vm' | 'lxc')[]
  readonly rule: RuleEntry['rule'] | undefined
  readonly state: 'running' | 'stopped' | 'absent' | undefined
  readonly locations: readonly Location[]
  readonly nouns: readonly Noun[]
  readonly takesBack: boolean
  readonly corrects: boolean
  /** "no, …" and "sorry, …" rather than "make it …": what was said before does not hold. */
  readonly insists: boolean
  readonly polite: boolean
  readonly number: number | undefined
  /** Words nothing could be made of. */
  readonly leftovers: readonly string[]
  /** What it begins with, small words aside. */
  readonly opens: Chunk['kind'] | undefined
  /** Begins with a word nobody knows and what it is done to: "bamboozle db-1". */
  readonly commands: boolean
  /** An order of a few words that are not known. */
  readonly orders: boolean
  /** Named in a reason only: "because web-01 is slow". */
  readonly asides: readonly Mention[]
  readonly text: string
  readonly at0: number
  readonly end: number
}

/** A clause while it is taken apart. */
export type OpenClause = { -readonly [K in keyof Clause]: Clause[K] extends readonly (infer E)[] ? E[] : Clause[K] }

/** A clause that says nothing yet. */
export function openClause(segment: readonly Chunk[], whole: (from: number, to: number) => string): OpenClause {
  const first = segment[0] as Chunk
  const end = segment.at(-1)?.end ?? first.end
  return {
    verb: undefined,
    word: '',
    particle: undefined,
    negated: false,
    asks: false,
    told: false,
    reports: false,
    states: false,
    wants: false,
    modal: false,
    condition: undefined,
    someday: false,
    subjects: [],
    pronoun: undefined,
    pronounCount: undefined,
    same: false,
    sameNoun: undefined,
    each: false,
    newNames: [],
    unknownSubjects: [],
    labels: [],
    type: undefined,
    os: undefined,
    count: undefined,
    amounts: [],
    by: false,
    anotherDisk: false,
    vlan: undefined,
    port: undefined,
    dhcp: false,
    addresses: [],
    onBoot: undefined,
    hosts: [],
    alias: false,
    settings: {},
    tags: [],
    every: undefined,
    at: undefined,
    keep: undefined,
    keepText: '',
    within: undefined,
    groups: [],
    rule: undefined,
    state: undefined,
    locations: [],
    nouns: [],
    takesBack: false,
    corrects: false,
    insists: false,
    polite: false,
    number: undefined,
    leftovers: [],
    opens: segment.find(chunk => !isSmall(chunk))?.kind,
    commands: isCommand(segment),
    orders: isOrder(segment),
    asides: [],
    text: whole(first.at, end),
    at0: first.at,
    end,
  }
}

/** What sentences begin with that is no order, and orders that nobody is to carry out. */
const noOrders = new Set(
  'above across against among around behind below beneath besides beyond despite during inside like outside past per throughout unlike within whatever whichever however regarding concerning considering half both such quite rather almost today meanwhile sometimes often once twice everywhere nowhere somewhere hence thus therefore not yet many most few more less much good great nice happy sorry poor welcome congratulations greetings regards bye goodbye yes yeah wow enjoy note mind thank thanks see'.split(
    ' ',
  ),
)

/** "Frobnicate the blubb": an order of a few words, though nobody knows what is meant. */
function isOrder(segment: readonly Chunk[]): boolean {
  const [first, second, third] = segment
  if (first?.kind !== 'name' || first.quoted || !/^\p{L}[a-z]{2,}$/u.test(first.text) || segment.length > 5) return false
  if (noOrders.has(first.text.toLowerCase()) || /(?:ly|ing)$/.test(first.text)) return false
  return /^(?:the|my|our|your|this|that|these|those|an?|some|all|every)$/i.test(second?.text ?? '') && third !== undefined
}

function isCommand([first, second]: readonly Chunk[]): boolean {
  if (first?.kind !== 'name') return false
  return second?.kind === 'thing' || second?.kind === 'everything' || /^(?:the|my|our|some|all|your)$/i.test(second?.text ?? '')
}
