/** The only source of time. */
export interface Clock {
  /** Milliseconds since 1970; may jump when the system clock is set. */
  now(): number
  /** Milliseconds that never go back; for durations and schedules. */
  monotonic(): number
  /** Resolves after `ms`, or rejects with the signal's reason. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls back every `ms` on the monotonic clock until stopped; never two calls at once. */
  every(ms: number, work: () => Promise<void> | void): () => void
}
