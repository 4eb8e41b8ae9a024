import type { HistoryPoint } from '../../../shared/model/device.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Store } from '../../ports/store.ts'

const flushMs = 10_000
const trimMs = 3600_000

/** Writes points and answered polls to the store in batches, so that a hundred devices make one transaction in ten seconds. */
export interface HistoryWriter {
  add(deviceId: string, point: HistoryPoint): void
  count(deviceId: string, at: number, answered: boolean): void
  /** Drops what waits to be written for a device that is gone. */
  drop(deviceId: string): void
  /** Writes what waits. A store that fails loses that batch and is told to the log, so that memory stays bounded. */
  flush(): Promise<void>
  /** Writes what waits and stops. */
  close(): Promise<void>
}

/** Starts writing. */
export function createHistoryWriter({
  store,
  clock,
  log,
}: {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}): HistoryWriter {
  let points: { readonly deviceId: string; readonly point: HistoryPoint }[] = []
  let polls: { readonly deviceId: string; readonly at: number; readonly answered: boolean }[] = []
  let turn: Promise<void> = Promise.resolve()

  function flush(): Promise<void> {
    turn = turn.then(write)
    return turn
  }

  async function write(): Promise<void> {
    const [somePoints, somePolls] = [points, polls]
    points = []
    polls = []
    try {
      if (somePoints.length > 0) await store.history.add(somePoints)
      if (somePolls.length > 0) await store.history.countPolls(somePolls)
    } catch (error) {
      log.error('history could not be written', { error, points: somePoints.length })
    }
  }

  async function trim(): Promise<void> {
    try {
      await store.history.trim(clock.now())
    } catch (error) {
      log.error('history could not be trimmed', { error })
    }
  }

  const stops = [clock.every(flushMs, flush), clock.every(trimMs, trim)]
  return {
    add: (deviceId, point) => {
      points.push({ deviceId, point })
    },
    count: (deviceId, at, answered) => {
      polls.push({ deviceId, at, answered })
    },
    drop: deviceId => {
      points = points.filter(entry => entry.deviceId !== deviceId)
      polls = polls.filter(entry => entry.deviceId !== deviceId)
    },
    flush,
    close: async () => {
      for (const stop of stops) stop()
      await flush()
    },
  }
}
