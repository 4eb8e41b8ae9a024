import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { Job } from '../../../shared/model/job.ts'
import type { JobDefinition, KeptValue } from './job-definition.ts'
import type { JobRecord } from './job-record.ts'

/** A job that is not ended, with what is known of it in memory only. */
export interface LiveJob {
  readonly job: Job
  readonly definition: JobDefinition<object>
  readonly record: JobRecord
  /** By name, as far as it is stored. */
  readonly kept: Map<string, KeptValue>
  /** Aborted when the work shall end early: cancelled, failed, or the program stops. */
  readonly work: AbortController
  /** How it begins: afresh, again after a restart, or by undoing what a run before the restart left. */
  readonly begin: 'fresh' | 'resume' | 'undo'
  /** Why it is undone where an earlier run of the program knew. */
  readonly earlierError?: WireError
  /** Set once somebody asked to cancel. */
  cancelled: boolean
  /** Set once its outcome is decided, so that a late cancel changes nothing. */
  decided: boolean
}
