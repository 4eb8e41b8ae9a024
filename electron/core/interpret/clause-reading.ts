import type { Chunk } from './chunks.ts'
import type { OpenClause } from './clause.ts'
import type { Noun, Preposition } from './lexicon/phrase.ts'

/** Where the reading of a clause stands: what the words before mean for the next one. */
export interface ClauseReading {
  readonly clause: OpenClause
  readonly segment: readonly Chunk[]
  /** Names before this index label what follows: "web-02: a VM". */
  readonly labelEnd: number
  preposition: Preposition | undefined
  noun: Noun | undefined
  /** What names that follow are: of something new, or of tags. */
  naming: 'called' | 'tag' | undefined
  /** After "for": what it is for is no part of the wish. */
  purpose: boolean
  /** After "points to": the next name is what it points to. */
  pointing: boolean
  /** After a type, a bare name may follow: "the VMs kube-1 and kube-2". */
  bare: boolean
  /** After "instead of": what comes next is how it is. */
  instead: boolean
  /** A number that waits for its noun. */
  number: { readonly value: number; readonly text: string } | undefined
  /** "from 2 cores to …": what the number after it counts, in cores or MiB. */
  from: { readonly of: 'memory' | 'disk' | 'cores' | 'unnamed'; readonly unit: number } | undefined
}

/** The reading of a clause before its first word. */
export function beginReading(clause: OpenClause, segment: readonly Chunk[], labelEnd: number): ClauseReading {
  return {
    clause,
    segment,
    labelEnd,
    preposition: undefined,
    noun: undefined,
    naming: undefined,
    purpose: false,
    pointing: false,
    bare: false,
    instead: false,
    number: undefined,
    from: undefined,
  }
}

/** Forgets the preposition and the noun: they belonged to what was just read. */
export function settle(reading: ClauseReading): void {
  reading.preposition = undefined
  reading.noun = undefined
}
