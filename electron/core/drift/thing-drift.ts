import type { Drift } from '../../../shared/model/plan.ts'

/** A field that differs, before it is said whose. */
export interface FieldDrift extends Omit<Drift, 'id' | 'declaration' | 'about' | 'since' | 'ignoredUntil'> {
  /** What was found, as an entry says it; `absent` as the state of what is gone. */
  readonly value?: string | number | boolean | readonly string[]
}

/** What is found of one thing: fields that differ, or why it cannot be known. */
export type ThingDrift = { readonly fields: readonly FieldDrift[] } | { readonly unknown: string }

/** A cluster as far as what is in it can be known. */
export interface PolledCluster {
  readonly name: string
  /** Why it cannot be read, in a sentence. */
  readonly unreadable?: string | undefined
  readonly nodesDown: readonly string[]
}

/** A device likewise. */
export interface PolledDevice {
  readonly name: string
  readonly unreadable?: string | undefined
}
