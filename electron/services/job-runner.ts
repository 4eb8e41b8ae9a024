import type { Job, JobEvent, JobView, WhatIDid } from '../../shared/model/job.ts'
import type { JobDefinition } from './job-runner/job-definition.ts'

/** Runs jobs: stored before they begin, one after the other where they share a lock, undone when they fail. */
export interface JobRunner {
  /** Makes a kind of job known; before `recover` and before the first `start` of that kind. */
  define<I extends object>(definition: JobDefinition<I>): void
  /**
   * Resolves when the job is stored; it runs as soon as no earlier job holds one of its locks.
   * With `refuseIfLocked` it throws Busy instead of waiting for them.
   */
  start<I extends object>(
    kind: string,
    request: { readonly input: I; readonly subject: Job['subject']; readonly startedBy: string; readonly refuseIfLocked?: boolean },
  ): Promise<Job>
  /** Asks a job to stop and be undone; resolves when that is stored. A job that is ended or being undone is left alone. Errors: NotFound. */
  cancel(id: string, by: string): Promise<JobView>
  /** Errors: NotFound. */
  view(id: string): Promise<JobView>
  /** Newest first. `subject` is an app or device name. */
  list(filter: {
    readonly limit: number
    readonly subject?: string
    readonly status?: 'all' | 'running' | 'failed'
  }): Promise<readonly JobView[]>
  /** Jobs not ended, oldest first. */
  running(): readonly JobView[]
  /**
   * Events after `after`, then live ones until the job ended. At most 20 batches a second; for a slow reader the oldest
   * lines and progress go first, counted in `dropped`. Errors: NotFound.
   */
  follow(id: string, after: number, signal: AbortSignal): AsyncIterable<{ readonly events: readonly JobEvent[]; readonly dropped: number }>
  /** All that was run and written. Errors: NotFound. */
  whatIDid(id: string): Promise<WhatIDid>
  /** Once at start: every job not ended is marked interrupted, then resumed or undone in the background. */
  recover(): Promise<void>
  /** Resolves when no job is left to run. */
  idle(): Promise<void>
  /** Stops without undoing, as a crash would; the next start recovers what was running. */
  close(): Promise<void>
  /** Calls back for each job that ended, after its end is stored; returns how to stop. */
  onEnded(listener: (view: JobView) => void): () => void
}
