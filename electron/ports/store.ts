import type { App } from '../../shared/model/app.ts'
import type { AuditEntry } from '../../shared/model/audit.ts'
import type { Cluster } from '../../shared/model/cluster.ts'
import type { Device, DeviceFacts, HistoryPoint } from '../../shared/model/device.ts'
import type { Job, JobEvent, JobView } from '../../shared/model/job.ts'
import type { LanguageModel } from '../../shared/model/language-model.ts'
import type { PlacementRecord } from '../../shared/model/placement.ts'
import type { KeptPlan } from '../../shared/model/plan.ts'

/** The database in the app's own words. Nothing secret goes in; every write is on disk when its promise resolves. */
export interface Store {
  readonly devices: {
    list(): Promise<readonly Device[]>
    /** Inserts or replaces. Errors: NameTaken. */
    save(device: Device): Promise<void>
    remove(id: string): Promise<void>
    facts(id: string): Promise<DeviceFacts | undefined>
    saveFacts(id: string, facts: DeviceFacts, at: number): Promise<void>
  }
  readonly apps: {
    list(): Promise<readonly App[]>
    /** Inserts or replaces. Errors: NameTaken. */
    save(app: App): Promise<void>
    remove(id: string): Promise<void>
  }
  readonly clusters: {
    list(): Promise<readonly Cluster[]>
    /** Inserts or replaces. Errors: NameTaken. */
    save(cluster: Cluster): Promise<void>
    remove(id: string): Promise<void>
  }
  readonly plans: {
    /** Inserts or replaces; the oldest beyond a hundred are forgotten, but for those being carried out. */
    save(kept: KeptPlan): Promise<void>
    get(id: string): Promise<KeptPlan | undefined>
    /** Newest first. */
    list(): Promise<readonly KeptPlan[]>
  }
  readonly driftNotes: {
    list(): Promise<readonly DriftNote[]>
    /** These and no others. */
    replace(notes: readonly DriftNote[]): Promise<void>
  }
  readonly declarationRemote: {
    get(): Promise<StoredRemote | undefined>
    save(remote: StoredRemote | undefined): Promise<void>
  }
  readonly languageModel: {
    get(): Promise<StoredLanguageModel | undefined>
    save(model: StoredLanguageModel | undefined): Promise<void>
  }
  readonly modelSpending: {
    /** Adds to what was spent in a month (`2026-01`) in a currency; empty where no price is known. */
    add(spent: ModelSpending): Promise<void>
    /** What was spent in a month, one for each currency. */
    of(month: string): Promise<readonly ModelSpending[]>
  }
  readonly history: {
    /** Adds raw points and folds older ones into minute, hour and day means; several devices in one transaction. */
    add(points: readonly { readonly deviceId: string; readonly point: HistoryPoint }[]): Promise<void>
    /** Buckets of `bucketMs` (10 s raw, 60 s, 1 h, 1 d tables are chosen by range), oldest first. */
    read(deviceId: string, since: number, bucketMs: number): Promise<readonly HistoryPoint[]>
    /** Forgets raw points older than 2 h, minutes than 24 h, hours than 7 d, days than 90 d. */
    trim(now: number): Promise<void>
    /** Counts polls: answered or not, by day, kept 90 days. */
    countPolls(polls: readonly { readonly deviceId: string; readonly at: number; readonly answered: boolean }[]): Promise<void>
    answeredFraction(deviceId: string, since: number): Promise<number | undefined>
    removeDevice(deviceId: string): Promise<void>
  }
  readonly jobs: {
    create(job: Job): Promise<void>
    get(id: string): Promise<Job | undefined>
    /** Appends events whose `seq` follow the last one stored; a gap or repeat is an Internal error. */
    append(id: string, events: readonly JobEvent[]): Promise<void>
    events(id: string, after: number): Promise<readonly JobEvent[]>
    /** Keeps the reduced view beside the events, so that lists need not reduce. */
    saveView(view: JobView): Promise<void>
    views(filter: { readonly limit: number; readonly subject?: string; readonly status?: readonly string[] }): Promise<readonly JobView[]>
    view(id: string): Promise<JobView | undefined>
    /** Measured seconds of a step of jobs of this kind that were done, newest first, for estimates. */
    stepSeconds(kind: string, step: string, limit: number): Promise<readonly number[]>
    recordStepSeconds(kind: string, step: string, seconds: number, at: number): Promise<void>
    /** Forgets jobs in one of these states that were made before `before`, and older measurements but the newest `kept` of a step; how many jobs. */
    trim(trim: { readonly before: number; readonly status: readonly string[]; readonly kept: number }): Promise<number>
  }
  readonly audit: {
    /** Appends with the next `seq`; `seal` gets the last entry and makes hash and chain. */
    append(seal: (last: AuditEntry | undefined) => AuditEntry): Promise<AuditEntry>
    list(filter: { readonly since: number; readonly limit: number; readonly search?: string }): Promise<readonly AuditEntry[]>
    /** Every entry in order, in pages, for checking the chain. */
    pages(size: number): AsyncIterable<readonly AuditEntry[]>
    /** The last entry that left for the archive. */
    left(): Promise<AuditMark | undefined>
    /** Forgets the entries up to this one, which then is the last that left; both or nothing. */
    forget(last: AuditMark): Promise<void>
  }
  readonly decisions: {
    save(record: PlacementRecord): Promise<void>
    get(id: string): Promise<PlacementRecord | undefined>
  }
  readonly settings: {
    get(): Promise<Readonly<Record<string, unknown>>>
    save(values: Readonly<Record<string, unknown>>): Promise<void>
  }
  readonly sessions: {
    /** Tokens are stored as SHA-256 only. */
    save(session: {
      readonly tokenHash: string
      readonly person: string
      readonly createdAt: number
      readonly expiresAt: number
    }): Promise<void>
    find(tokenHash: string): Promise<{ readonly person: string; readonly expiresAt: number } | undefined>
    remove(tokenHash: string): Promise<void>
    trim(now: number): Promise<void>
  }
  close(): Promise<void>
}

/** The language model that reads too; its key is among the secrets. */
export type StoredLanguageModel = Pick<LanguageModel, 'provider' | 'url' | 'model' | 'hideNames' | 'price' | 'monthlyLimit'>

/** Tokens and money that went to language models. */
export interface ModelSpending {
  readonly month: string
  readonly currency: string
  readonly tokensIn: number
  readonly tokensOut: number
  readonly amount: number
}

/** A place in the chain of the audit. */
export type AuditMark = Pick<AuditEntry, 'seq' | 'hash'>

/** What is remembered of a difference between the lab and what was declared. */
export interface DriftNote {
  readonly id: string
  /** When it was first found. */
  readonly since: number
  readonly ignoredUntil?: number
}

/** The repository that the declarations are also kept in; its token is among the secrets. */
export interface StoredRemote {
  readonly url: string
  readonly branch: string
  readonly everyMinutes: number
  readonly lastPullAt?: number
}
