import { useEffect, useLayoutEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { ChartEvent, HistoryChartData } from './history-chart-data.ts'

interface CanvasProps {
  readonly data: HistoryChartData
  readonly top: number | undefined
  readonly formatTick: (value: number, upper: boolean) => string
  readonly events: readonly ChartEvent[]
  readonly group: string
  readonly height: number
  readonly onPoint: (index: number | null) => void
}

const axisWidth = 44
const ruleFont = '11px "Inter Variable", sans-serif'

/** The drawing of a history chart in the colours of the theme it was made in; loaded only when one is shown. */
export default function HistoryChartCanvas({ data, top, formatTick, events, group, height, onPoint }: CanvasProps) {
  const frame = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const latest = useRef({ data, formatTick, onPoint, events })
  useLayoutEffect(() => {
    latest.current = { data, formatTick, onPoint, events }
  })
  const paired = data.second !== undefined
  const upper = top ?? roundTop(data)

  // The plot is made anew for another scale or another number of lines; new values are only set.
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const ink = (name: string) => getComputedStyle(element).getPropertyValue(name).trim()
    const line = { stroke: ink('--chart-line'), fill: ink('--chart-fill'), width: 1.5, points: { show: false } }
    const chart = new uPlot(
      {
        width: Math.max(120, element.clientWidth),
        height,
        padding: [6, 0, 0, 0],
        legend: { show: false },
        cursor: {
          sync: { key: group, setSeries: false },
          y: false,
          drag: { x: false, y: false },
          points: { size: 7, stroke: ink('--card'), fill: ink('--chart-line') },
        },
        scales: { x: { time: true, range: () => spanSecondsOf(latest.current.data) }, y: { range: [0, upper] } },
        series: [{}, line, ...(paired ? [{ stroke: ink('--chart-2'), width: 1.5, points: { show: false } }] : [])],
        axes: [
          {
            stroke: ink('--subtle-foreground'),
            font: ruleFont,
            size: 22,
            gap: 4,
            grid: { show: false },
            ticks: { show: false },
            space: 64,
            values: (_, splits) => splits.map(at => timeTick(at, latest.current.data)),
          },
          {
            side: 1,
            size: axisWidth,
            gap: 4,
            stroke: ink('--subtle-foreground'),
            font: ruleFont,
            grid: { stroke: ink('--chart-grid'), width: 1 },
            ticks: { show: false },
            splits: () => [0, upper / 2, upper],
            values: (_, splits) => splits.map(value => latest.current.formatTick(value, value === upper)),
          },
        ],
        hooks: {
          setCursor: [self => latest.current.onPoint(self.cursor.idx ?? null)],
          draw: [self => drawEvents(self, latest.current.events, ink('--subtle-foreground'))],
        },
      },
      columnsOf(latest.current.data),
      element,
    )
    plot.current = chart
    const observer = new ResizeObserver(() => chart.setSize({ width: Math.max(120, element.clientWidth), height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      chart.destroy()
      plot.current = null
    }
  }, [upper, paired, group, height])

  useEffect(() => {
    plot.current?.setData(columnsOf(data))
  }, [data])

  return <div ref={frame} className="w-full" />
}

function spanSecondsOf({ span, times }: HistoryChartData): [from: number, until: number] {
  const [from = 0, until = 0] = span ?? [times[0], times.at(-1)]
  return [from / 1000, until / 1000]
}

function columnsOf(data: HistoryChartData): uPlot.AlignedData {
  const columns: [number[], ...(number | null)[][]] = [data.times.map(time => time / 1000), [...data.values]]
  if (data.second) columns.push([...data.second])
  return columns
}

/** The next of 1, 2, 5 × 10ⁿ above the largest value. */
function roundTop(data: HistoryChartData): number {
  const largest = Math.max(0, ...data.values.map(value => value ?? 0), ...(data.second ?? []).map(value => value ?? 0))
  if (largest === 0) return 1
  const power = 10 ** Math.floor(Math.log10(largest))
  return ([1, 2, 5, 10].find(step => step * power >= largest) ?? 10) * power
}

const hour = 3600

function timeTick(atSeconds: number, data: HistoryChartData): string {
  const [from, until] = spanSecondsOf(data)
  const at = new Date(atSeconds * 1000)
  return until - from > 48 * hour
    ? at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
    : at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

function drawEvents(self: uPlot, events: readonly ChartEvent[], ink: string): void {
  const { ctx } = self
  const ratio = devicePixelRatio
  ctx.save()
  ctx.font = `${11 * ratio}px "Inter Variable", sans-serif`
  ctx.fillStyle = ink
  for (const event of events) {
    const index = self.valToIdx(event.at / 1000)
    const value = self.data[1]?.[index]
    const x = self.valToPos(event.at / 1000, 'x', true)
    if (typeof value !== 'number' || x < self.bbox.left || x > self.bbox.left + self.bbox.width) continue
    ctx.fillText(event.label, x + 10 * ratio, self.valToPos(value, 'y', true) + 8 * ratio)
  }
  ctx.restore()
}
