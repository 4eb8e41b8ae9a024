import type { LabInventory } from '../../../shared/model/declaration.ts'
import type { DeclarationRemote } from '../../../shared/model/declared.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import type { Lock } from '../../core/declare/lock-file.ts'
import type { Say } from '../../core/declare/reword.ts'
import type { Reading } from '../../core/interpret/interpret.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeclarationFolder } from '../../ports/declaration-store.ts'
import type { Log, Redaction } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Store } from '../../ports/store.ts'
import type { Apps } from '../apps.ts'
import type { Audit } from '../audit.ts'
import type { Catalog } from '../catalog.ts'
import type { Changes } from '../changes.ts'
import type { Clusters } from '../clusters.ts'
import type { Deployments } from '../deployments.ts'
import type { Guests } from '../guests.ts'
import type { Inventory } from '../inventory.ts'
import type { JobRunner } from '../job-runner.ts'
import type { Monitoring } from '../monitoring.ts'
import type { Placement } from '../placement.ts'
import type { Documents } from './documents.ts'
import type { DriftCare } from './drift.ts'
import type { Plans } from './plans.ts'
import type { RemoteAsk } from './remote.ts'

/** What people declare in plain words, the plans made of it, and the look whether the lab is so. */
export interface Declarations
  extends Pick<Documents, 'list' | 'get' | 'save' | 'remove' | 'setPolicy' | 'history' | 'compare' | 'restore'>,
    Pick<Plans, 'apply'> {
  /** Reads a text against a lab: the given one, or the own as it is known now. Keeps and changes nothing. */
  interpret(text: string, inventory?: LabInventory): Promise<Reading>
  /** What a text is read against: the lab as it is known now, and what the lock file of that declaration remembers. */
  basis(name: string | undefined): Promise<{ readonly inventory: LabInventory; readonly lock?: Lock | undefined }>
  /** What a text that is not kept would mean and do. Errors: DeclarationUnreadable. */
  preview(
    ask: { readonly name: string; readonly text: string },
    signal?: AbortSignal,
  ): Promise<{ readonly reading: Reading; readonly plan: Plan }>
  /** Changes a text by what is said, where that can be read; nothing is kept. */
  reword(ask: {
    readonly name: string
    readonly text: string
    readonly say: Say
  }): Promise<{ text: string; reply: string; changed: boolean }>
  plan: Plans['make']
  plans: Plans['list']
  getPlan: Plans['get']
  /** A plan that leads back to an earlier commit. Errors: NotFound. */
  rollback(revision: string, who: string, signal?: AbortSignal): ReturnType<Plans['make']>
  /** A plan that takes back what another did, wholly or in part. Errors: NotFound. */
  undo(plan: string, who: string, signal?: AbortSignal): ReturnType<Plans['make']>
  drift: DriftCare['report']
  putBack: DriftCare['putBack']
  acceptDrift: DriftCare['accept']
  ignoreDrift: DriftCare['ignore']
  unignoreDrift: DriftCare['unignore']
  remote(): Promise<DeclarationRemote | undefined>
  setRemote(ask: RemoteAsk | undefined, who: string, signal?: AbortSignal): Promise<DeclarationRemote | undefined>
  sync(who: string, signal?: AbortSignal): Promise<DeclarationRemote>
  settle(texts: Readonly<Record<string, string>>, who: string, signal?: AbortSignal): Promise<DeclarationRemote>
  /** Compares the lab with what was applied from now on, where anything was ever declared. */
  start(): void
  close(): void
}

export interface DeclarationDependencies {
  readonly folder: DeclarationFolder
  readonly store: Store
  readonly secrets: Secrets
  readonly redaction: Redaction
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly timeZone: string
  readonly audit: Audit
  readonly changes: Changes
  readonly jobs: JobRunner
  readonly inventory: Inventory
  readonly monitoring: Monitoring
  readonly placement: Placement
  readonly catalog: Catalog
  readonly apps: Apps
  readonly deployments: Deployments
  readonly clusters: Clusters
  readonly guests: Guests
}
