import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { isEnded, newJobView, reduceJobEvents } from '../../shared/jobs/reduce-job.ts'
import type { JobEvent, JobStep, JobView } from '../../shared/model/job.ts'
import type { LogLine } from '../ui/log-view.tsx'
import type { Step } from '../ui/step-list.tsx'
import { client } from './client.ts'
import { formatAbout, formatBytes, formatClock, formatDuration, formatRate } from './format.ts'
import { doing } from './job-words.ts'
import { useLive } from './live.ts'
import type { LiveState } from './live-stream.ts'
import { api } from './query.ts'

const mostLines = 5000

/** A job followed live from its first event: its view, its log lines (the newest 5,000) and where the stream stands. */
export function useJob(id: string): {
  readonly job: JobView | undefined
  readonly lines: readonly LogLine[]
  readonly live: LiveState
  readonly error: Error | null
} {
  const stored = useQuery(api.jobs.get.queryOptions({ input: { job: id } }))
  const [events, setEvents] = useState<readonly JobEvent[]>([])
  const shown = useRef(id)
  useEffect(() => {
    if (shown.current === id) return
    shown.current = id
    setEvents([])
  }, [id])
  const live = useLive(`job ${id}`, {
    open: ({ after, signal }) => client.jobs.follow({ job: id, after }, { signal }),
    onBatch: batch => setEvents(before => [...before, ...batch.events]),
    seqOf: batch => batch.events.at(-1)?.seq,
  })
  const job = useMemo(() => {
    if (!stored.data) return undefined
    const { kind, subject, startedBy, createdAt } = stored.data
    const followed = reduceJobEvents(newJobView({ id, kind, subject, startedBy, createdAt, input: {} }), events)
    return followed.seq >= stored.data.seq ? followed : stored.data
  }, [stored.data, events, id])
  const lines = useMemo(
    () =>
      events
        .filter(event => event.type === 'line')
        .slice(-mostLines)
        .map(event => ({
          id: event.seq,
          prefix: formatClock(event.at),
          text: event.text,
          tone: event.stream === 'err' ? ('strong' as const) : undefined,
        })),
    [events],
  )
  return { job, lines, live, error: stored.error }
}

/** A job's steps in the words of a step list: times passed for what is done, “about” for what is still to come. */
export function stepsOf(job: JobView, nowMs: number): readonly Step[] {
  return job.steps.map(step => ({
    id: step.id,
    title: step.status === 'now' && !isEnded(job.status) ? doing(step.title) : step.title,
    state: stateOf(step, job.status),
    ...(step.note !== undefined && { note: step.note }),
    time: timeOf(step, nowMs, isEnded(job.status)),
    bars: (isEnded(job.status) ? [] : step.bars).map(bar => ({
      label: bar.label,
      fraction: bar.totalBytes === undefined || bar.totalBytes === 0 ? 0 : bar.doneBytes / bar.totalBytes,
      text: textOf(bar),
    })),
  }))
}

function stateOf(step: JobStep, job: JobView['status']): Step['state'] {
  if (step.status === 'done' || step.status === 'failed' || step.status === 'cancelled') return step.status
  if (step.status !== 'now') return 'todo'
  return !isEnded(job) ? 'now' : job === 'cancelled' ? 'cancelled' : 'failed'
}

function timeOf(step: JobStep, nowMs: number, ended: boolean): string | undefined {
  if (step.startedAt !== undefined) return formatDuration(((step.endedAt ?? nowMs) - step.startedAt) / 1000)
  return ended || step.expectedSeconds === undefined ? undefined : formatAbout(step.expectedSeconds)
}

function textOf(bar: JobStep['bars'][number]): string {
  if (bar.totalBytes === undefined) return formatBytes(bar.doneBytes)
  if (bar.doneBytes >= bar.totalBytes) return `${formatBytes(bar.totalBytes)}, complete`
  const rate = bar.bytesPerSecond === undefined || bar.bytesPerSecond <= 0 ? '' : `, ${formatRate(bar.bytesPerSecond)}`
  return `${formatBytes(bar.doneBytes)} of ${formatBytes(bar.totalBytes)}${rate}`
}
