import { AppError } from '../../shared/errors/app-error.ts'
import type { Device, DeviceFacts, DeviceView, HistoryPoint, HistoryRange, Sample } from '../../shared/model/device.ts'
import type { Examined } from '../core/checks/check-device.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Randomness } from '../ports/randomness.ts'
import type { Store } from '../ports/store.ts'
import type { Changes } from './changes.ts'
import type { InventoryChange } from './inventory/roster.ts'
import type { Inventory } from './inventory.ts'
import { createAtMost } from './monitoring/at-most.ts'
import { dayMs, historyRanges, hourMs, minuteMs } from './monitoring/history-ranges.ts'
import { createHistoryWriter } from './monitoring/history-writer.ts'
import { pointOf, sums } from './monitoring/recent-points.ts'
import { visibleOfApps, visibleOfDevice } from './monitoring/visible.ts'
import { createWatch, type Watch } from './monitoring/watch.ts'
import {
  dockerAppeared,
  examinedOf,
  failureOf,
  forgetConnection,
  newWatched,
  takeAnswer,
  takeFailure,
  type Watched,
} from './monitoring/watched-device.ts'
import { type PollResult, pollDevice, usualDockerRoot } from './poll-device.ts'
import type { SettingsService } from './settings.ts'

/** Looks after every device of the inventory, each on its own schedule; what one does never holds up another. */
export interface Monitoring {
  /** Begins to poll. */
  start(): Promise<void>
  /** Stops polling and writes what waits to be written. */
  close(): Promise<void>
  view(device: Device): DeviceView
  /** In order of name. */
  views(): DeviceView[]
  latest(deviceId: string): Sample | undefined
  /** How old the last sample is, on a clock that never jumps. */
  sampleAgeMs(deviceId: string): number | undefined
  /** Mean busy share over the last five minutes. */
  recentCpu(deviceId: string): number | undefined
  /** Busy share of the whole device, by container id, between the last two samples. */
  containerCpu(deviceId: string): ReadonlyMap<string, number>
  /** Takes what the store remembers of the last two hours in place of what is known of them, for when the past was written there. */
  recall(): Promise<void>
  /** Asks the device now and answers with what is known then; a device that fails is a state, not an error. Errors: Cancelled. */
  pollNow(device: Device, signal?: AbortSignal): Promise<DeviceView>
  /** Polls with facts for a check. Errors: those of reaching and reading a device. */
  examine(device: Device, signal?: AbortSignal): Promise<Examined>
  history(device: Device, range: HistoryRange): Promise<{ bucketMs: number; points: HistoryPoint[] }>
  /** Busy share over the last 2 hours in 60 means, oldest first. */
  sparkline(deviceId: string): (number | null)[]
  /** Bytes received and sent each second over the last 2 hours in 60 means, oldest first. */
  networkSparkline(deviceId: string): (number | null)[]
  /** Share of polls answered in the last 7 days, undefined where there were none. */
  answeredFraction(deviceId: string): Promise<number | undefined>
}

export interface MonitoringDependencies {
  readonly inventory: Inventory
  readonly store: Store
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly changes: Changes
  readonly settings: SettingsService
}

const mostAtOnce = 16
const silentAfterMs = 20_000
const factsForMs = 6 * 3600_000
const sparkPoints = 60

/** Monitoring that knows what the store remembers and begins with `start`. */
export async function createMonitoring({
  inventory,
  store,
  clock,
  randomness,
  log,
  changes,
  settings,
}: MonitoringDependencies): Promise<Monitoring> {
  const watchedById = new Map<string, Watched>()
  const watches = new Map<string, Watch>()
  const atMost = createAtMost(mostAtOnce)
  let pollSeconds = (await settings.get()).pollSeconds
  let started = false
  const heeds: (() => void)[] = []
  const history = createHistoryWriter({ store, clock, log })

  for (const device of inventory.list()) watchedById.set(device.id, newWatched(device, await store.devices.facts(device.id)))
  for (const watched of watchedById.values()) await remember(watched)

  async function remember({ device, points }: Watched): Promise<void> {
    const now = clock.now()
    for (const point of await store.history.read(device.id, now - 2 * hourMs, minuteMs)) if (point.at <= now) points.add(point)
  }

  function watchedOf(device: Device): Watched {
    const known = watchedById.get(device.id)
    if (known) return known
    const made = newWatched(device, undefined)
    watchedById.set(device.id, made)
    return made
  }

  /** One round trip, cut off after a while; whoever hangs is not waited for. */
  async function ask(watched: Watched, facts: boolean, signal: AbortSignal): Promise<PollResult> {
    const { device } = watched
    const end = new AbortController()
    const silent = clock.wait(silentAfterMs, end.signal).then(() => {
      throw new AppError('DeviceSilent', { device: device.name, seconds: silentAfterMs / 1000 })
    })
    const cut = new AbortController()
    try {
      const session = await Promise.race([inventory.session(device), silent])
      watches.get(device.id)?.listen(session)
      const request = {
        device: device.name,
        facts,
        dockerRoot: watched.facts?.docker?.rootDir ?? usualDockerRoot,
        asRoot: watched.asRoot,
        ...(watched.counters && { previous: watched.counters }),
      }
      return await Promise.race([pollDevice(session, clock, request, AbortSignal.any([signal, cut.signal])), silent])
    } finally {
      end.abort()
      cut.abort()
      silent.catch(() => undefined)
    }
  }

  async function poll(watched: Watched, withFacts: boolean, signal: AbortSignal): Promise<void> {
    const { device } = watched
    const before = [visibleOfDevice(watched), visibleOfApps(watched)] as const
    const stale = watched.factsReadAt === undefined || clock.monotonic() - watched.factsReadAt > factsForMs
    try {
      const result = await ask(watched, withFacts || stale, signal)
      if (!watchedById.has(device.id)) return
      takeAnswer(watched, result, clock.monotonic())
      history.add(device.id, pointOf(result.sample))
      if (result.facts) await keepFacts(device, result.facts)
    } catch (error) {
      if (signal.aborted || !watchedById.has(device.id)) return
      takeFailure(
        watched,
        failureOf(error, device.name, reason => log.error('poll failed', { device: device.name, error: reason })),
      )
    }
    history.count(device.id, clock.now(), watched.failures === 0)
    if (visibleOfDevice(watched) !== before[0]) changes.tell('devices')
    if (visibleOfApps(watched) !== before[1]) changes.tell('apps')
    if (!withFacts && !stale && watched.failures === 0 && dockerAppeared(watched)) await poll(watched, true, signal)
  }

  async function keepFacts(device: Device, facts: DeviceFacts): Promise<void> {
    try {
      await store.devices.saveFacts(device.id, facts, clock.now())
    } catch (error) {
      log.error('facts could not be kept', { device: device.name, error })
    }
  }

  function begin(watched: Watched): Watch {
    const watch = createWatch({
      watched,
      clock,
      randomness,
      pollSeconds: () => pollSeconds,
      poll: (facts, signal) => atMost(() => poll(watched, facts, signal)),
    })
    watches.set(watched.device.id, watch)
    if (started) watch.start()
    return watch
  }

  function watchOf(device: Device): Watch {
    return watches.get(device.id) ?? begin(watchedOf(device))
  }

  function follow({ kind, device }: InventoryChange): void {
    if (kind === 'removed') {
      watchedById.delete(device.id)
      watches.get(device.id)?.stop()
      watches.delete(device.id)
      history.drop(device.id)
      return
    }
    const watched = watchedOf(device)
    watched.device = device
    const watch = watchOf(device)
    if (kind === 'reconnected') {
      forgetConnection(watched)
      void watch.now(false)
    }
  }

  function view(device: Device): DeviceView {
    const { state, problem, lastSeenAt, facts, sample } = watchedById.get(device.id) ?? newWatched(device, undefined)
    return {
      ...device,
      state,
      ...(problem && { problem }),
      ...(lastSeenAt !== undefined && { lastSeenAt }),
      ...(facts && { facts }),
      ...(sample && { sample }),
    }
  }

  async function pollNow(device: Device, facts: boolean, signal: AbortSignal | undefined): Promise<void> {
    // Whoever asks for it does not want to hear how the last attempt went: begin with a new connection.
    if (watchedOf(device).state === 'offline') inventory.reconnect(device)
    const asked = watchOf(device).now(facts)
    if (!signal) return asked
    const done = new AbortController()
    const cancelled = new Promise<never>((_, reject) => {
      const refuse = () => reject(new AppError('Cancelled', {}))
      if (signal.aborted) refuse()
      signal.addEventListener('abort', refuse, { signal: done.signal })
    })
    try {
      await Promise.race([asked, cancelled])
    } finally {
      done.abort()
    }
  }

  function sparkline(deviceId: string, column: keyof HistoryPoint): (number | null)[] {
    const now = clock.now()
    return (
      watchedById.get(deviceId)?.points.spans(column, now - 2 * hourMs, now, sparkPoints) ?? Array.from({ length: sparkPoints }, () => null)
    )
  }

  return {
    start: async () => {
      started = true
      heeds.push(
        inventory.onChange(follow),
        changes.on(({ topics }) => {
          if (topics.includes('settings')) void heedSettings()
        }),
      )
      for (const device of inventory.list()) watchOf(device).start()
    },
    close: async () => {
      for (const stop of heeds) stop()
      for (const watch of watches.values()) watch.stop()
      await history.close()
    },
    view,
    views: () => inventory.list().map(view),
    latest: deviceId => watchedById.get(deviceId)?.sample,
    sampleAgeMs: deviceId => {
      const at = watchedById.get(deviceId)?.sampledAt
      return at === undefined ? undefined : clock.monotonic() - at
    },
    recentCpu: deviceId => watchedById.get(deviceId)?.points.mean('cpuFraction', clock.now() - 5 * minuteMs),
    recall: async () => {
      await history.flush()
      for (const watched of watchedById.values()) await remember(watched)
    },
    containerCpu: deviceId => watchedById.get(deviceId)?.containerCpu ?? new Map(),
    pollNow: async (device, signal) => {
      await pollNow(device, false, signal)
      return view(device)
    },
    examine: async (device, signal) => {
      await pollNow(device, true, signal)
      const watched = watchedOf(device)
      const examined = examinedOf(watched)
      if (watched.failures > 0 && watched.problem) throw new AppError(watched.problem.code, watched.problem.data)
      if (!examined) throw new AppError('DeviceGarbled', { device: device.name, what: 'what kind of computer it is' })
      return examined
    },
    history: async (device, range) => {
      const { lengthMs, bucketMs } = historyRanges[range]
      await history.flush()
      return { bucketMs, points: [...(await store.history.read(device.id, clock.now() - lengthMs, bucketMs))] }
    },
    sparkline: deviceId => sparkline(deviceId, 'cpuFraction'),
    networkSparkline: deviceId => sums(sparkline(deviceId, 'receivedBytesPerSecond'), sparkline(deviceId, 'sentBytesPerSecond')),
    answeredFraction: async deviceId => store.history.answeredFraction(deviceId, clock.now() - 7 * dayMs),
  }

  async function heedSettings(): Promise<void> {
    try {
      const next = (await settings.get()).pollSeconds
      if (next === pollSeconds) return
      pollSeconds = next
      for (const watch of watches.values()) watch.reschedule()
    } catch (error) {
      log.error('settings could not be read', { error })
    }
  }
}
