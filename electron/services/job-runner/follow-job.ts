import type { JobEvent } from '../../../shared/model/job.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { JobRecord } from './job-record.ts'

export interface JobBatch {
  readonly events: readonly JobEvent[]
  readonly dropped: number
}

const gapMs = 50
const batchSize = 500
const maxWaiting = 1000

/** Stored events after `after`, then live ones while there is a record; ends with the job, the program, or the signal. */
export async function* followJob(
  id: string,
  after: number,
  record: JobRecord | undefined,
  signal: AbortSignal,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): AsyncIterable<JobBatch> {
  let waiting: JobEvent[] = []
  let dropped = 0
  let wake = (): void => undefined
  const stopListening = record?.listen(events => {
    waiting.push(...events)
    const surplus = waiting.length - maxWaiting
    if (surplus > 0) {
      const kept = withoutOldest(waiting, surplus)
      dropped += waiting.length - kept.length
      waiting = kept
    }
    wake()
  })
  const onAbort = (): void => wake()
  signal.addEventListener('abort', onAbort)
  let last = after
  try {
    const stored = await store.jobs.events(id, after)
    for (let at = 0; at < stored.length && !signal.aborted; at += batchSize) {
      const events = stored.slice(at, at + batchSize)
      last = events.at(-1)?.seq ?? last
      yield { events, dropped: 0 }
      await clock.wait(gapMs)
      if (events.some(event => event.type === 'ended')) return
    }
    while (record && !signal.aborted) {
      const events = waiting.filter(event => event.seq > last)
      const left = dropped
      waiting = []
      dropped = 0
      if (events.length > 0) {
        last = events.at(-1)?.seq ?? last
        yield { events, dropped: left }
        if (events.some(event => event.type === 'ended')) return
        await clock.wait(gapMs)
      } else {
        if (record.stopped() || record.view().endedAt !== undefined) return
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    stopListening?.()
  }
}

/** Leaves out up to `count` of the oldest events that carry lines or progress; the others are never left out. */
function withoutOldest(events: readonly JobEvent[], count: number): JobEvent[] {
  let left = count
  return events.filter(event => {
    if (left === 0 || (event.type !== 'line' && event.type !== 'step-progress')) return true
    left -= 1
    return false
  })
}
