/** A small line of values, oldest first; null where nothing was measured, so the line breaks there. */
export function Sparkline({
  values,
  max,
  height = 30,
  label,
}: {
  readonly values: readonly (number | null)[]
  /** The value at the upper edge; without it the largest value is. */
  readonly max?: number
  readonly height?: number
  readonly label?: string
}) {
  const width = 160
  const top = max ?? Math.max(0, ...values.map(value => value ?? 0))
  const { line, fill } = paths(values, { width, height, top: top > 0 ? top : 1 })
  const semantics = label === undefined ? {} : { role: 'img', 'aria-label': label }
  return (
    <span {...semantics} className="block w-full">
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        preserveAspectRatio="none"
        className="block w-full overflow-visible"
      >
        <path d={fill} className="fill-chart-fill" />
        <path d={line} className="fill-none stroke-[1.5] stroke-chart-line" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
      </svg>
    </span>
  )
}

function paths(values: readonly (number | null)[], box: { readonly width: number; readonly height: number; readonly top: number }) {
  const step = values.length > 1 ? box.width / (values.length - 1) : 0
  const runs: { x: number; y: number }[][] = []
  let run: { x: number; y: number }[] = []
  values.forEach((value, index) => {
    if (value === null) {
      if (run.length > 0) runs.push(run)
      run = []
    } else run.push({ x: index * step, y: box.height - Math.min(1, Math.max(0, value / box.top)) * (box.height - 1) - 0.5 })
  })
  if (run.length > 0) runs.push(run)
  const point = (at: { x: number; y: number }) => `${at.x.toFixed(1)} ${at.y.toFixed(1)}`
  const line = runs.map(each => `M${each.map(point).join('L')}`).join('')
  const fill = runs
    .map(each => {
      const first = each[0]
      const last = each.at(-1)
      return first && last ? `M${first.x.toFixed(1)} ${box.height}L${each.map(point).join('L')}L${last.x.toFixed(1)} ${box.height}Z` : ''
    })
    .join('')
  return { line, fill }
}
