import type { Bar } from '../../../shared/model/job.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ContainerEngine, PullProgress } from '../../ports/container-engine.ts'
import type { StepContext } from '../job-runner/job-definition.ts'

/** An image to have on a device, under the name people know it by. */
export interface Download {
  readonly image: string
  readonly label: string
}

export interface DownloadRequest {
  readonly engine: ContainerEngine
  readonly device: string
  readonly downloads: readonly Download[]
  /** Compressed size of all of them, for the time left until the registry tells. */
  readonly expectedBytes: number
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Is called, and waited for, before an image that is not there is asked for. */
  readonly beforePull: (download: Download) => Promise<void>
}

interface Progressing extends Download {
  progress?: PullProgress
  done: boolean
  bytesPerSecond: number
  measuredAt: number
  measuredBytes: number
}

const speedWindowMs = 2000

/** Downloads what is not there yet, all at once, and tells real bytes; answers with the bytes that came. */
export async function download(request: DownloadRequest, step: StepContext): Promise<number> {
  const { engine, clock, signal, device } = request
  const missing: Download[] = []
  for (const wanted of request.downloads) if (!(await engine.image(wanted.image, signal))) missing.push(wanted)
  if (missing.length === 0) {
    step.note('It is there already.')
    return 0
  }
  const now = clock.monotonic()
  const all = missing.map((wanted): Progressing => ({ ...wanted, done: false, bytesPerSecond: 0, measuredAt: now, measuredBytes: 0 }))
  const tell = () => step.progress(fractionOf(all, request.expectedBytes), detailOf(all))
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const pulled = await Promise.allSettled(
    all.map(async one => {
      try {
        await request.beforePull(one)
        step.did({ kind: 'api', device, call: `POST /images/create?fromImage=${one.image}` })
        await engine.pull(
          one.image,
          progress => {
            one.progress = progress
            measure(one, clock.monotonic())
            tell()
          },
          either,
        )
        one.done = true
        tell()
      } catch (error) {
        // The first failure ends the others; theirs are only its echo.
        if (!failed.signal.aborted) failed.abort(error)
        throw error
      }
    }),
  )
  if (pulled.some(({ status }) => status === 'rejected')) throw failed.signal.reason
  return all.reduce((sum, one) => sum + (one.progress?.totalBytes ?? one.progress?.doneBytes ?? 0), 0)
}

function measure(one: Progressing, now: number): void {
  const bytes = one.progress?.doneBytes ?? 0
  const ms = now - one.measuredAt
  if (ms < speedWindowMs) return
  const latest = ((bytes - one.measuredBytes) / ms) * 1000
  one.bytesPerSecond = one.bytesPerSecond === 0 ? latest : (one.bytesPerSecond + latest) / 2
  one.measuredAt = now
  one.measuredBytes = bytes
}

/** The share that is done; what is not known yet counts as expected. Unpacking is the last twentieth of each. */
function fractionOf(all: readonly Progressing[], expectedBytes: number): number {
  const share = expectedBytes / all.length
  const total = all.reduce((sum, one) => sum + (one.progress?.totalBytes ?? share), 0)
  const done = all.reduce((sum, one) => {
    const whole = one.progress?.totalBytes ?? share
    return sum + (one.done ? whole : 0.95 * Math.min(one.progress?.doneBytes ?? 0, whole))
  }, 0)
  return total === 0 ? 0 : done / total
}

function detailOf(all: readonly Progressing[]): { bars: readonly Bar[]; note?: string; secondsLeft?: number } {
  const bars = all.map(({ label, progress, bytesPerSecond, done }): Bar => {
    const { totalBytes } = progress ?? {}
    return {
      label,
      doneBytes: done ? (totalBytes ?? progress?.doneBytes ?? 0) : (progress?.doneBytes ?? 0),
      ...(totalBytes !== undefined && { totalBytes }),
      ...(bytesPerSecond > 0 && !done && { bytesPerSecond }),
    }
  })
  const left = bars.reduce((sum, bar) => sum + ((bar.totalBytes ?? Number.NaN) - bar.doneBytes), 0)
  const speed = bars.reduce((sum, bar) => sum + (bar.bytesPerSecond ?? 0), 0)
  const unpacking = all.every(one => one.done || one.progress?.phase === 'extracting')
  return {
    bars,
    ...(unpacking && !all.every(one => one.done) && { note: 'Unpacking' }),
    ...(speed > 0 && left >= 0 && { secondsLeft: left / speed }),
  }
}
