/** Rows as aligned columns, two spaces apart, the heads first; empty cells are shown as –. */
export function table(heads: readonly string[], rows: readonly (readonly (string | undefined)[])[]): string {
  const cells = [heads, ...rows].map(row => heads.map((_, at) => row[at] || '–'))
  const widths = heads.map((_, at) => Math.max(...cells.map(row => row[at]?.length ?? 0)))
  return cells
    .map(row =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A share as whole per cent, or – when unknown. */
export function percent(fraction: number | undefined): string {
  return fraction === undefined ? '–' : `${Math.round(fraction * 100)}\u00a0%`
}

/** A moment in the local time of this computer, to the minute. */
export function moment(at: number): string {
  return new Date(at).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
}
