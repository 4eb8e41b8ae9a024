import type { AppView } from '../../../shared/model/app.ts'
import type { DeviceView } from '../../../shared/model/device.ts'
import type { Totals } from '../../../shared/model/overview.ts'

/**
 * The homelab as one machine. Only devices whose last sample is known and that are not offline count for memory, storage,
 * processor and network; `devices.counted` says how many. Memory used is what cannot be had without swapping; the busy
 * share of the processor is weighed by cores, over the devices that told one.
 */
export function totalsOf(devices: readonly DeviceView[], apps: readonly AppView[]): Totals {
  const states = { online: 0, degraded: 0, offline: 0, unknown: 0, counted: 0 }
  const memory = { usedBytes: 0, totalBytes: 0 }
  const storage = { usedBytes: 0, totalBytes: 0 }
  const network = { receivedBytesPerSecond: 0, sentBytesPerSecond: 0 }
  let cores = 0
  let coresTold = 0
  let coresBusy = 0
  for (const { state, sample, facts } of devices) {
    states[state] += 1
    if (!sample || state === 'offline') continue
    states.counted += 1
    memory.totalBytes += sample.memoryTotalBytes
    memory.usedBytes += sample.memoryTotalBytes - sample.memoryAvailableBytes
    for (const { totalBytes, freeBytes } of sample.filesystems) {
      storage.totalBytes += totalBytes
      storage.usedBytes += totalBytes - freeBytes
    }
    network.receivedBytesPerSecond += sample.networkBytesPerSecond?.received ?? 0
    network.sentBytesPerSecond += sample.networkBytesPerSecond?.sent ?? 0
    const own = facts?.cpu.cores ?? 0
    cores += own
    if (sample.cpuFraction !== undefined) {
      coresTold += own
      coresBusy += own * sample.cpuFraction
    }
  }
  return {
    devices: states,
    memory,
    storage,
    cpu: { usedFraction: coresTold === 0 ? 0 : coresBusy / coresTold, cores },
    network,
    apps: countApps(apps),
  }
}

/** Apps by how they are; those being set up or removed, or on a device that is not seen, only count in the total. */
function countApps(apps: readonly AppView[]): Totals['apps'] {
  const counts = { running: 0, stopped: 0, troubled: 0, total: apps.length }
  for (const { state } of apps) {
    if (state === 'running') counts.running += 1
    else if (state === 'stopped') counts.stopped += 1
    else if (state === 'unhealthy' || state === 'missing') counts.troubled += 1
  }
  return counts
}
