import { useMemo, useState } from 'react'
import type { LogLine as AppLogLine, AppView } from '../../../shared/model/app.ts'
import { client } from '../../lib/client.ts'
import { formatClock, formatNumberOf } from '../../lib/format.ts'
import { useLive } from '../../lib/live.ts'
import { Card, CardBody } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { type LogLine, LogView } from '../../ui/log-view.tsx'
import { Select } from '../../ui/select.tsx'

const mostLines = 10_000
const everything = 'all'

/** What an app writes, live; searched, followed and narrowed to one of its parts. */
export function AppLogs({ app }: { readonly app: AppView }) {
  const services = [...new Set(app.containers.flatMap(container => container.service ?? []))].sort()
  const [service, setService] = useState(everything)
  const [attempt, setAttempt] = useState(0)
  return (
    <Card>
      <CardBody>
        {services.length < 2 ? null : (
          <Select
            size="sm"
            label="Which part"
            value={service}
            onValueChange={setService}
            options={[{ value: everything, label: 'All its parts' }, ...services.map(each => ({ value: each, label: each }))]}
            className="mb-2 w-52"
          />
        )}
        <Lines key={`${service} ${attempt}`} app={app} service={service} onRetry={() => setAttempt(attempt + 1)} />
      </CardBody>
    </Card>
  )
}

function Lines({ app, service, onRetry }: { readonly app: AppView; readonly service: string; readonly onRetry: () => void }) {
  const [lines, setLines] = useState<readonly (AppLogLine & { readonly id: number })[]>([])
  const [dropped, setDropped] = useState(0)
  const live = useLive(`logs ${app.name} ${service}`, {
    open: ({ signal }) => {
      setLines([])
      return client.apps.logs({ app: app.name, follow: true, tail: 500, ...(service !== everything && { service }) }, { signal })
    },
    onBatch: batch => {
      setDropped(before => before + batch.dropped)
      setLines(before => {
        const first = (before.at(-1)?.id ?? 0) + 1
        return [...before, ...batch.lines.map((line, index) => ({ ...line, id: first + index }))].slice(-mostLines)
      })
    },
  })
  const several = new Set(app.containers.map(container => container.name)).size > 1
  const shown = useMemo<readonly LogLine[]>(
    () =>
      lines.map(line => ({
        id: line.id,
        prefix:
          [line.at === undefined ? undefined : formatClock(line.at), several ? line.container : undefined].filter(Boolean).join(' ') ||
          undefined,
        text: line.text,
        tone: line.stream === 'err' ? 'strong' : undefined,
      })),
    [lines, several],
  )
  const note =
    dropped > 0
      ? `${formatNumberOf(dropped, 'line')} ${dropped === 1 ? 'was' : 'were'} dropped`
      : live.phase === 'waiting'
        ? 'waits for the connection'
        : live.phase === 'ended'
          ? 'ended'
          : undefined
  return (
    <>
      {live.phase === 'failed' ? <ErrorPanel problem={live.problem} onFix={onRetry} className="mb-3" /> : null}
      <LogView lines={shown} label={`Log of ${app.title}`} note={note} className="h-[calc(100vh-320px)] min-h-60" />
    </>
  )
}
