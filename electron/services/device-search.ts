import type { DiscoveryEvent } from '../../shared/model/discovery.ts'
import type { Clock } from '../ports/clock.ts'
import type { Discovery } from '../ports/discovery.ts'
import type { Inventory } from './inventory.ts'

/** Looking for devices that could be added. */
export interface DeviceSearch {
  /** What is found as it is found, with progress about once a second, then `done`; ends early when cancelled. */
  search(
    options: { readonly seconds: number; readonly subnet?: string; readonly sweep: boolean },
    signal: AbortSignal,
  ): AsyncIterable<DiscoveryEvent>
}

/** Search over the discovery port that knows which addresses are added already. */
export function createDeviceSearch({
  discovery,
  inventory,
  clock,
}: {
  readonly discovery: Discovery
  readonly inventory: Inventory
  readonly clock: Clock
}): DeviceSearch {
  return {
    async *search(options, signal) {
      const started = clock.monotonic()
      const progress = (): DiscoveryEvent => {
        const passed = (clock.monotonic() - started) / 1000
        return {
          type: 'progress',
          fraction: Math.min(1, passed / options.seconds),
          secondsLeft: Math.max(0, Math.ceil(options.seconds - passed)),
        }
      }
      const found = discovery.discover(options, signal)[Symbol.asyncIterator]()
      let next = found.next()
      try {
        while (!signal.aborted) {
          const tick = new AbortController()
          const result = await Promise.race([next, quietly(clock.wait(1000, AbortSignal.any([signal, tick.signal])))])
          tick.abort()
          if (result === undefined) {
            yield progress()
          } else if (result.done === true) {
            break
          } else {
            const device = result.value
            yield {
              type: 'found',
              device: {
                ...device,
                alreadyAdded: inventory.list().some(known => known.address === device.address && known.port === device.port),
              },
            }
            next = found.next()
          }
        }
        yield { type: 'done' }
      } finally {
        await found.return?.()
      }
    },
  }
}

/** Settles with nothing, whether the wait ran out or was cut short. */
function quietly(waiting: Promise<void>): Promise<undefined> {
  return waiting.then(
    () => undefined,
    () => undefined,
  )
}
