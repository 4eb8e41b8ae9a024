import type { JobStatus } from '../../shared/model/job.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { AuditChain } from './audit/audit-chain.ts'
import { pastRuns } from './job-runner.ts'
import type { SettingsService } from './settings.ts'

/** Lets go of what is older than a person wants it kept, so that the database does not grow for ever. */
export interface Retention {
  /** Does a round now and then one a day, in the background. */
  start(): void
  /** Begins no further round and waits for the one under way. */
  close(): Promise<void>
}

const dayMs = 24 * 3600_000
const ended: readonly JobStatus[] = ['succeeded', 'failed', 'cancelled']

/** Makes the retention: old entries of the audit go to the archive, old jobs that ended go for good. */
export function createRetention({
  auditChain,
  store,
  settings,
  clock,
  log,
}: {
  readonly auditChain: AuditChain
  readonly store: Store
  readonly settings: SettingsService
  readonly clock: Clock
  readonly log: Log
}): Retention {
  let stop = (): void => undefined
  let underWay: Promise<void> = Promise.resolve()

  async function round(): Promise<void> {
    try {
      const { auditKeptDays } = await settings.get()
      const before = clock.now() - auditKeptDays * dayMs
      const entries = await auditChain.archiveOlder(before)
      const jobs = await store.jobs.trim({ before, status: ended, kept: pastRuns })
      if (entries + jobs > 0) log.info('what is old has left the database', { entries, jobs })
    } catch (error) {
      log.error('what is old could not leave the database', { error })
    }
  }

  function begin(): Promise<void> {
    underWay = round()
    return underWay
  }

  return {
    start() {
      void begin()
      stop = clock.every(dayMs, begin)
    },
    async close() {
      stop()
      await underWay
    },
  }
}
