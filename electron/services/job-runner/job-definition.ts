import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { Bar, Deed, JobView } from '../../../shared/model/job.ts'

/** What an undo needs to know, also after a restart: plain JSON, never a secret. */
export type UndoData = Readonly<Record<string, unknown>>

/** What a job keeps for a run after a restart: small plain JSON, never a secret. */
export type KeptValue = null | boolean | number | string | readonly KeptValue[] | { readonly [name: string]: KeptValue }

/** Something that takes a while and can be undone. Its input is stored as JSON and holds no secrets. */
export interface JobDefinition<I extends object> {
  /** Named as in the contract, for example `apps.deploy`. */
  readonly kind: string
  /** What happens to a job that was running when the program stopped. */
  readonly onRestart: 'resume' | 'undo'
  /** A short imperative phrase, for example "Deploy Nextcloud to nuc-1". */
  title(input: I): string
  /** Names such as `device:<id>`: jobs that share one run one after the other, in the order they were started. */
  locks(input: I): readonly string[]
  /** How long each takes is learnt from past runs. */
  steps(input: I): readonly { readonly id: string; readonly title: string; readonly weight: number }[]
  /** Does the work; what it returns is the result. A resumed job is run again from the start, so its steps are idempotent. */
  run(input: I, job: JobContext): Promise<Readonly<Record<string, unknown>> | undefined>
  /** By undo kind: takes away what was registered. What is gone already is 'nothing-to-do'; it may be called twice for the same thing. */
  readonly undo: Readonly<Record<string, (data: UndoData, context: UndoContext, input: I) => Promise<'done' | 'nothing-to-do'>>>
  /** After all undos: looks whether anything is left; its sentence is shown. */
  afterUndo?(
    input: I,
    context: UndoContext,
  ): Promise<{ readonly sentence: string; readonly clean: boolean; readonly left?: readonly string[] }>
  /**
   * Settles records just before the end is stored, so that whoever hears of the end reads settled records. `view` is how
   * the job will look. After a crash in between it is called again, possibly with another outcome: the last one counts.
   */
  settled?(input: I, outcome: 'succeeded' | 'failed' | 'cancelled', error: WireError | undefined, view: JobView): Promise<void>
}

/** A running job as its definition sees it. */
export interface JobContext {
  readonly id: string
  /** Aborted when the job is cancelled, when one of its steps failed, and when the program stops. */
  readonly signal: AbortSignal
  readonly startedBy: string
  /** Tells the state machine's word, for example `deploying`. */
  state(name: string): void
  /** Runs one step, tells its beginning and end, and measures it; `title` is for one that was not planned. */
  step<T>(id: string, body: (step: StepContext) => Promise<T>, title?: string): Promise<T>
  /** Is on disk when it resolves: only then act. Registering the same kind with equal data again changes nothing. */
  registerUndo(undo: { readonly kind: string; readonly title: string; readonly data: UndoData }): Promise<void>
  /**
   * Is on disk when it resolves, under that name, in place of what was kept there before. For what a run after a restart
   * cannot find out again, for example which task of Proxmox it waits for.
   */
  keep(name: string, value: KeptValue): Promise<void>
  /** What was kept last under that name, by this run or one before a restart. */
  kept(name: string): KeptValue | undefined
}

/** What a step tells while it works; every text is masked before it is kept. */
export interface StepContext {
  /** 0 to 1; smaller values than before are ignored. At most 5 a second are kept, the last one surely. */
  progress(fraction: number, detail?: { readonly note?: string; readonly bars?: readonly Bar[]; readonly secondsLeft?: number }): void
  line(text: string, stream?: 'out' | 'err'): void
  did(deed: Deed): void
  /** Says what goes on now, keeping the progress. */
  note(text: string): void
  retitle(title: string): void
}

/** What an undo may tell. Its signal is aborted only when the program stops. */
export interface UndoContext {
  readonly signal: AbortSignal
  /** What the job kept last under that name. */
  kept(name: string): KeptValue | undefined
  line(text: string, stream?: 'out' | 'err'): void
  did(deed: Deed): void
}
