import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useShownTheme } from '../lib/look.ts'
import { Bone, Waiting } from './bones.tsx'
import type { ChartEvent, HistoryChartData } from './history-chart-data.ts'

const Canvas = lazy(() => import('./history-chart-canvas.tsx'))

/** A line over time in a card: label and value above, three grid lines, times below. Charts with one `group` share their cursor; while it is on the chart, the value is that of its moment. */
export function HistoryChart({
  label,
  value,
  data,
  top,
  formatTick,
  formatValue,
  events = [],
  group = 'history',
  height = 134,
}: {
  readonly label: string
  /** The value now, as it stands at the right. */
  readonly value: ReactNode
  readonly data: HistoryChartData
  /** The value at the upper line; without it a round number above the largest. */
  readonly top?: number
  /** The text at a grid line; `upper` is true for the top one, which carries the unit. */
  readonly formatTick: (value: number, upper: boolean) => string
  readonly formatValue: (value: number) => string
  readonly events?: readonly ChartEvent[]
  readonly group?: string
  readonly height?: number
}) {
  const theme = useShownTheme()
  const [index, setIndex] = useState<number | null>(null)
  const at = index === null ? undefined : data.times[index]
  const pointed = index === null ? undefined : data.values[index]
  return (
    <section className="min-w-0 rounded-lg border bg-card px-3.5 pt-3 pb-2 shadow-card">
      <div className="flex items-baseline gap-2 tabular-nums">
        <h3 className="text-muted-foreground text-xs">{label}</h3>
        <span className="ml-auto text-muted-foreground text-xs">
          {at === undefined ? (
            value
          ) : (
            <>
              <b className="font-semibold text-foreground text-sm">
                {pointed === null || pointed === undefined ? '–' : formatValue(pointed)}
              </b>{' '}
              {new Date(at).toLocaleString('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' })}
            </>
          )}
        </span>
      </div>
      <div className="mt-3.5" style={{ height }} role="img" aria-label={`${label} over time`}>
        <Suspense
          fallback={
            <Waiting label={`Drawing ${label}`}>
              <Bone className="mt-16 w-full" />
            </Waiting>
          }
        >
          <Canvas
            key={theme}
            data={data}
            top={top}
            formatTick={formatTick}
            events={events}
            group={group}
            height={height}
            onPoint={setIndex}
          />
        </Suspense>
      </div>
    </section>
  )
}
