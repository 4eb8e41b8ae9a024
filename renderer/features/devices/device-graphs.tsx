import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DeviceView, HistoryPoint, HistoryRange } from '../../../shared/model/device.ts'
import { isCurrent, usedMemory } from '../../lib/device-words.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes, formatGigabytes, formatPercent, formatRate, nothing } from '../../lib/format.ts'
import { api } from '../../lib/query.ts'
import { SectionHead } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { HistoryChart } from '../../ui/history-chart.tsx'
import { Segmented } from '../../ui/segmented.tsx'

const ranges: readonly { readonly value: HistoryRange; readonly label: string }[] = [
  { value: '2h', label: '2 hours' },
  { value: '24h', label: '24 hours' },
  { value: '7d', label: '7 days' },
  { value: '90d', label: '90 days' },
]

const hourMs = 3600_000
const lengthsMs: Readonly<Record<HistoryRange, number>> = { '2h': 2 * hourMs, '24h': 24 * hourMs, '7d': 168 * hourMs, '90d': 2160 * hourMs }

/** Memory, processor, disk and network of a device over time, under one cursor. */
export function DeviceGraphs({ device }: { readonly device: DeviceView }) {
  const [range, setRange] = useState<HistoryRange>('2h')
  const history = useQuery(api.devices.history.queryOptions({ input: { device: device.name, range }, placeholderData: keepPreviousData }))
  const points = history.data?.points ?? []
  const bucketMs = history.data?.bucketMs ?? 10_000
  const until = Math.max(history.dataUpdatedAt, points.at(-1)?.at ?? 0)
  const line = (value: (point: HistoryPoint) => number | undefined) => ({
    span: [until - lengthsMs[range], until] as const,
    ...lineOf(points, bucketMs, value),
  })
  const { sample } = device
  const current = isCurrent(device) ? sample : undefined
  const total = sample?.memoryTotalBytes ?? 0
  const whole = (bytes: number) => (bytes === 0 ? '0' : formatBytes(bytes))
  return (
    <section className="-mt-4 min-w-0">
      <SectionHead title="History">
        <Segmented label="How far back" value={range} onValueChange={setRange} options={ranges} />
      </SectionHead>
      {history.error === null ? null : <ErrorPanel problem={problemFrom(history.error)} onFix={() => void history.refetch()} />}
      <div className="grid grid-cols-2 gap-3">
        <HistoryChart
          label="Memory"
          value={<Now value={current && formatGigabytes(usedMemory(device) ?? 0)} whole={`of ${formatBytes(total)}`} />}
          data={line(point => point.memoryUsedBytes)}
          top={total}
          formatTick={(value, upper) => (upper ? formatBytes(value) : formatGigabytes(value))}
          formatValue={formatBytes}
          group={device.id}
        />
        <HistoryChart
          label="Processor"
          value={<Now value={current && formatPercent(current.cpuFraction)} />}
          data={line(point => point.cpuFraction)}
          top={1}
          formatTick={value => formatPercent(value)}
          formatValue={formatPercent}
          group={device.id}
        />
        <HistoryChart
          label="Reading and writing"
          value={
            <Now value={current?.diskBytesPerSecond && formatRate(current.diskBytesPerSecond.read + current.diskBytesPerSecond.written)} />
          }
          data={line(({ diskReadBytesPerSecond: read, diskWrittenBytesPerSecond: written }) =>
            read === undefined ? written : read + (written ?? 0),
          )}
          formatTick={whole}
          formatValue={formatRate}
          group={device.id}
        />
        <HistoryChart
          label="Network"
          value={<Now value={current?.networkBytesPerSecond && formatRate(current.networkBytesPerSecond.received)} whole="in" />}
          data={line(point => point.receivedBytesPerSecond)}
          formatTick={whole}
          formatValue={formatRate}
          group={device.id}
        />
      </div>
    </section>
  )
}

function Now({ value, whole }: { readonly value: string | undefined; readonly whole?: string }) {
  return (
    <>
      <b className="font-semibold text-foreground text-sm">{value ?? nothing}</b> {value === undefined ? null : whole}
    </>
  )
}

/** Points as a line that breaks where nothing was measured for longer than a few buckets. */
function lineOf(points: readonly HistoryPoint[], bucketMs: number, value: (point: HistoryPoint) => number | undefined) {
  const times: number[] = []
  const values: (number | null)[] = []
  // Polls come every half minute by default, so that short buckets have gaps by nature.
  const gapMs = Math.max(6 * bucketMs, 150_000)
  for (const point of points) {
    const before = times.at(-1)
    if (before !== undefined && point.at - before > gapMs) {
      times.push(before + 1)
      values.push(null)
    }
    times.push(point.at)
    values.push(value(point) ?? null)
  }
  return { times, values }
}
