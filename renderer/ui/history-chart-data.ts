/** A named moment that explains a peak, written beside it. */
export interface ChartEvent {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly label: string
}

/** What a history chart draws; moments in milliseconds, null where nothing was measured. */
export interface HistoryChartData {
  /** The first and the last moment of the picture; without it, those of the first and last value. */
  readonly span?: readonly [from: number, until: number]
  readonly times: readonly number[]
  readonly values: readonly (number | null)[]
  /** A second, paler line. */
  readonly second?: readonly (number | null)[]
}
