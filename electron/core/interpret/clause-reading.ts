import type { Chunk } from './chunks.ts'
import type { OpenClause } from './clause.ts'
import type { Noun, Preposition } from './lexicon/phrase.ts'

/** Where the reading of a clause stands: what the words before mean for the next one. */
export interface ClauseReading {
  readonly clause: OpenClause
  readonly segment: readonly Chunk[]
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
}

/** Forgets the preposition and the noun: they belonged to what was just read. */
export function settle(reading: ClauseReading): void {
  reading.preposition = undefined
  reading.noun = undefined
}
