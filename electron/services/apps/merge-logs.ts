import type { LogBatch, LogLine } from '../../../shared/model/app.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EngineLogLine } from '../../ports/container-engine.ts'

/** One container's lines. */
export interface LogSource {
  readonly container: string
  readonly lines: (signal: AbortSignal) => AsyncIterable<EngineLogLine>
}

const gapMs = 50
const mostWaiting = 2000
const mostInBatch = 500

/** Lines of several containers as one stream of batches in order of time, bounded: the oldest waiting lines go first, and are counted. */
export async function* mergeLogs(
  sources: readonly LogSource[],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncIterable<LogBatch> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  let waiting: LogLine[] = []
  let dropped = 0
  let open = sources.length
  let failed: { readonly error: unknown } | undefined
  let wake = (): void => undefined
  const take = async ({ container, lines }: LogSource): Promise<void> => {
    try {
      for await (const { at, stream, text } of lines(either)) {
        waiting.push({ container, stream, text, ...(at !== undefined && { at }) })
        if (waiting.length > mostWaiting) {
          waiting = waiting.slice(-mostWaiting / 2)
          dropped += mostWaiting / 2 + 1
        }
        wake()
      }
    } catch (error) {
      failed ??= { error }
    } finally {
      open -= 1
      wake()
    }
  }
  for (const source of sources) void take(source)
  try {
    for (;;) {
      if (waiting.length === 0 && dropped === 0) {
        if (failed) throw failed.error
        if (open === 0) return
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      // What comes within a moment leaves together, in order.
      await clock.wait(gapMs, either)
      waiting.sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
      const lines = waiting.splice(0, mostInBatch)
      const batch: LogBatch = { lines, dropped }
      dropped = 0
      if (batch.lines.length > 0 || batch.dropped > 0) yield batch
    }
  } finally {
    stop.abort()
  }
}
