import type { AppView } from '../../../shared/model/app.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import type { Drift } from '../../../shared/model/plan.ts'

/** A field that differs, before it is said whose. */
export interface FieldDrift extends Omit<Drift, 'id' | 'declaration' | 'about' | 'since' | 'ignoredUntil' | 'automatic'> {
  /** What was found, as an entry says it; `absent` as the state of what is gone. */
  readonly value?: string | number | boolean | readonly string[]
  /** Whether it is so only in the lab, and kept here as declared: accepting it leaves something to be done. */
  readonly onlyThere?: true
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

/** The lab as the last polls saw it. Clusters go by their names. */
export interface PolledWorld {
  readonly clusters: readonly PolledCluster[]
  readonly guests: readonly GuestView[]
  readonly devices: readonly PolledDevice[]
  readonly apps: readonly AppView[]
  /** By recipe the id of the port that a declaration means by an app's port. */
  readonly webPorts: Readonly<Record<string, string | undefined>>
  /** Keys of things that a job works on now. */
  readonly busy: readonly string[]
}
