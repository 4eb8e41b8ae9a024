import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { GuestView, LoadPoint } from '../../../shared/model/guest.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatPercent, formatRate, formatShare, nothing } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'
import { SectionHead } from '../../ui/card.tsx'
import { HistoryChart } from '../../ui/history-chart.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { ClusterProblem } from './cluster-problem.tsx'

type Range = 'hour' | 'day' | 'week'

const ranges: readonly { readonly value: Range; readonly label: string }[] = [
  { value: 'hour', label: '1 hour' },
  { value: 'day', label: '24 hours' },
  { value: 'week', label: '7 days' },
]
const loadEveryMs = 60_000
const leastRate = 2048

/** Memory, processor and network of a guest over time, under one cursor. */
export function GuestGraphs({ guest }: { readonly guest: GuestView }) {
  const [range, setRange] = useState<Range>('hour')
  const load = useQuery(
    api.proxmox.guestLoad.queryOptions({
      input: { guest: String(guest.vmid), cluster: guest.cluster, range },
      placeholderData: keepPreviousData,
      refetchInterval: loadEveryMs,
    }),
  )
  const points = load.data ?? []
  const line = (value: (point: LoadPoint) => number | undefined) => ({
    times: points.map(point => point.at),
    values: points.map(point => value(point) ?? null),
  })
  const rateLine = (value: (point: LoadPoint) => number | undefined) => ({
    data: line(value),
    top: roundRate(Math.max(leastRate, ...points.map(point => value(point) ?? 0))),
  })
  const last = points.at(-1)
  const running = guest.state === 'running'
  const total = guest.memoryTotalBytes ?? 0
  const whole = (bytes: number) => (bytes === 0 ? '0' : formatBytes(bytes))
  const group = `guest ${guest.cluster} ${guest.vmid}`
  return (
    <section className="-mt-4 min-w-0">
      <SectionHead title="History">
        <Segmented label="How far back" value={range} onValueChange={setRange} options={ranges} />
      </SectionHead>
      {load.error === null ? null : (
        <ClusterProblem className="mb-3" problem={problemFrom(load.error)} cluster={guest.cluster} onRetry={() => void load.refetch()} />
      )}
      <div className="grid grid-cols-2 gap-3">
        <HistoryChart
          label="Memory"
          value={
            <Now
              value={running && guest.memoryUsedBytes !== undefined ? formatShare(guest.memoryUsedBytes, total).part : undefined}
              whole={`of ${formatBytes(total)}`}
            />
          }
          data={line(point => point.memoryUsedBytes)}
          top={Math.max(1, total)}
          formatTick={(value, upper) => (upper ? formatBytes(value) : formatShare(value, total).part)}
          formatValue={formatBytes}
          group={group}
        />
        <HistoryChart
          label="Processor"
          value={<Now value={running && guest.cpuFraction !== undefined ? formatPercent(guest.cpuFraction) : undefined} />}
          data={line(point => point.cpuFraction)}
          top={1}
          formatTick={value => formatPercent(value)}
          formatValue={formatPercent}
          group={group}
        />
        <HistoryChart
          label="Received"
          value={<Now value={running ? rate(last?.receivedBytesPerSecond) : undefined} />}
          {...rateLine(point => point.receivedBytesPerSecond)}
          formatTick={whole}
          formatValue={formatRate}
          group={group}
        />
        <HistoryChart
          label="Sent"
          value={<Now value={running ? rate(last?.sentBytesPerSecond) : undefined} />}
          {...rateLine(point => point.sentBytesPerSecond)}
          formatTick={whole}
          formatValue={formatRate}
          group={group}
        />
      </div>
    </section>
  )
}

/** The next of 1, 2, 5, 10 … 500 of a unit: the scale reads “100 KB” where powers of ten would make it “98 KB”. */
function roundRate(bytesPerSecond: number): number {
  const unit = 1024 ** Math.floor(Math.log(bytesPerSecond) / Math.log(1024))
  return unit * (steps.find(step => step * unit >= bytesPerSecond) ?? 1024)
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500]

function rate(bytesPerSecond: number | undefined): string | undefined {
  return bytesPerSecond === undefined ? undefined : formatRate(bytesPerSecond)
}

function Now({ value, whole }: { readonly value: string | undefined; readonly whole?: string }) {
  return (
    <>
      <b className="font-semibold text-foreground text-sm">{value ?? nothing}</b> {value === undefined ? null : whole}
    </>
  )
}
