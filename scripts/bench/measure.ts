/** One measured number with the limit it is held against. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | 's' | 'MB' | 'kB' | '%' | '×' | ''
  /** The most it should be; absent where it is only told. */
  readonly limit?: number
  readonly note?: string
}

/** A group of figures that are taken together. */
export interface Bench {
  readonly title: string
  /** The figures, or a sentence that says why they cannot be taken here. */
  run(): Promise<readonly Figure[] | string>
}

/** Milliseconds of each of `times` runs after `warmup` ones. */
export async function timed(times: number, warmup: number, work: () => Promise<unknown> | unknown): Promise<readonly number[]> {
  const taken: number[] = []
  for (let round = 0; round < warmup + times; round += 1) {
    const started = performance.now()
    await work()
    if (round >= warmup) taken.push(performance.now() - started)
  }
  return taken
}

/** The value that `share` of the values do not exceed, nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
