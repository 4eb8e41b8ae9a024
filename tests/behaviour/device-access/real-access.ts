import { performance } from 'node:perf_hooks'
import { engineOver } from '../../../electron/adapters/docker/docker-engine.ts'
import { createLocalAccess } from '../../../electron/adapters/local/local-access.ts'
import { createDeviceAccess, type DeviceAccessDependencies } from '../../../electron/adapters/ssh/device-access.ts'
import type { Clock } from '../../../electron/ports/clock.ts'
import type { DeviceAccess } from '../../../electron/ports/device-access.ts'
import type { Log } from '../../../electron/ports/log.ts'
import type { Randomness } from '../../../electron/ports/randomness.ts'

const silence: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silence }

/** The time of this machine. */
export const realClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  wait: async (ms, signal) => {
    const { setTimeout } = await import('node:timers/promises')
    await setTimeout(ms, undefined, signal ? { signal } : {})
  },
  every: (ms, work) => {
    const timer = setInterval(work, ms)
    return () => clearInterval(timer)
  },
}

let drawn = 0
const randomness: Randomness = {
  id: () => String(drawn++).padStart(20, '0'),
  text: (length, alphabet) => Array.from({ length }, (_, index) => alphabet[(drawn++ + index) % alphabet.length]).join(''),
  fraction: () => 0,
}

/** The real adapters, put together as the host does. */
export function realAccess(overrides: Partial<DeviceAccessDependencies> = {}): DeviceAccess {
  const local = createLocalAccess({ engineOver, environment: process.env })
  return createDeviceAccess({ clock: realClock, randomness, log: silence, engineOver, local, ...overrides })
}
